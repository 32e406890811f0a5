// Takes keys from the queue and reconciles them, several at a time. An exception is one key's misfortune, never the process's.
import type { Clock } from "../ports/clock.js";
import type { Log } from "../ports/log.js";
import type { Metrics } from "../ports/metrics.js";
import type { Queue, Taken } from "./queue.js";
import { runnerMetrics } from "./runner-metrics.js";

export type Action = { readonly kind: "requeue-after"; readonly milliseconds: number } | { readonly kind: "await-change" };

export type RunnerOptions = {
  readonly controller: string;
  readonly workers: number;
  readonly queue: Queue;
  readonly reconcile: (key: string, log: Log) => Promise<Action>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type Runner = {
  start(): void;
  /** No new keys; resolves when the running ones have ended, or after the timeout. True: all have ended. */
  stop(timeoutMs: number): Promise<boolean>;
};

export function createRunner(options: RunnerOptions): Runner {
  const { queue, workers, clock } = options;
  const metrics = runnerMetrics(options);
  let active = 0;
  let started = false;
  let idle: (() => void) | undefined;
  let serial = 0;

  function pump(): void {
    while (started && active < workers) {
      const taken = queue.take();
      if (taken === undefined) break;
      active += 1;
      void run(taken);
    }
    metrics.depth(queue.depth());
    metrics.active(active);
  }

  async function run(taken: Taken): Promise<void> {
    const startedAt = clock.now();
    serial += 1;
    const [namespace, name] = taken.key.split("/");
    const log = options.log.with({
      controller: options.controller,
      namespace,
      name,
      reconcileID: `${startedAt.toString(36)}-${serial}`,
    });
    metrics.taken(startedAt - taken.addedAt);
    try {
      const action = await options.reconcile(taken.key, log);
      settle(taken, action);
      metrics.ended(action.kind === "requeue-after" ? "requeue_after" : "success", clock.now() - startedAt);
    } catch (error) {
      queue.addRateLimited(taken.key, taken.lane);
      metrics.ended("error", clock.now() - startedAt);
      log.warn("reconcile failed, will be tried again", {
        error: error instanceof Error ? error.message : String(error),
        retries: queue.retries(taken.key),
      });
    } finally {
      queue.done(taken.key);
      active -= 1;
      if (active === 0) idle?.();
      pump();
    }
  }

  function settle({ key }: Taken, action: Action): void {
    queue.forget(key);
    if (action.kind === "requeue-after") queue.addAfter(key, action.milliseconds, "resync");
  }

  return {
    start: () => {
      started = true;
      queue.onReady(pump);
      pump();
    },
    stop: async (timeoutMs) => {
      started = false;
      if (active === 0) return true;
      return new Promise<boolean>((resolve) => {
        const cancel = clock.after(timeoutMs, () => resolve(false));
        idle = () => {
          cancel();
          resolve(true);
        };
      });
    },
  };
}
