// The turns of this process' event loop. One for all: what they do in one turn adds up.
import type { Turns } from "../ports/turns.js";

/** Short beside everything that somebody waits for, long beside what a turn costs. */
const SLICE_MS = 10;

/** `ended`: called at the end of each turn in which {@link Turns.isOver} was asked, as after each event of a watch. */
export function eventLoopTurns(ended: () => void): Turns {
  let began: number | undefined;
  const end = () => {
    began = undefined;
    ended();
  };
  return {
    isOver: () => {
      const now = performance.now();
      if (began !== undefined) return now - began >= SLICE_MS;
      began = now;
      setImmediate(end);
      return false;
    },
    next: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

export const eventLoop = eventLoopTurns(() => undefined);
