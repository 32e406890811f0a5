// The stream of a watch: events however its bytes are cut, and turns of the event loop given back however many stand ready.
import { describe, expect, it } from "@jest/globals";
import { Readable } from "node:stream";
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import type { HttpStream, Transport } from "../../operator/adapters/transport.js";
import type { Turns } from "../../operator/ports/turns.js";
import type { WatchMessage } from "../../operator/ports/watching.js";
import { settled } from "../fakes/fake-clock.js";
import { CONFIG_MAP, configMap } from "../fakes/scripted-watches.js";

const NAMES = ["a", "b", "ü", "d", "e"];
const BYTES = Buffer.from(NAMES.map((name) => `${JSON.stringify({ type: "ADDED", object: configMap(name) })}\n`).join("\n"));

function watching(chunks: readonly Uint8Array[], turns?: Turns): AsyncIterable<WatchMessage> {
  const refuse = () => Promise.reject(new Error("nothing is to be asked"));
  const body = Readable.from(chunks) as unknown as HttpStream["body"];
  const transport: Transport = { request: refuse, close: refuse, stream: () => Promise.resolve({ status: 200, body }) };
  return kubernetesWatching(transport, turns).watch({ kind: CONFIG_MAP }, { kind: "initial" }, new AbortController().signal);
}

const cut = (size: number) =>
  Array.from({ length: Math.ceil(BYTES.length / size) }, (_, index) => BYTES.subarray(index * size, (index + 1) * size));
const nameOf = (message: WatchMessage) => ("object" in message ? message.object.metadata.name : message.kind);

describe("a watch", () => {
  it.each([1, 7, 100, 1_000_000])("has every event of a stream that comes %d bytes at a time", async (size) => {
    const seen: string[] = [];
    for await (const message of watching(cut(size))) seen.push(nameOf(message));
    expect(seen).toEqual(NAMES);
  });

  it("gives the event loop back when a turn has lasted long enough, although more stands ready", async () => {
    const seen: string[] = [];
    let next: () => void = () => undefined;
    let left = 2;
    const turns = { isOver: () => (left -= 1) < 0, next: () => new Promise<void>((resolve) => (next = resolve)) };
    const read = async () => {
      for await (const message of watching([BYTES], turns)) seen.push(nameOf(message));
    };
    const reading = read();
    await settled();
    expect(seen).toEqual(["a", "b", "ü"]);
    left = 10;
    next();
    await reading;
    expect(seen).toEqual(NAMES);
  });

  it("fails when the stream ends in the middle of an event", async () => {
    const read = async () => {
      for await (const message of watching([BYTES.subarray(0, -10)])) nameOf(message);
    };
    await expect(read()).rejects.toThrow("in the middle of an event");
  });
});
