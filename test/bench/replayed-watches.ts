// A transport behind whose watches stands a cluster that does not change: each watch is sent all its objects, as bytes, and then silence.
import { createReadStream, existsSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { collectionPath } from "../../operator/adapters/kubernetes-paths.js";
import type { HttpStream, Transport } from "../../operator/adapters/transport.js";

/** As much as a socket gives at once. */
const CHUNK = 65_536;
const END = JSON.stringify({
  type: "BOOKMARK",
  object: { metadata: { resourceVersion: "99000000", annotations: { "k8s.io/initial-events-end": "true" } } },
});

export type Replay = {
  readonly transport: Transport;
  /** Adds what is to be sent to the watches that are opened from now on. */
  add(object: KubeObject): void;
  /** Sends an event to the watch of its kind that is open. */
  send(type: "ADDED" | "MODIFIED" | "DELETED", object: KubeObject): void;
  objects(): number;
  bytes(): number;
  /** What was added is sent, and held by nobody any more. */
  drop(): void;
};

export function replay(chunk = CHUNK): Replay {
  const lines = new Map<string, Buffer[]>();
  const open = new Map<string, Readable>();
  return {
    add: (object) => {
      const own = lines.get(pathOf(object)) ?? [];
      lines.set(pathOf(object), own);
      own.push(line("ADDED", object));
    },
    send: (type, object) => void open.get(pathOf(object))?.push(line(type, object)),
    objects: () => [...lines.values()].reduce((sum, own) => sum + own.length, 0),
    bytes: () => [...lines.values()].flat().reduce((sum, { length }) => sum + length, 0),
    drop: () => lines.clear(),
    transport: {
      request: () => Promise.reject(new Error("nothing is to be asked")),
      close: () => Promise.resolve(),
      stream: ({ path }) => {
        const [collection = ""] = path.split("?");
        const body = paced(lines.get(collection) ?? [], chunk);
        open.set(collection, body);
        return Promise.resolve({ status: 200, body: body as unknown as HttpStream["body"] });
      },
    },
  };
}

/** The same from files, one for each watch: nothing of them is in memory but what is being read. */
export function replayFrom(folder: string): Transport {
  return {
    request: () => Promise.reject(new Error("nothing is to be asked")),
    close: () => Promise.resolve(),
    stream: ({ path }) => {
      const file = fileIn(folder, path.split("?")[0] ?? "");
      const body = Readable.from(read(file, `${END}\n`));
      return Promise.resolve({ status: 200, body: body as unknown as HttpStream["body"] });
    },
  };
}

/** Adds objects to such files. */
export async function record(folder: string, objects: readonly KubeObject[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const object of objects) await appendFile(fileIn(folder, pathOf(object)), line("ADDED", object));
}

async function* read(file: string, end: string): AsyncGenerator<Buffer> {
  if (existsSync(file)) for await (const piece of createReadStream(file, { highWaterMark: CHUNK })) yield piece as Buffer;
  yield Buffer.from(end);
  await new Promise(() => undefined); // a watch stays open
}

const fileIn = (folder: string, path: string): string => join(folder, `${path.slice(1).replaceAll("/", "_")}.jsonl`);
const idOf = ({ apiVersion, kind }: Pick<KindRef, "apiVersion" | "kind">): string => `${apiVersion}/${kind}`;
const PATHS = new Map(
  [...CHILD_KINDS, WEB_SERVICE, WEB_SERVICE_CLASS].map((kind) => [idOf(kind), collectionPath(kind, undefined)]),
);
const pathOf = (object: KubeObject): string => PATHS.get(idOf(object)) ?? "";
const line = (type: string, object: KubeObject): Buffer => Buffer.from(`${JSON.stringify({ type, object })}\n`);

/** Sends a piece whenever there is room for one, as a socket does: never within one turn of the loop all of it. */
function paced(own: readonly Buffer[], chunk: number): Readable {
  const pieces = cut([...own, Buffer.from(`${END}\n`)], chunk);
  return new Readable({
    highWaterMark: chunk,
    read() {
      const next = pieces.next();
      if (next.done !== true) setImmediate(() => this.push(next.value));
    },
  });
}

function* cut(own: readonly Buffer[], chunk: number): Generator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for (const one of own) {
    waiting.push(one);
    length += one.length;
    if (length < chunk) continue;
    const all = Buffer.concat(waiting);
    for (let start = 0; start + chunk <= all.length; start += chunk) yield all.subarray(start, start + chunk);
    const rest = Buffer.from(all.subarray(all.length - (all.length % chunk)));
    waiting = [rest];
    length = rest.length;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
