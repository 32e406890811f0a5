// What is asked of both sides in the same words: time, requests, CPU and memory, until all are ready and half a minute later.
import { setTimeout as sleep } from "node:timers/promises";
import { CHILD_KINDS } from "../../../domain/api/kinds.js";
import { LABEL } from "../../../domain/api/keys.js";
import { list } from "../../cluster/harness/api.js";
import type { Request } from "../../cluster/harness/audit.js";
import { isWrite, mark, requestsSince } from "../../cluster/harness/audit.js";
import { cpuSeconds, LATER_MS, residentBytes } from "../scrape.js";
import type { Row } from "../row.js";

export type Side = {
  readonly name: string;
  /** How its user agent begins. */ readonly agent: string;
  readonly namespace: string;
  readonly instances: number;
  /** Of its process. */ metrics(): Promise<string>;
  /** Resolves with the time at which the last one was ready. */ create(): Promise<number>;
};

const CPU_ROW = "CPU for a child until all are ready";
/** What was asked of both when the one took 3.4 ms: 1.2 ms. */
const CPU_SHARE_PERCENT = 35;
const MEGABYTE = 1e6;

export type Compared = {
  readonly rows: readonly Row[];
  /** Milliseconds for a child until all are ready. */ readonly cpuMs: number;
};

export async function compare(side: Side): Promise<Compared> {
  const { name, agent, namespace, instances } = side;
  const before = await side.metrics();
  const from = await mark();
  const started = Date.now();
  const readyAt = await side.create();
  const ready = await side.metrics();
  await sleep(LATER_MS);
  const later = await side.metrics();
  const requests = await requestsSince(from, agent);
  const children = await childrenIn(namespace);
  const until = requests.filter((request) => request.at <= readyAt);
  const each = (of: readonly Request[]) => of.length / instances;
  const cpu = (text: string) => (1000 * (cpuSeconds(text) - cpuSeconds(before))) / children;
  const row = (what: string, value: number, unit = ""): Row => ({ what: `${name}: ${what}`, value, unit });
  const rows = [
    row(`${instances} instances, all ready`, (readyAt - started) / 1000, "s"),
    row("children of an instance", children / instances),
    row("requests for an instance until all are ready", each(until)),
    row("of them writes", each(until.filter(isWrite))),
    row("of them refused", each(until.filter(({ code }) => code >= 400 && code !== 404))),
    row("requests for an instance, half a minute later", each(requests)),
    row("of them writes, half a minute later", each(requests.filter(isWrite))),
    row(CPU_ROW, cpu(ready), "ms"),
    row("CPU for a child, half a minute later", cpu(later), "ms"),
    row("resident memory before the first instance", residentBytes(before) / MEGABYTE, "MB"),
    row("resident memory when all are ready", residentBytes(ready) / MEGABYTE, "MB"),
    row("resident memory half a minute later", residentBytes(later) / MEGABYTE, "MB"),
  ];
  return { rows, cpuMs: cpu(ready) };
}

/** Milliseconds of two machines say little: on a slower or busier one both sides take more. */
export function ratioOf(ours: Compared, theirs: Compared): Row {
  const value = (100 * ours.cpuMs) / theirs.cpuMs;
  return { what: `${CPU_ROW}: tenfold, of what the peer takes`, value, unit: "%", target: CPU_SHARE_PERCENT };
}

/** Counted by the label that the children of both sides carry. */
async function childrenIn(namespace: string): Promise<number> {
  const lists = await Promise.all(CHILD_KINDS.map((kind) => list(kind, namespace, LABEL.service)));
  return lists.flat().length;
}
