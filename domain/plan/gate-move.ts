// The gate for a move of data to another database: the next step of it that may be taken, from what the binding says, which databases and
// Jobs stand, and how the programs ended. Before the switch every way back ends with the application on its old database.
import type { Database, MoveJob } from "../blueprint/types.js";
import type { BoundMove } from "../observed/bound-move.js";
import type { Change } from "./change.js";
import { plannedMove } from "./change.js";
import type { Decision, GateInput, Held } from "./decision.js";
import { earliest, permitted } from "./decision.js";
import { boundMoveText, readBoundMove } from "../observed/bound-move.js";
import type { Beforehand, Pair } from "./gate-promotion.js";
import { beforeReplica, behindFreeze, inherited, leftUnsure, snapshotFirst, toPromote } from "./gate-promotion.js";
import { freezeEnded, reasonToStop, undoEnded } from "./move-ends.js";
import { moveTakenBack } from "./move-change.js";
import { MOVE_PACE } from "./move-pace.js";
import { jobOf, lettingGo, moveIdOf, movesBy, otherOf, refOf, roleOf, sameRef, seriesOf, targetBeside } from "./move-parts.js";
import type { MoveGated, UnderWay } from "./move-steps.js";
import { asking, FROZEN_FOR, iso, MADE_BESIDE, recorded, REHEARSING, undo, undoStep, waits } from "./move-steps.js";
import { beginFreeze, rehearsalDue, rehearsalTaken } from "./move-rehearsal.js";

/** What is written down is gone on from at the next look, which no change of an object may bring. */
const SOON_MS = 1000;

export function gateMove(input: GateInput): MoveGated {
  const step = nextStep(input);
  const { move: last } = input.standing;
  const spent = step.move?.record === undefined ? last?.spent : readBoundMove(step.move.record)?.spent;
  const gated = { ...step, others: lettingGo(step.others, spent) };
  const isNews = gated.move?.record !== undefined && gated.move.record !== (last && boundMoveText(last));
  return isNews ? { ...gated, wakeAt: earliest([gated.wakeAt, input.now + SOON_MS]) } : gated;
}

function nextStep(input: GateInput): MoveGated {
  const { standing } = input;
  const change = plannedMove(input.plan);
  const last = standing.move;
  if (last !== undefined && standing.database !== undefined) {
    const uses = refOf(standing.database);
    if (sameRef(uses, last.from) && last.state === "freezing") return freezing(input, { last, change });
    if (sameRef(uses, last.from) && (last.state === "promoting" || last.state === "verifying"))
      return behindFreeze(input, { last, change });
    if (sameRef(uses, last.from) && last.state === "undoing") return undoing(input, last);
    if (sameRef(uses, last.to) && last.state === "switched") return observing(input, { last, change });
  }
  return change === undefined ? atRest(input) : preparing(input, change);
}

/** A move that is taken back although the plan does not name it any more. */
export function movedBack(input: GateInput, { held }: MoveGated): Decision | undefined {
  const last = input.standing.move;
  if (held === undefined || last === undefined || plannedMove(input.plan) !== undefined) return undefined;
  return { change: moveTakenBack(last.from.kind, last.to.kind), ...held };
}

/** Nothing is to be moved. What a move has left behind in the cluster, or a target that nobody wants now, keeps its volume and needs no pod. */
function atRest({ standing: { others, move: last } }: GateInput): MoveGated {
  return { ...recorded(last), others: others.filter(({ kind }) => kind !== "in-cluster"), asks: [] };
}

/** Target, rehearsal, permission: nothing that serves is touched. */
function preparing(input: GateInput, change: Change): MoveGated {
  const { standing, target } = input;
  const [source, wanted] = [standing.database, target.database];
  if (source === undefined || wanted === undefined) return atRest(input);
  const unsure = leftUnsure(input);
  if (unsure !== undefined) return unsure;
  const to = targetBeside({ source, others: standing.others, spent: standing.move?.spent }, wanted);
  const move = moveOf(input, source, to);
  const { known } = move;
  const found = otherOf(standing.others, refOf(to));
  const kept = recorded(known ?? standing.move);
  const before: Beforehand = found === undefined ? beforeReplica(input, source, to) : { kind: "clear", note: "" };
  if (before.kind === "wait") return { ...kept, others: standing.others, asks: [], ...asking(before) };
  const others = found === undefined ? [...standing.others, to] : standing.others;
  if (found === undefined || !standing.restingOthers.has(roleOf(refOf(to))))
    return { ...kept, others, asks: [], held: waits(`${MADE_BESIDE[movesBy(source, to)]}${before.note}`) };
  return approaching(input, { ...move, source, target: found, change, kept, others });
}

/** What is known of this move: of another one only what a former replica has left. */
function moveOf({ standing, target }: GateInput, source: Database, to: Database): Pick<Start, "id" | "known" | "series"> {
  const last = standing.move;
  const series = seriesOf(last, { source, target: to });
  const id = moveIdOf(target.identity, { source, target: to, series });
  if (last?.id === id) return { id, series, known: last };
  return { id, series, known: inherited(last, { id, from: refOf(source), to: refOf(to), series }) };
}

type Approach = Start & Pick<MoveGated, "others"> & { readonly change: Change; readonly kept: Pick<MoveGated, "move"> };

/** The target is there: rehearsed, then, when it is allowed, begun. */
function approaching(input: GateInput, { kept, others, ...start }: Approach): MoveGated {
  const due = rehearsalDue(input, start);
  if (due.kind === "later") return { ...kept, others, asks: [], held: due.held, wakeAt: due.wakeAt };
  if (due.kind === "due") return { others, ...rehearsing(input, { ...start, number: due.number }) };
  const { held, begun, wakeAt, snapshots } = beginFreeze(input, { ...start, rehearsed: due.rehearsed });
  if (begun === undefined) return { ...kept, others, asks: [], held, wakeAt, snapshots };
  const pair = [start.source, start.target] as const;
  const first = snapshotFirst(input, begun, pair);
  if (first !== undefined) return { ...kept, others, asks: [], ...asking(first) };
  return { ...recorded(begun, { job: freezeJob(input, begun, pair) }), others, asks: [], held };
}

type Start = {
  readonly id: string;
  readonly series: number;
  readonly source: Database;
  readonly target: Database;
  readonly known: BoundMove | undefined;
};

function rehearsing(input: GateInput, { number, ...start }: Start & { readonly number: number }): Omit<MoveGated, "others"> {
  const { id, source, target, known } = start;
  const job = jobOf({ command: "rehearse", id, count: String(number), attempt: (known?.attempt ?? 0) + 1, source, target });
  const kept = recorded(known ?? input.standing.move, { job });
  const taken = rehearsalTaken(input, { ...start, number, role: job.role });
  if (taken.kind === "ended") return { ...recorded(taken.move), asks: [], held: taken.held };
  return { ...kept, asks: taken.kind === "unknown" ? [job.role] : [], held: waits(REHEARSING[job.by]) };
}
/** The application is shut out, or about to be. */
function freezing(input: GateInput, { last, change }: UnderWay): MoveGated {
  const { standing, now } = input;
  const [source, target] = [standing.database, otherOf(standing.others, last.to)];
  const base = { others: standing.others };
  const stop = reasonToStop(change, target, change && permitted(change, input));
  if (stop !== undefined || source === undefined || target === undefined) {
    const given = undo(last, { why: stop ?? "one of the two databases is gone", now });
    return { ...base, ...undoStep(input, given), asks: [] };
  }
  const job = freezeJob(input, last, [source, target]);
  const held: Held = {
    state: "Running",
    waitingFor: `${FROZEN_FOR[job.by]}: the application is shut out since ${last.since}${expected(last)}`,
  };
  const end = freezeEnded(input, job.role);
  switch (end.kind) {
    case "running":
      return { ...base, ...recorded(last, { job }), asks: end.isUnknown ? [job.role] : [], held };
    case "verified": {
      if (job.by === "replica") return { ...base, ...recorded(toPromote(last, now)), asks: [], held };
      const switched: BoundMove = { ...last, state: "switched", since: iso(now), freeze: end.freeze };
      return { ...base, ...recorded(switched, { bindTo: target }), asks: [], held };
    }
    case "letIn": {
      const undone: BoundMove = { ...last, state: "undone", since: iso(now), failure: end.why };
      return { ...base, ...recorded(undone), asks: [], held: { state: "Waiting", waitingFor: end.why } };
    }
    case "failed":
      return { ...base, ...undoStep(input, undo(last, { why: end.why, now })), asks: [] };
  }
}

function expected({ rehearsal }: BoundMove): string {
  return rehearsal?.seconds === undefined ? "" : `, about ${rehearsal.seconds} s by the rehearsal`;
}

function undoing(input: GateInput, last: BoundMove): MoveGated {
  const { standing, now } = input;
  const base = { others: standing.others };
  const end = undoEnded(input, last);
  switch (end.kind) {
    case "letIn":
      return { ...base, ...recorded({ ...last, state: "undone", since: iso(now) }), asks: [], held: letIn(last) };
    case "again":
      return { ...base, ...undoStep(input, { ...last, undoing: last.undoing + 1, since: iso(now) }), asks: [] };
    case "running":
      return { ...base, ...undoStep(input, last), asks: end.asks, wakeAt: end.wakeAt };
  }
}

function letIn({ failure = "" }: BoundMove): Held {
  return { state: "Waiting", waitingFor: `a new decision: the application uses its present database again. ${failure}` };
}

/** The application uses the target. Its source runs on for a while, shut, and is then kept as it is. */
function observing(input: GateInput, { last, change }: UnderWay): MoveGated {
  const { standing, now, movePace = MOVE_PACE } = input;
  const { others } = standing;
  const job = resumeJob(input, last);
  const ends = Date.parse(last.since) + movePace.observedSeconds * 1000;
  if (Number.isNaN(ends) || now >= ends) return { others, ...recorded({ ...last, state: "kept", since: iso(now) }), asks: [] };
  // One move after the other: until then nothing is begun, and whoever waits for the next is told so.
  const held = change === undefined ? undefined : waits(`${iso(ends)}: until then the last move is observed`);
  return { others, ...recorded(last, job === undefined ? {} : { job }), asks: [], held, wakeAt: ends };
}

/** The pooler's clients wait until it leads to the new database. If this fails, the pooler ends the pause by itself. */
function resumeJob({ standing, target }: GateInput, { id, attempt, from }: BoundMove): MoveJob | undefined {
  const source = otherOf(standing.others, from);
  if (target.pooler === undefined || standing.database === undefined || source === undefined) return undefined;
  return jobOf({ command: "resume", id, attempt, count: String(attempt), source, target: standing.database });
}

function freezeJob(
  { permission: { windowTurnsAt, inWindow }, now }: GateInput,
  begun: BoundMove,
  [source, target]: Pair,
): MoveJob {
  const { id, attempt, rehearsal } = begun;
  const left = inWindow === undefined || windowTurnsAt === undefined ? Infinity : Math.floor((windowTurnsAt - now) / 1000);
  const patient = Math.max(LEAST_FREEZE_SECONDS, FREEZE_FACTOR * (rehearsal?.seconds ?? 0));
  const freezeSeconds = Math.max(1, Math.min(left, patient));
  const command = movesBy(source, target) === "replica" ? "catch-up" : "move";
  return { ...jobOf({ command, id, attempt, count: String(attempt), source, target }), freezeSeconds };
}
/** A copy that takes longer than the rehearsal by so much is given up: something is wrong. */
const FREEZE_FACTOR = 3;
const LEAST_FREEZE_SECONDS = 300;
