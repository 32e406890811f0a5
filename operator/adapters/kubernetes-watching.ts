// The WatchSource port over HTTP: newline-separated JSON, as it comes.
import type { KubeObject } from "../../domain/api/objects.js";
import type { ListPage, WatchMessage, WatchSource, WatchStart, WatchTarget } from "../ports/watching.js";
import { WatchRefused } from "../ports/watching.js";
import type { Turns } from "../ports/turns.js";
import { eventLoop } from "./event-loop.js";
import { collectionPath } from "./kubernetes-paths.js";
import type { Transport } from "./transport.js";

const METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const INITIAL_END = "k8s.io/initial-events-end";
/** The server ends a watch by itself after this time; a fresh one starts where it ended. */
const WATCH_SECONDS = 300;

export function kubernetesWatching(transport: Transport, turns: Turns = eventLoop): WatchSource {
  return {
    watch: (target, start, signal) => watch(transport, { target, start, signal, turns }),
    list: (target, page) => list(transport, target, page),
  };
}

type Watch = { readonly target: WatchTarget; readonly start: WatchStart; readonly signal: AbortSignal; readonly turns: Turns };

async function* watch(transport: Transport, { target, start, signal, turns }: Watch): AsyncIterable<WatchMessage> {
  const path = `${collectionPath(target.kind, target.namespace)}?${watchQuery(target, start)}`;
  const answer = await transport.stream({ path, accept: target.metadataOnly === true ? METADATA : undefined }, signal);
  if (answer.status !== 200)
    throw new WatchRefused(answer.status, (await answer.body.text()).slice(0, MESSAGE_LENGTH), answer.retryAfterSeconds);
  const { apiVersion, kind } = target.kind;
  for await (const line of lines(answer.body)) {
    const next = message(line);
    // Metadata alone comes as a kind of its own.
    if (target.metadataOnly === true && "object" in next) yield { ...next, object: { ...next.object, apiVersion, kind } };
    else yield next;
    // However much of the stream stands ready: at the start it is all there is.
    if (turns.isOver()) await turns.next();
  }
}
const MESSAGE_LENGTH = 1024;

function watchQuery({ labelSelector }: WatchTarget, start: WatchStart): string {
  const query = new URLSearchParams({ watch: "true", allowWatchBookmarks: "true", timeoutSeconds: String(WATCH_SECONDS) });
  if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
  if (start.kind === "resume") query.set("resourceVersion", start.resourceVersion);
  else {
    query.set("sendInitialEvents", "true");
    query.set("resourceVersionMatch", "NotOlderThan");
  }
  return query.toString();
}

/** Splits at newlines; bytes are decoded only once a line is whole, so that no character is cut. */
async function* lines(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    let buffer = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : Buffer.concat([rest, chunk]);
    for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE)) {
      if (end > 0) yield buffer.toString("utf8", 0, end);
      buffer = buffer.subarray(end + 1);
    }
    rest = buffer;
  }
  if (rest.length > 0) throw new Error("the watch ended in the middle of an event");
}
const NEWLINE = 0x0a;

type Frame = { readonly type: string; readonly object: KubeObject & { readonly code?: number; readonly message?: string } };

function message(line: string): WatchMessage {
  const { type, object } = JSON.parse(line) as Frame;
  switch (type) {
    case "ADDED":
      return { kind: "added", object };
    case "MODIFIED":
      return { kind: "modified", object };
    case "DELETED":
      return { kind: "deleted", object };
    case "BOOKMARK":
      return {
        kind: "bookmark",
        resourceVersion: object.metadata.resourceVersion ?? "",
        initialEventsEnd: object.metadata.annotations?.[INITIAL_END] === "true",
      };
    default:
      return { kind: "error", code: object.code ?? 500, message: object.message ?? `an event of type ${type}` };
  }
}

type List = {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly KubeObject[];
};

async function list(
  transport: Transport,
  target: WatchTarget,
  page: { readonly limit: number; readonly continueToken?: string },
): Promise<ListPage> {
  const query = new URLSearchParams({ limit: String(page.limit) });
  if (target.labelSelector !== undefined) query.set("labelSelector", target.labelSelector);
  if (page.continueToken !== undefined) query.set("continue", page.continueToken);
  const accept = target.metadataOnly === true ? METADATA_LIST : undefined;
  const answer = await transport.request({
    method: "GET",
    path: `${collectionPath(target.kind, target.namespace)}?${query.toString()}`,
    accept,
    line: "watches",
  });
  if (answer.status !== 200)
    throw new WatchRefused(answer.status, answer.text.slice(0, MESSAGE_LENGTH), answer.retryAfterSeconds);
  const { metadata, items } = JSON.parse(answer.text) as List;
  const { apiVersion, kind } = target.kind; // items of a list do not say their kind
  const token = metadata.continue === "" ? undefined : metadata.continue;
  return {
    items: items.map((item) => ({ ...item, apiVersion, kind })),
    resourceVersion: metadata.resourceVersion,
    continueToken: token,
  };
}
