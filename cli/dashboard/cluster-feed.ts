// Follows the WebServices of a cluster, once for all pages, and says whether what it knows is still so.
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError } from "../failure.js";
import type { Link } from "./model.js";
import { keyOf } from "./model.js";

export type FeedOptions = {
  readonly remote: Remote;
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly now: () => number;
  /** Something is another: a service, by its key, or the link. */
  readonly changed: (key: string | undefined) => void;
};

const PROBE_MS = 5000;
const PROBE_PATIENCE_MS = 8000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

export class ClusterFeed {
  #services: ReadonlyMap<string, WebService> = new Map();
  #link: Link = { state: "connecting" };
  /** When the cluster last answered while everything was known. */
  #knownAt: number | null = null;

  constructor(private readonly options: FeedOptions) {}

  get services(): ReadonlyMap<string, WebService> {
    return this.#services;
  }

  get link(): Link {
    return this.#link;
  }

  /** Ends when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const wasKnownAt = this.#knownAt;
      await this.#attempt(signal);
      pause = this.#knownAt === wasKnownAt ? Math.min(pause * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until the watch breaks, or the server no longer answers although the watch stands. */
  async #attempt(signal: AbortSignal): Promise<void> {
    const attempt = new AbortController();
    const both = AbortSignal.any([signal, attempt.signal]);
    const ended = [this.#follow(both), this.#probe(both)].map((way) =>
      way.catch((error: unknown) => {
        if (!both.aborted) this.#lost(error);
        attempt.abort();
      }),
    );
    await Promise.all(ended);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { remote, namespace } = this.options;
    let all = new Map<string, WebService>();
    let isWhole = false;
    await remote.follow(
      WEB_SERVICE,
      { namespace },
      {
        signal,
        began: () => {
          all = new Map();
          isWhole = false;
        },
        changed: (object, isGone) => {
          const key = keyOf(named(object));
          if (isGone) all.delete(key);
          else all.set(key, object as WebService);
          if (isWhole) this.#tell(key, all);
        },
        synced: () => {
          isWhole = true;
          this.#services = all;
          this.#known();
          this.options.changed(undefined);
        },
      },
    );
  }

  #tell(key: string, all: ReadonlyMap<string, WebService>): void {
    this.#services = all;
    this.options.changed(key);
  }

  /** A connection may be dead for hours without anybody being told. */
  async #probe(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(PROBE_MS, undefined, { signal });
      const silence = sleep(PROBE_PATIENCE_MS, undefined, { signal }).then(() => {
        throw new CommandError("the API server has not answered for some seconds");
      });
      await Promise.race([this.options.remote.get("/version"), silence]);
      if (this.#link.state === "live") this.#known();
    }
  }

  #known(): void {
    this.#knownAt = this.options.now();
    if (this.#link.state === "live") return;
    this.#link = { state: "live" };
    this.options.changed(undefined);
  }

  #lost(error: unknown): void {
    const remedy = error instanceof CommandError ? (error.remedy ?? null) : null;
    const message = error instanceof Error ? error.message : String(error);
    this.#link = { state: "lost", asOf: this.#knownAt, message, remedy };
    this.options.changed(undefined);
  }
}

function named({ metadata }: KubeObject): { readonly namespace: string; readonly name: string } {
  return { namespace: metadata.namespace ?? "", name: metadata.name };
}
