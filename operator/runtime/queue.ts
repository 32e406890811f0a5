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
  /**
   * Wanted after the key's own backoff, which doubles each time until {@link forget}. `leastMs`: what the server asked us to
   * wait; nothing brings the key back before that, it can only become more urgent.
   */
  addRateLimited(key: string, lane: Lane, leastMs?: number): void;
  /** The key is fine: its next failure starts at the shortest backoff. */
  forget(key: string): void;
  /** The most urgent key of the lanes that are open (default: all), now being processed; undefined when there is none. */
  take(isOpen?: (lane: Lane) => boolean): Taken | undefined;
  /** Must follow every take. */
  done(key: string): void;
  /** Called whenever a key may be taken. */
  onReady(listener: () => void): void;
  depth(): number;
  /** Failures since the key was last fine. */
  retries(key: string): number;
  /** Cancels timers and forgets everything. */
  close(): void;
};
export type Taken = { readonly key: string; readonly lane: Lane; /** Milliseconds since the epoch. */ readonly addedAt: number };

const MIN_BACKOFF_MS = 5;
const MAX_BACKOFF_MS = 5 * 60_000;
/** The longest that a server is believed. */
const MAX_ASKED_MS = 120_000;

type Waiting = { readonly lane: Lane; readonly addedAt: number };
type Delayed = {
  readonly at: number;
  readonly lane: Lane;
  readonly cancel: () => void;
  /** The server asked for it: it does not come earlier. */
  readonly isFirm: boolean;
};

export function createQueue(clock: Clock): Queue {
  return new KeyedQueue(clock);
}

class KeyedQueue implements Queue {
  private readonly dirty: Readonly<Record<Lane, Map<string, Waiting>>> = { edit: new Map(), drift: new Map(), resync: new Map() };
  private readonly again = new Map<string, Waiting>();
  private readonly processing = new Set<string>();
  private readonly delayed = new Map<string, Delayed>();
  private readonly failures = new Map<string, number>();
  private listener: () => void = () => undefined;
  private closed = false;

  constructor(private readonly clock: Clock) {}

  add(key: string, lane: Lane): void {
    if (this.closed) return;
    const delayed = this.delayed.get(key);
    if (delayed?.isFirm === true) {
      this.delayed.set(key, { ...delayed, lane: urgent(delayed.lane, lane) });
      return;
    }
    this.cancelDelayed(key);
    const entry = { lane, addedAt: this.clock.now() };
    if (this.processing.has(key)) {
      this.again.set(key, moreUrgent(this.again.get(key), entry));
      return;
    }
    const present = LANES.find((candidate) => this.dirty[candidate].has(key));
    const winner = moreUrgent(present === undefined ? undefined : this.dirty[present].get(key), entry);
    // Within its lane it keeps its place: what changes again and again must not wait for ever.
    if (present !== undefined && present !== winner.lane) this.dirty[present].delete(key);
    this.dirty[winner.lane].set(key, winner);
    this.listener();
  }

  addAfter(key: string, milliseconds: number, lane: Lane): void {
    if (this.closed) return;
    if (milliseconds <= 0) {
      this.add(key, lane);
      return;
    }
    const present = this.delayed.get(key);
    if (present !== undefined && (present.isFirm || present.at <= this.clock.now() + milliseconds)) return;
    this.delay(key, milliseconds, { lane, isFirm: false });
  }

  addRateLimited(key: string, lane: Lane, leastMs = 0): void {
    const count = this.retries(key);
    this.failures.set(key, count + 1);
    const full = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** count);
    const backoff = full * (0.5 + this.clock.random() / 2);
    if (leastMs <= 0) this.addAfter(key, backoff, lane);
    // Spread as well: many keys were refused at the same time.
    else if (!this.closed)
      this.delay(key, Math.max(backoff, Math.min(leastMs, MAX_ASKED_MS) * (1 + this.clock.random() / 4)), { lane, isFirm: true });
  }

  forget(key: string): void {
    this.failures.delete(key);
  }

  take(isOpen: (lane: Lane) => boolean = () => true): Taken | undefined {
    for (const lane of LANES.filter(isOpen)) {
      const [first] = this.dirty[lane];
      if (first === undefined) continue;
      const [key, { addedAt }] = first;
      this.dirty[lane].delete(key);
      this.processing.add(key);
      return { key, lane, addedAt };
    }
    return undefined;
  }

  done(key: string): void {
    this.processing.delete(key);
    const waiting = this.again.get(key);
    this.again.delete(key);
    if (waiting !== undefined) this.add(key, waiting.lane);
  }

  onReady(listener: () => void): void {
    this.listener = listener;
  }

  depth(): number {
    return LANES.reduce((sum, lane) => sum + this.dirty[lane].size, 0);
  }

  retries(key: string): number {
    return this.failures.get(key) ?? 0;
  }

  close(): void {
    this.closed = true;
    for (const { cancel } of this.delayed.values()) cancel();
    this.delayed.clear();
    for (const lane of LANES) this.dirty[lane].clear();
    this.again.clear();
  }

  private delay(key: string, milliseconds: number, { lane, isFirm }: Pick<Delayed, "lane" | "isFirm">): void {
    this.cancelDelayed(key);
    const cancel = this.clock.after(milliseconds, () => {
      const due = this.delayed.get(key)?.lane ?? lane;
      this.delayed.delete(key);
      this.add(key, due);
    });
    this.delayed.set(key, { at: this.clock.now() + milliseconds, lane, isFirm, cancel });
  }

  private cancelDelayed(key: string): void {
    this.delayed.get(key)?.cancel();
    this.delayed.delete(key);
  }
}

/** The more urgent lane, and the time of the first wish. */
function moreUrgent(before: Waiting | undefined, after: Waiting): Waiting {
  if (before === undefined) return after;
  return { lane: urgent(before.lane, after.lane), addedAt: Math.min(before.addedAt, after.addedAt) };
}

function urgent(one: Lane, other: Lane): Lane {
  return LANES.indexOf(one) <= LANES.indexOf(other) ? one : other;
}
