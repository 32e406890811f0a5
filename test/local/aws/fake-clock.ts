// A clock that stands still until it is told to go on.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../../operator/ports/clock.js";

type Timer = { readonly at: number; readonly order: number; readonly act: () => void };

export class FakeClock implements Clock {
  #now = Date.parse("2026-03-01T00:00:00Z");
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): () => void {
    this.#order += 1;
    const timer: Timer = { at: this.#now + milliseconds, order: this.#order, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  random(): number {
    return 0.5;
  }

  /** Timers act in their order, and what they set off comes to rest before the next one. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await rest();
    for (let next = this.#nextBefore(until); next !== undefined; next = this.#nextBefore(until)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.act();
      await rest();
    }
    this.#now = until;
  }

  #nextBefore(until: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= until);
    return due.sort((one, other) => one.at - other.at || one.order - other.order)[0];
  }
}

const TURNS = 20;

/** Lets promises that need no timer come to their ends. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}
