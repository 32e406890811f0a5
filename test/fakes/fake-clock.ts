// A clock that stands still until a test moves it. Timers run in the order of their times.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../operator/ports/clock.js";

export type FakeClock = Clock & {
  /** Moves on and runs what is due. */
  advance(milliseconds: number): void;
  /** The same, but everything asynchronous gets its turn before, between and after the timers. */
  pass(milliseconds: number): Promise<void>;
  /** Moves only what `now` says, as when somebody sets the machine's time. */
  jump(milliseconds: number): void;
  pending(): number;
};

type Timer = { readonly at: number; readonly serial: number; readonly act: () => void };

const TURNS = 10;

/** Lets promises and callbacks that are ready run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}

type Options = { readonly now?: number; readonly random?: () => number };

export function fakeClock({ now: start = 1_000_000, random = () => 0.5 }: Options = {}): FakeClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let offset = start;
  let serial = 0;

  function next(until: number): Timer | undefined {
    const due = [...timers].filter(({ at }) => at <= until);
    return due.sort((a, b) => a.at - b.at || a.serial - b.serial)[0];
  }

  function runNext(until: number): boolean {
    const timer = next(until);
    if (timer === undefined) return false;
    timers.delete(timer);
    elapsed = Math.max(elapsed, timer.at);
    timer.act();
    return true;
  }

  return {
    now: () => offset + elapsed,
    random,
    after: (milliseconds, act) => {
      serial += 1;
      const timer = { at: elapsed + Math.max(0, milliseconds), serial, act };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: (milliseconds) => {
      const until = elapsed + milliseconds;
      while (runNext(until));
      elapsed = until;
    },
    pass: async (milliseconds) => {
      const until = elapsed + milliseconds;
      await settled();
      while (runNext(until)) await settled();
      elapsed = until;
      await settled();
    },
    jump: (milliseconds) => void (offset += milliseconds),
    pending: () => timers.size,
  };
}
