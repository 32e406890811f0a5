// A WatchSource in which the test is the server: it sees every connection and says what comes through it.
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { ListPage, WatchMessage, WatchSource, WatchStart, WatchTarget } from "../../operator/ports/watching.js";
import { settled } from "./fake-clock.js";

export type Connection = {
  readonly target: WatchTarget;
  readonly start: WatchStart;
  readonly signal: AbortSignal;
  send(...messages: readonly WatchMessage[]): Promise<void>;
  /** The server closes in order. */
  end(): Promise<void>;
  fail(error: Error): Promise<void>;
};

export type ScriptedWatches = WatchSource & {
  readonly connections: Connection[];
  /** The newest; with a kind, the newest of that. */
  last(kind?: string): Connection;
  /** Answers of `list`, in order; an Error is thrown. */
  readonly pages: (ListPage | Error)[];
  readonly tokens: (string | undefined)[];
};

type Item = { readonly message: WatchMessage } | { readonly error: Error } | "end";

export function scriptedWatches(): ScriptedWatches {
  const connections: Connection[] = [];
  const pages: (ListPage | Error)[] = [];
  const tokens: (string | undefined)[] = [];
  return {
    connections,
    pages,
    tokens,
    last: (kind) => {
      const last = connections.findLast(({ target }) => kind === undefined || target.kind.kind === kind);
      if (last === undefined) throw new Error("nobody has connected");
      return last;
    },
    watch: (target, start, signal) => {
      const { stream, connection } = open(target, start, signal);
      connections.push(connection);
      return stream;
    },
    list: (_target, { continueToken }) => {
      tokens.push(continueToken);
      const page = pages.shift() ?? new Error("no more pages in the script");
      return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
    },
  };
}

function open(target: WatchTarget, start: WatchStart, signal: AbortSignal) {
  const items: Item[] = [];
  let wake: () => void = () => undefined;
  const put = (...more: readonly Item[]) => {
    items.push(...more);
    wake();
    return settled();
  };
  signal.addEventListener("abort", () => void put({ error: new Error("aborted") }));
  async function* stream(): AsyncGenerator<WatchMessage> {
    for (;;) {
      const item = items.shift();
      if (item === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if (item === "end") return;
      else if ("error" in item) throw item.error;
      else yield item.message;
    }
  }
  const connection: Connection = {
    target,
    start,
    signal,
    send: (...messages) => put(...messages.map((message) => ({ message }))),
    end: () => put("end"),
    fail: (error) => put({ error }),
  };
  return { stream: stream(), connection };
}

export const CONFIG_MAP: KindRef = { apiVersion: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };

export function configMap(name: string, { uid = `uid-${name}`, resourceVersion = "1" } = {}): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "store", uid, resourceVersion } };
}

export const added = (object: KubeObject): WatchMessage => ({ kind: "added", object });
export const deleted = (object: KubeObject): WatchMessage => ({ kind: "deleted", object });
export const pictureEnd = (resourceVersion: string): WatchMessage => ({
  kind: "bookmark",
  resourceVersion,
  initialEventsEnd: true,
});
