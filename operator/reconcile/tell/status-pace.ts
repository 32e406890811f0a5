// How soon a status that says something new is written: what somebody waits for at once, a condition that turned soon, and mere progress
// ever more rarely. So a creation costs a handful of writes, however long it takes and however many children it has.
import type { WebServiceStatus } from "../../../domain/api/status.js";

export type Pace = {
  /** Milliseconds between any two writes. */
  readonly statusIntervalMs: number;
  /** Milliseconds between two writes at the beginning of a progress. */
  readonly progressIntervalMs: number;
};

export type Told = {
  readonly status: WebServiceStatus;
  /** Writes in a row that said no more than how far it is. */
  readonly steps: number;
  /** So many children were known to be in trouble. */
  readonly troubled: number;
};

export type Next = {
  readonly status: WebServiceStatus;
  readonly troubled: number;
  /** Milliseconds since the last write. */
  readonly since: number;
  /** The service is being deleted, and somebody waits until it is gone. */
  readonly isLeaving: boolean;
};

/** `steps`: what to remember when it is written. */
export type Paced = { readonly pauseMs: number; readonly steps: number };

/** The longest that a condition that turned is kept back, and that anything is, in milliseconds. */
const LONGEST_TURN_MS = 60_000;
const LONGEST_MS = 300_000;

export function paced(before: Told, next: Next, { statusIntervalMs, progressIntervalMs }: Pace): Paced {
  if (headline(before.status) !== headline(next.status)) return { pauseMs: statusIntervalMs, steps: 0 };
  // Somebody watches it: the application may be shut out meanwhile.
  if (next.isLeaving || next.status.move?.progress !== undefined) return { pauseMs: progressIntervalMs, steps: before.steps };
  // After a long calm it is a new progress.
  const steps = next.since > LONGEST_MS ? 0 : before.steps;
  const isTurn = next.troubled !== before.troubled || turns(before.status) !== turns(next.status);
  const pauseMs = isTurn
    ? Math.min(LONGEST_TURN_MS, progressIntervalMs * 2 ** steps)
    : Math.min(LONGEST_MS, progressIntervalMs * 4 ** (steps + 1));
  return { pauseMs, steps: steps + 1 };
}

/** Readiness, problems and plan. */
function headline({ observedGeneration, conditions = [], problems, plan }: WebServiceStatus): string {
  const said = conditions
    .filter((condition) => HEADLINES.has(condition.type))
    .map(({ type, status, reason }) => `${type}=${status}/${reason}`);
  const changes = plan?.changes.map(({ id, state }) => `${id}=${state}`);
  return JSON.stringify([observedGeneration, said, problems?.map(({ reason }) => reason), changes]);
}
const HEADLINES = new Set(["Ready", "Reconciling", "Stalled", "PlanPending", "Suspended"]);

/** The other conditions, without their words, and the ways to the application. */
function turns({ conditions = [], endpoints }: WebServiceStatus): string {
  return JSON.stringify([conditions.map(({ type, status, reason }) => `${type}=${status}/${reason}`), endpoints]);
}
