// A transport behind whose watches stands a cluster that does not change: each watch is sent all its objects, as bytes, and then silence.
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
  const paths = new Map(
    [...CHILD_KINDS, WEB_SERVICE, WEB_SERVICE_CLASS].map((kind) => [idOf(kind), collectionPath(kind, undefined)]),
  );
  const pathOf = (object: KubeObject) => paths.get(idOf(object)) ?? "";
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

const idOf = ({ apiVersion, kind }: Pick<KindRef, "apiVersion" | "kind">): string => `${apiVersion}/${kind}`;
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
