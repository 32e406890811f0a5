// Takes keys from the queue and reconciles them, several at a time. An exception is one key's misfortune, never the process's.
// Each lane finds a few workers free whatever the others do: no flood of edits stops the repair of drift, and none the other way.
import type { Clock } from "../ports/clock.js";
import type { Log } from "../ports/log.js";
import type { Metrics } from "../ports/metrics.js";
import type { Turns } from "../ports/turns.js";
import type { Lane, Queue, Taken } from "./queue.js";
import { LANES } from "./queue.js";
import type { RunnerMetrics } from "./runner-metrics.js";
import { runnerMetrics } from "./runner-metrics.js";

export type Action =
  | { readonly kind: "requeue-after"; readonly milliseconds: number }
  | { readonly kind: "await-change" }
  /** Nothing was done yet: as urgent as it was, and its failures are not forgotten. */
  | { readonly kind: "catch-up"; readonly milliseconds: number };

/** `lane`: for whose account the requests are made. */
export type Run = { readonly log: Log; readonly lane: Lane };

export type RunnerOptions = {
  readonly controller: string;
  readonly workers: number;
  readonly queue: Queue;
  /** An error may say in `retryAfterSeconds` how long at least to wait before the next try. */
  readonly reconcile: (key: string, run: Run) => Promise<Action>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** A reconcile that has nothing to write never waits for anything: ten thousand of them would be one long turn. */
  readonly turns: Pick<Turns, "next">;
};

export type Runner = {
  start(): void;
  /** No new keys; resolves when the running ones have ended, or after the timeout. True: all have ended. */
  stop(timeoutMs: number): Promise<boolean>;
};

/** Of the workers, for each lane. With fewer than eight nothing is reserved, and the more urgent comes first. */
const RESERVED_SHARE = 1 / 8;

export function createRunner(options: RunnerOptions): Runner {
  return new QueueRunner(options);
}

class QueueRunner implements Runner {
  private readonly metrics: RunnerMetrics;
  private readonly active: Record<Lane, number> = { edit: 0, drift: 0, resync: 0 };
  private started = false;
  private isPaused = false;
  private serial = 0;
  private onIdle: (() => void) | undefined;

  constructor(private readonly options: RunnerOptions) {
    this.metrics = runnerMetrics(options);
  }

  start(): void {
    this.started = true;
    this.options.queue.onReady(() => this.pump());
    // Whoever starts it has added everything there is in this turn already.
    void this.pause();
  }

  async stop(timeoutMs: number): Promise<boolean> {
    this.started = false;
    if (this.running() === 0) return true;
    return new Promise<boolean>((resolve) => {
      const cancel = this.options.clock.after(timeoutMs, () => resolve(false));
      this.onIdle = () => {
        cancel();
        resolve(true);
      };
    });
  }

  /** One begins in each turn of the event loop: many that have nothing to write would else run to their ends in one. */
  private pump(): void {
    // It is done when the pause is over: ten thousand keys that are added in one turn would each have the gauges set.
    if (this.isPaused) return;
    const { queue } = this.options;
    const taken = this.started ? queue.take((lane) => this.hasRoomFor(lane)) : undefined;
    if (taken !== undefined) {
      this.active[taken.lane] += 1;
      void this.run(taken);
      void this.pause();
    }
    this.metrics.depth(queue.depth());
    this.metrics.active(this.running());
  }

  private async pause(): Promise<void> {
    this.isPaused = true;
    await this.options.turns.next();
    this.isPaused = false;
    this.pump();
  }

  private running(): number {
    return LANES.reduce((sum, lane) => sum + this.active[lane], 0);
  }

  private hasRoomFor(lane: Lane): boolean {
    const { workers } = this.options;
    const reserved = Math.floor(workers * RESERVED_SHARE);
    const others = LANES.filter((other) => other !== lane);
    return this.running() + others.reduce((sum, other) => sum + Math.max(0, reserved - this.active[other]), 0) < workers;
  }

  private async run(taken: Taken): Promise<void> {
    const { queue, clock, reconcile } = this.options;
    const { key, lane } = taken;
    const startedAt = clock.now();
    const log = this.logFor(key, startedAt);
    this.metrics.taken(startedAt - taken.addedAt);
    try {
      const action = await reconcile(key, { log, lane });
      this.comeBack(taken, action);
      this.metrics.ended(action.kind === "await-change" ? "success" : "requeue_after", clock.now() - startedAt);
    } catch (error) {
      queue.addRateLimited(key, lane, 1000 * secondsAskedBy(error));
      this.metrics.ended("error", clock.now() - startedAt);
      log.warn("reconcile failed, will be tried again", {
        error: error instanceof Error ? error.message : String(error),
        retries: queue.retries(key),
      });
    } finally {
      queue.done(key);
      this.active[lane] -= 1;
      if (this.running() === 0) this.onIdle?.();
      this.pump();
    }
  }

  private comeBack({ key, lane }: Taken, action: Action): void {
    const { queue } = this.options;
    if (action.kind === "catch-up") {
      queue.addAfter(key, action.milliseconds, lane);
      return;
    }
    queue.forget(key);
    if (action.kind === "requeue-after") queue.addAfter(key, action.milliseconds, "resync");
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

function secondsAskedBy(error: unknown): number {
  return error instanceof Error && "retryAfterSeconds" in error && typeof error.retryAfterSeconds === "number"
    ? error.retryAfterSeconds
    : 0;
}
