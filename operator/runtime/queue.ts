// Keyed work queue: never two runs of one key, edits before drift before resync, one delayed entry per key.
import type { Clock } from "../ports/clock.js";

/** Smaller is more urgent. */
export const LANES = ["edit", "drift", "resync"] as const;
export type Lane = (typeof LANES)[number];

export type Queue = {
  /** Wanted now. While the key is being processed it is remembered and comes again afterwards. */
  add(key: string, lane: Lane): void;
  /** Wanted after so many milliseconds; of several times the earliest wins. */
  addAfter(key: string, milliseconds: number, lane: Lane): void;
  /** Wanted after the key's own backoff, which doubles each time until {@link forget}. */
  addRateLimited(key: string, lane: Lane): void;
  /** The key is fine: its next failure starts at the shortest backoff. */
  forget(key: string): void;
  /** The most urgent key, now being processed; undefined when there is none. */
  take(): Taken | undefined;
  /** Must follow every take. */
  done(key: string): void;
  /** Called whenever a key may be taken. */
  onReady(listener: () => void): void;
  readonly depth: () => number;
  readonly retries: (key: string) => number;
  /** Cancels timers and forgets everything. */
  close(): void;
};
export type Taken = { readonly key: string; readonly lane: Lane; /** Milliseconds since the epoch. */ readonly addedAt: number };

const MIN_BACKOFF_MS = 5;
const MAX_BACKOFF_MS = 5 * 60_000;

type Waiting = { readonly lane: Lane; readonly addedAt: number };
type Delayed = { readonly at: number; readonly cancel: () => void };

export function createQueue(clock: Clock): Queue {
  const dirty: Readonly<Record<Lane, Map<string, Waiting>>> = { edit: new Map(), drift: new Map(), resync: new Map() };
  const again = new Map<string, Waiting>();
  const processing = new Set<string>();
  const delayed = new Map<string, Delayed>();
  const failures = new Map<string, number>();
  let listener: () => void = () => undefined;
  let closed = false;

  const laneOf = (key: string) => LANES.find((lane) => dirty[lane].has(key));

  function add(key: string, lane: Lane): void {
    if (closed) return;
    cancelDelayed(key);
    const entry = { lane, addedAt: clock.now() };
    if (processing.has(key)) {
      again.set(key, moreUrgent(again.get(key), entry));
      return;
    }
    const present = laneOf(key);
    const before = present === undefined ? undefined : dirty[present].get(key);
    const winner = moreUrgent(before, entry);
    if (present !== undefined) dirty[present].delete(key);
    dirty[winner.lane].set(key, winner);
    listener();
  }

  function addAfter(key: string, milliseconds: number, lane: Lane): void {
    if (closed) return;
    if (milliseconds <= 0) {
      add(key, lane);
      return;
    }
    const at = clock.now() + milliseconds;
    const present = delayed.get(key);
    if (present !== undefined && present.at <= at) return;
    cancelDelayed(key);
    const cancel = clock.after(milliseconds, () => {
      delayed.delete(key);
      add(key, lane);
    });
    delayed.set(key, { at, cancel });
  }

  function cancelDelayed(key: string): void {
    delayed.get(key)?.cancel();
    delayed.delete(key);
  }

  function take(): Taken | undefined {
    for (const lane of LANES) {
      const [first] = dirty[lane];
      if (first === undefined) continue;
      const [key, { addedAt }] = first;
      dirty[lane].delete(key);
      processing.add(key);
      return { key, lane, addedAt };
    }
    return undefined;
  }

  function done(key: string): void {
    processing.delete(key);
    const waiting = again.get(key);
    again.delete(key);
    if (waiting !== undefined) add(key, waiting.lane);
  }

  return {
    add,
    addAfter,
    addRateLimited: (key, lane) => {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      const full = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** count);
      addAfter(key, full * (0.5 + clock.random() / 2), lane);
    },
    forget: (key) => void failures.delete(key),
    take,
    done,
    onReady: (act) => void (listener = act),
    depth: () => LANES.reduce((sum, lane) => sum + dirty[lane].size, 0),
    retries: (key) => failures.get(key) ?? 0,
    close: () => {
      closed = true;
      for (const { cancel } of delayed.values()) cancel();
      delayed.clear();
    },
  };
}

/** The more urgent lane, and the time of the first wish. */
function moreUrgent(before: Waiting | undefined, after: Waiting): Waiting {
  if (before === undefined) return after;
  const lane = LANES.indexOf(before.lane) <= LANES.indexOf(after.lane) ? before.lane : after.lane;
  return { lane, addedAt: Math.min(before.addedAt, after.addedAt) };
}
