// Takes keys from the queue and reconciles them, several at a time. An exception is one key's misfortune, never the process's.
import type { Clock } from "../ports/clock.js";
import type { Log } from "../ports/log.js";
import type { Metrics } from "../ports/metrics.js";
import type { Queue, Taken } from "./queue.js";
import type { RunnerMetrics } from "./runner-metrics.js";
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
  return new QueueRunner(options);
}

class QueueRunner implements Runner {
  private readonly metrics: RunnerMetrics;
  private active = 0;
  private started = false;
  private serial = 0;
  private onIdle: (() => void) | undefined;

  constructor(private readonly options: RunnerOptions) {
    this.metrics = runnerMetrics(options);
  }

  start(): void {
    this.started = true;
    this.options.queue.onReady(() => this.pump());
    this.pump();
  }

  async stop(timeoutMs: number): Promise<boolean> {
    this.started = false;
    if (this.active === 0) return true;
    return new Promise<boolean>((resolve) => {
      const cancel = this.options.clock.after(timeoutMs, () => resolve(false));
      this.onIdle = () => {
        cancel();
        resolve(true);
      };
    });
  }

  private pump(): void {
    const { queue, workers } = this.options;
    while (this.started && this.active < workers) {
      const taken = queue.take();
      if (taken === undefined) break;
      this.active += 1;
      void this.run(taken);
    }
    this.metrics.depth(queue.depth());
    this.metrics.active(this.active);
  }

  private async run(taken: Taken): Promise<void> {
    const { queue, clock, reconcile } = this.options;
    const startedAt = clock.now();
    const log = this.logFor(taken.key, startedAt);
    this.metrics.taken(startedAt - taken.addedAt);
    try {
      const action = await reconcile(taken.key, log);
      queue.forget(taken.key);
      if (action.kind === "requeue-after") queue.addAfter(taken.key, action.milliseconds, "resync");
      this.metrics.ended(action.kind === "requeue-after" ? "requeue_after" : "success", clock.now() - startedAt);
    } catch (error) {
      queue.addRateLimited(taken.key, taken.lane);
      this.metrics.ended("error", clock.now() - startedAt);
      log.warn("reconcile failed, will be tried again", {
        error: error instanceof Error ? error.message : String(error),
        retries: queue.retries(taken.key),
      });
    } finally {
      queue.done(taken.key);
      this.active -= 1;
      if (this.active === 0) this.onIdle?.();
      this.pump();
    }
  }

  private logFor(key: string, startedAt: number): Log {
    const [namespace, name] = key.split("/");
    this.serial += 1;
    return this.options.log.with({
      controller: this.options.controller,
      namespace,
      name,
      reconcileID: `${startedAt.toString(36)}-${this.serial}`,
    });
  }
}
