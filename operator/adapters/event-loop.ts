// The turns of this process' event loop. One for all: what they do in one turn adds up.
import type { Turns } from "../ports/turns.js";

/** Short beside everything that somebody waits for, long beside what a turn costs. */
const SLICE_MS = 10;

/** `ended`: called when what a turn began is done, and nobody waits for the next. A turn begins with {@link Turns.isOver}: with an event of a watch. */
export function eventLoopTurns(ended: () => void): Turns {
  let began: number | undefined;
  let waiting = 0;
  let isEnding = false;
  const end = () => {
    began = undefined;
    if (waiting > 0) setImmediate(end);
    else {
      isEnding = false;
      ended();
    }
  };
  return {
    isOver: () => {
      const now = performance.now();
      if (began !== undefined) return now - began >= SLICE_MS;
      began = now;
      if (!isEnding) setImmediate(end);
      isEnding = true;
      return false;
    },
    next: () => {
      waiting += 1;
      return new Promise((resolve) =>
        setImmediate(() => {
          waiting -= 1;
          resolve();
        }),
      );
    },
  };
}

export const eventLoop = eventLoopTurns(() => undefined);
