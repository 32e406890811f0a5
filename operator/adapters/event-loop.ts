// The turns of this process' event loop. One for all: what they do in one turn adds up.
import type { Turns } from "../ports/turns.js";

/** Short beside everything that somebody waits for, long beside what a turn costs. */
const SLICE_MS = 10;

let began: number | undefined;

export const eventLoop: Turns = {
  isOver: () => {
    const now = performance.now();
    if (began !== undefined) return now - began >= SLICE_MS;
    began = now;
    setImmediate(() => (began = undefined));
    return false;
  },
  next: () => new Promise((resolve) => setImmediate(resolve)),
};
