// Bytes that a running operator really holds: its heap right after a full collection, ordered through the inspector.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { WebSocket } from "node:http";
import type { OperatorProcess } from "../cluster/harness/operator-process.js";
import { sumOf } from "../cluster/harness/operator-process.js";
import { childrenIn, cpuSeconds, metricsOf, residentBytes } from "./scrape.js";

/** Flags of an operator whose heap is to be measured. */
export const MEASURABLE: readonly string[] = ["--inspect=127.0.0.1:0"];

export type Held = {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly children: number;
  readonly cpuSeconds: number;
};

export async function held(operator: OperatorProcess): Promise<Held> {
  await collectGarbage(operator.log);
  const text = await metricsOf(operator);
  return {
    heapBytes: sumOf(text, "nodejs_heap_size_used_bytes"),
    residentBytes: residentBytes(text),
    children: childrenIn(text),
    cpuSeconds: cpuSeconds(text),
  };
}

async function collectGarbage(log: string): Promise<void> {
  const address = /ws:\/\/\S+/.exec(await readFile(log, "utf8"))?.[0];
  if (address === undefined) throw new Error(`the operator of ${log} was not started with ${MEASURABLE.join(" ")}`);
  const socket = new WebSocket(address);
  await once(socket, "open");
  const answered = once(socket, "message");
  socket.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" }));
  await answered;
  socket.close();
}
