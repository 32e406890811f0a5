// What network cards do for their interrupts: while much comes in, a pause after each little turn, so that the next one has several things to do.
// To be woken for one event costs more than the event does, and each program that is interrupted for it pays as well. Beside a busy API
// server that was an eighth of the operator's CPU.
import type { Traffic } from "./http-exchange.js";

/** How long a storm's events may wait: nothing beside the second in which an edit is answered. */
const PAUSE_MS = 30;
/** Of what an answer takes: while some are due, a longer pause would leave a fast server without work. */
const PAUSE_SHARE = 1 / 5;
/** Of the time that answers took before, what the newest one counts. */
const NEWEST_SHARE = 1 / 8;
/** A turn that did so much has gathered enough. */
const ENOUGH_MS = 10;
/** A pause that ends so much later than it should ends the storm for a while. */
const LATE_MS = 30;
/** Turns that need no pause: so many in a row, and so many more each second. A single service has no more when it is edited. */
const FREE_TURNS = 20;
const FREE_TURNS_PER_SECOND = 20;

export type Moderated = {
  /** Milliseconds from any beginning. */
  readonly now: () => number;
  /** Milliseconds that the event loop has waited for something to do, since the same beginning. */
  readonly idle: () => number;
  /** Does nothing for so many milliseconds, and lets nothing else be done. The result: how many it became. */
  readonly pause: (milliseconds: number) => number;
};

export class Moderation implements Traffic {
  private endedAt: number;
  private idleAt: number;
  private free = FREE_TURNS;
  private due = 0;
  /** Milliseconds. */
  private answersTake = 0;

  constructor(private readonly loop: Moderated) {
    this.endedAt = loop.now();
    this.idleAt = loop.idle();
  }

  sent(): void {
    this.due += 1;
  }

  answered(milliseconds: number): void {
    this.due -= 1;
    this.answersTake += (milliseconds - this.answersTake) * NEWEST_SHARE;
  }

  /** Of a turn in which something came in. */
  turnEnded(): void {
    const sinceMs = this.loop.now() - this.endedAt;
    const workedMs = sinceMs - (this.loop.idle() - this.idleAt);
    this.free = Math.min(FREE_TURNS, this.free + (sinceMs / 1000) * FREE_TURNS_PER_SECOND);
    if (this.free >= 1) this.free -= 1;
    else if (workedMs < ENOUGH_MS) this.pause(this.pauseMs());
    this.endedAt = this.loop.now();
    this.idleAt = this.loop.idle();
  }

  private pause(milliseconds: number): void {
    // Others want the processor more than there is of it: who sleeps there waits for his turn again.
    if (this.loop.pause(milliseconds) > milliseconds + LATE_MS) this.free = FREE_TURNS;
  }

  private pauseMs(): number {
    return this.due === 0 ? PAUSE_MS : Math.min(PAUSE_MS, this.answersTake * PAUSE_SHARE);
  }
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
    const took = performance.now() - before;
    pausedMs += took;
    return took;
  },
};

/** The result: for which part of the time since now the process worked. A pause is no work. */
export function workedSince(): () => number {
  const [before, pausedBefore] = [performance.eventLoopUtilization(), pausedMs];
  return () => {
    const { active, idle } = performance.eventLoopUtilization(before);
    return Math.max(0, active - (pausedMs - pausedBefore)) / (active + idle || 1);
  };
}
