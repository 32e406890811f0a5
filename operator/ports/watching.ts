// Port: a stream of one kind's objects. The adapter speaks HTTP; the reflector in runtime/ decides what to do with it.
import type { KindRef, KubeObject } from "../../domain/api/objects.js";

export type WatchTarget = {
  readonly kind: KindRef;
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Ask only for metadata (PartialObjectMetadata). */
  readonly metadataOnly?: boolean;
};

export type WatchStart =
  /** Watch-list: initial events, then a bookmark with `k8s.io/initial-events-end`, then live. */
  { readonly kind: "initial" } | { readonly kind: "resume"; readonly resourceVersion: string };

export type WatchMessage =
  | { readonly kind: "added" | "modified" | "deleted"; readonly object: KubeObject }
  | { readonly kind: "bookmark"; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** An ERROR event in the stream, with the code of its Status. */
  | { readonly kind: "error"; readonly code: number; readonly message: string };

export type ListPage = {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
};

export type WatchSource = {
  /**
   * Opens one watch. The iteration ends when the server closes it; it throws WatchRefused for an HTTP status
   * other than 200 and any other error for a broken connection. Aborting the signal ends it quietly.
   */
  watch(target: WatchTarget, start: WatchStart, signal: AbortSignal): AsyncIterable<WatchMessage>;
  /** One page of a list, for servers without watch-list. */
  list(target: WatchTarget, page: { readonly limit: number; readonly continueToken?: string }): Promise<ListPage>;
};

export class WatchRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "WatchRefused";
  }
}
