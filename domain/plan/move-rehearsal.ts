// The rehearsal of a move: when one is due, what it has found, and whether what it measured may be done in earnest.
import type { Database, Snapshot } from "../blueprint/types.js";
import type { BoundMove, Rehearsal } from "../observed/bound-move.js";
import type { ProgramEnd } from "../observed/program-ends.js";
import type { Change } from "./change.js";
import type { GateInput, Held } from "./decision.js";
import { permitted } from "./decision.js";
import { refOf } from "./move-parts.js";
import { iso, waits } from "./move-steps.js";
import { isAtMost } from "./permission.js";
import { MOVE_PACE } from "./move-pace.js";
import { failureOf, figuresOf, jobEnd } from "./move-ends.js";

/** Data grows: what was measured longer ago says little of today. */
const VALID_MS = 24 * 3600 * 1000;
/** The target is seen available twice, so long apart: it was for the rehearsal. */
const TWICE_MS = 30_000;
const LONGEST_PAUSE_MS = 24 * 3600 * 1000;

type Start = { readonly id: string; readonly known: BoundMove | undefined };

export type RehearsalDue =
  | { readonly kind: "due"; readonly number: number }
  | { readonly kind: "passed"; readonly rehearsed: BoundMove & { readonly rehearsal: Rehearsal } }
  | { readonly kind: "later"; readonly held: Held; readonly wakeAt: number };

export function rehearsalDue({ now, movePace = MOVE_PACE }: GateInput, { known }: Start): RehearsalDue {
  const last = known?.rehearsal;
  const number = (last?.number ?? 0) + 1;
  const againMs = movePace.againSeconds * 1000;
  const pause = pausesUntil(known, againMs);
  if (pause !== undefined && now < pause) return { kind: "later", held: afterFailure(known, pause), wakeAt: pause };
  if (known === undefined || last === undefined || isOutdated(known, last)) return { kind: "due", number };
  const at = Date.parse(last.at) || 0;
  if (!last.passed) {
    const again = at + againMs;
    if (now >= again) return { kind: "due", number };
    const waitingFor = `what the rehearsal found: ${last.message ?? "it failed"}. It is made again at ${iso(again)}, and nothing is interrupted until it passes`;
    return { kind: "later", held: { state: "Waiting", waitingFor }, wakeAt: again };
  }
  return now < at + VALID_MS ? { kind: "passed", rehearsed: { ...known, rehearsal: last } } : { kind: "due", number };
}

/** It was made before the attempt that failed. */
function isOutdated({ state, since }: BoundMove, { at }: Rehearsal): boolean {
  return state === "undone" && (Date.parse(at) || 0) <= (Date.parse(since) || 0);
}

/** An attempt that was given up is rehearsed again before the next, later and later. */
function pausesUntil(known: BoundMove | undefined, firstMs: number): number | undefined {
  if (known?.state !== "undone") return undefined;
  return (Date.parse(known.since) || 0) + Math.min(LONGEST_PAUSE_MS, firstMs * 2 ** Math.max(0, known.attempt - 1));
}

function afterFailure(known: BoundMove | undefined, until: number): Held {
  const waitingFor = `${iso(until)}, when it is rehearsed again. The last attempt was given up and the application uses its present database: ${known?.failure ?? ""}`;
  return { state: "Waiting", waitingFor };
}

export type RehearsalTaken =
  { readonly kind: "running" | "unknown" } | { readonly kind: "ended"; readonly move: BoundMove; readonly held: Held };

type Taking = Start & {
  readonly series: number;
  readonly number: number;
  readonly role: string;
  readonly source: Database;
  readonly target: Database;
};

export function rehearsalTaken(input: GateInput, { id, known, series, number, role, source, target }: Taking): RehearsalTaken {
  const job = jobEnd(input, role);
  if (job.kind !== "ended") return job;
  const rehearsal = rehearsalOf(job.end, { number, at: iso(input.now) });
  const move: BoundMove = {
    ...{ id, from: refOf(source), to: refOf(target), state: "rehearsed", since: iso(input.now) },
    ...{ attempt: known?.attempt ?? 0, undoing: 0, rehearsal, spent: input.standing.move?.spent, series },
  };
  const held: Held = { state: "Waiting", waitingFor: "the rehearsal's result to be written down" };
  return { kind: "ended", move, held };
}

function rehearsalOf(end: ProgramEnd, seen: Pick<Rehearsal, "number" | "at">): Rehearsal {
  if (end.kind === "silent") return { ...seen, passed: false, message: end.why };
  if (end.record.outcome === "failed") return { ...seen, passed: false, message: failureOf(end.record) };
  return { ...seen, passed: true, ...figuresOf(end.record) };
}

type Rehearsed = { readonly rehearsed: BoundMove & { readonly rehearsal: Rehearsal }; readonly change: Change };
export type Begun = {
  readonly held: Held;
  readonly begun?: BoundMove;
  readonly wakeAt?: number;
  /** Copies of the volume that are to be there first. */
  readonly snapshots?: readonly Snapshot[];
};

export function beginFreeze(input: GateInput, { rehearsed, change }: Rehearsed): Begun {
  const { standing, now } = input;
  const held = permitted(change, input);
  if (held.state !== "Running") return { held };
  const { rehearsal } = rehearsed;
  const twice = (Date.parse(rehearsal.at) || 0) + TWICE_MS;
  if (now < twice) return { held: waits(`${iso(twice)}: the new database is looked at twice`), wakeAt: twice };
  if (standing.databaseBusy || !standing.databaseUsable) return { held: waits("the present database to be at rest") };
  const tooLong = doesNotFit(input, change, rehearsal);
  if (tooLong !== undefined) return { held: waits(tooLong) };
  const backup = backedUp(input, rehearsed);
  if (backup !== undefined) return backup;
  const begun: BoundMove = {
    ...rehearsed,
    state: "freezing",
    since: iso(now),
    attempt: rehearsed.attempt + 1,
    undoing: 0,
    freeze: undefined,
    failure: undefined,
    frozenAt: iso(now),
    tries: undefined,
    promotion: undefined,
  };
  return { begun, held: { state: "Running", waitingFor: "the application to be shut out of its present database" } };
}

/** Where volumes can be copied, one is made before each attempt. Undefined: it is there, or there is none to make. */
function backedUp({ standing, target, servesSnapshots = true }: GateInput, { id, attempt }: BoundMove): Begun | undefined {
  const { database, snapshots = [] } = standing;
  if (database?.kind !== "in-cluster" || target.place.volumeSnapshotClassName === undefined || !servesSnapshots) return undefined;
  const reason = `before-move-${id}-${attempt + 1}`;
  const found = snapshots.find((snapshot) => snapshot.reason === reason);
  if (found?.isReady === true) return undefined;
  const failed = found?.error;
  const words =
    failed === undefined
      ? "a snapshot of the present database"
      : `a snapshot of the present database, which fails: ${failed}. Delete VolumeSnapshot ${found?.name ?? ""} to have another one made`;
  return { held: waits(words), snapshots: [{ reason }] };
}

/** Only the window allows it, and ends before. An approval by name has no end. */
function doesNotFit({ plan, permission, now }: GateInput, change: Change, { seconds = 0 }: Rehearsal): string | undefined {
  const { approvedPlan, automatic, inWindow, windowTurnsAt } = permission;
  const byWindow = approvedPlan !== plan.id && !isAtMost(change.disruption, automatic) && inWindow !== undefined;
  const needed = Math.ceil(seconds * ROOM_FACTOR + ROOM_SECONDS);
  if (!byWindow || windowTurnsAt === undefined || now + needed * 1000 <= windowTurnsAt) return undefined;
  return `a window that is long enough, or approval: the application would be shut out for ${seconds} s by the rehearsal, which with some room is ${needed} s, and this window closes at ${iso(windowTurnsAt)}`;
}
const ROOM_FACTOR = 1.5;
const ROOM_SECONDS = 60;
