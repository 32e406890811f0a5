// Runs one reconcile at a time for each key, many keys at once. What is asked for while a key runs follows after it.
import type { Clock } from "../../../operator/ports/clock.js";
import { Timers } from "../model/timers.js";

export type RunnerOptions = {
  readonly clock: Clock;
  readonly concurrency: number;
  readonly run: (key: string) => Promise<void>;
  /** Called when a key runs no more. */
  readonly ended?: (key: string) => void;
};

export class Runner {
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  readonly #timers: Timers;
  readonly #idle: (() => void)[] = [];
  #stopped = false;

  constructor(readonly options: RunnerOptions) {
    this.#timers = new Timers(options.clock);
  }

  enqueue(key: string): void {
    if (this.#stopped) return;
    this.#timers.cancel(key);
    this.#waiting.add(key);
    this.#fill();
  }

  /** The timer of a key is dropped when something else asks for it earlier. */
  enqueueAfter(key: string, afterMs: number): void {
    if (!this.#stopped) this.#timers.set(key, afterMs, () => this.enqueue(key));
  }

  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** No more starts; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timers.stop();
    this.#waiting.clear();
    if (this.#running.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #fill(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.options.concurrency) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.options.run(key).finally(() => this.#ended(key));
    }
  }

  #ended(key: string): void {
    this.#running.delete(key);
    this.options.ended?.(key);
    this.#fill();
    if (this.#running.size > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
