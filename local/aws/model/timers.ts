// One timer for each key on the one clock; a later one replaces the earlier.
import type { Clock } from "../../../operator/ports/clock.js";

export class Timers {
  readonly #cancels = new Map<string, () => void>();

  constructor(readonly clock: Clock) {}

  set(key: string, afterMs: number, act: () => void): void {
    this.cancel(key);
    const cancel = this.clock.after(afterMs, () => {
      this.#cancels.delete(key);
      act();
    });
    this.#cancels.set(key, cancel);
  }

  cancel(key: string): void {
    this.#cancels.get(key)?.();
    this.#cancels.delete(key);
  }

  stop(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
