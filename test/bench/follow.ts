// A watch kept open over the server's own ends of it: what happens is seen as it happens, without load by asking.
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WatchSource, WatchTarget } from "../../operator/ports/watching.js";

export type Follow = {
  readonly source: WatchSource;
  readonly target: WatchTarget;
  readonly signal: AbortSignal;
  /** Objects there at the start as well, and all of them once more whenever the watch begins anew. */
  readonly seen: (object: KubeObject) => void;
  /** Not told of what went while the watch was broken. */
  readonly gone?: (object: KubeObject) => void;
};

const PAUSE_MS = 100;

/** Resolves once everything that was there has been seen; goes on until the signal. */
export function follow(options: Follow): Promise<void> {
  const { signal } = options;
  return new Promise((resolve) => {
    const run = async (): Promise<void> => {
      while (!signal.aborted) {
        await once(options, resolve).catch(() => undefined); // broken: taken up again below
        await sleep(PAUSE_MS);
      }
    };
    void run();
  });
}

async function once({ source, target, signal, seen, gone }: Follow, inStep: () => void): Promise<void> {
  for await (const message of source.watch(target, { kind: "initial" }, signal)) {
    if (message.kind === "added" || message.kind === "modified") seen(message.object);
    else if (message.kind === "deleted") gone?.(message.object);
    else if (message.kind === "bookmark" && message.initialEventsEnd) inStep();
    else if (message.kind === "error") return;
  }
}
