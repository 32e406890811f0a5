// The machine's own time and chance.
import type { Clock } from "../ports/clock.js";

/** Node takes longer delays for 1 ms. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, Math.min(LONGEST_MS, milliseconds));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
