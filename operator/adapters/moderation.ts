// What network cards do for their interrupts: while much comes in, a pause after each little turn, so that the next one has several things to do.
// To be woken for one event costs several times what the event does: other programs have filled the caches since, and each that is
// interrupted pays as well. Beside a busy API server that was a quarter of the operator's CPU.

/** How long a storm's events may wait: nothing beside the second in which an edit is answered. */
const PAUSE_MS = 30;
/** A turn that did so much has gathered enough. */
const ENOUGH_MS = 10;
/** Turns that need no pause: so many in a row, and so many more each second. A single service has no more when it is edited. */
const FREE_TURNS = 20;
const FREE_TURNS_PER_SECOND = 20;

export type Moderated = {
  /** Milliseconds from any beginning. */
  readonly now: () => number;
  /** Milliseconds that the event loop has waited for something to do, since the same beginning. */
  readonly idle: () => number;
  /** Does nothing for so many milliseconds, and lets nothing else be done. */
  readonly pause: (milliseconds: number) => void;
};

/** To be called at the end of each turn that something came in. */
export function moderation({ now, idle, pause }: Moderated): () => void {
  let endedAt = now();
  let idleAt = idle();
  let free = FREE_TURNS;
  return () => {
    const sinceMs = now() - endedAt;
    const workedMs = sinceMs - (idle() - idleAt);
    free = Math.min(FREE_TURNS, free + (sinceMs / 1000) * FREE_TURNS_PER_SECOND);
    if (free >= 1) free -= 1;
    else if (workedMs < ENOUGH_MS) pause(PAUSE_MS);
    endedAt = now();
    idleAt = idle();
  };
}

const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
let pausedMs = 0;

/** This process. */
export const moderated: Moderated = {
  now: () => performance.now(),
  idle: () => performance.nodeTiming.idleTime,
  pause: (milliseconds) => {
    const before = performance.now();
    Atomics.wait(cell, 0, 0, milliseconds);
    pausedMs += performance.now() - before;
  },
};

/** Each call of the result: the part of the time since the call before (at first: since now) for which the process was busy. A pause is no work. */
export function busySince(): () => number {
  let [last, pausedBefore] = [performance.eventLoopUtilization(), pausedMs];
  return () => {
    const now = performance.eventLoopUtilization();
    const { active, idle } = performance.eventLoopUtilization(now, last);
    const worked = Math.max(0, active - (pausedMs - pausedBefore));
    [last, pausedBefore] = [now, pausedMs];
    return worked / (active + idle || 1);
  };
}
