// The gate for what only a move to a replica has: AWS is asked before one is made, a snapshot is taken before the freeze, and behind the
// freeze stand the promotion and the comparison. Whatever cannot go on lets the application in again when the time for the freeze is over.
import type { AuroraDatabase, Database, MoveJob, RdsDatabase } from "../blueprint/types.js";
import type { BoundMove } from "../observed/bound-move.js";
import type { ProgramEnd } from "../observed/program-ends.js";
import type { GateInput, Held } from "./decision.js";
import { permitted } from "./decision.js";
import { answerTo } from "./move-cloud.js";
import { failureOf, figuresOf, jobEnd, reasonToStop } from "./move-ends.js";
import { jobOf, movesBy, otherOf, refOf, sameRef } from "./move-parts.js";
import type { Asking, MoveGated, UnderWay } from "./move-steps.js";
import { asking, iso, recorded, running, undo, undoStep, waits } from "./move-steps.js";

/** What is in the way at AWS may have been put right meanwhile. */
const LOOK_AGAIN_MS = 15 * 60_000;

/** `note`: what was not looked at, and why. */
export type Beforehand = { readonly kind: "clear"; readonly note: string } | ({ readonly kind: "wait" } & Asking);

/** Nothing is made that AWS would refuse, or that could never be moved to. */
export function beforeReplica(input: GateInput, source: Database, wanted: Database): Beforehand {
  if (source.kind !== "rds" || wanted.kind !== "aurora") return { kind: "clear", note: "" };
  const answer = answerTo("replica", input.cloud);
  const asksCloud = { about: "replica", source, wanted } as const;
  if (answer === undefined) return { kind: "wait", asksCloud, held: waits("AWS to say whether it can make the replica") };
  if (answer.about === "nothing")
    return { kind: "clear", note: `; whether AWS can make it was not asked beforehand: ${answer.why}` };
  if (answer.obstacles.length === 0) return { kind: "clear", note: "" };
  const again = input.now + LOOK_AGAIN_MS;
  const waitingFor = `what AWS says about a replica: ${answer.obstacles.join("; ")}. It is asked again every quarter of an hour, and nothing is interrupted`;
  return { kind: "wait", held: waits(waitingFor), wakeAt: again };
}

/** Where the last attempt was taken back while the target may have been promoted: which it was. */
function whetherPromoted(input: GateInput, last: BoundMove, target: AuroraDatabase): BoundMove | Asking {
  const asksCloud = { about: "promotion", target, promotes: false } as const;
  const answer = answerTo("promotion", input.cloud);
  if (answer === undefined) return { asksCloud, held: waits("AWS to say whether the replica was promoted by the last attempt") };
  if (answer.about === "nothing") {
    const why = `AWS to say whether the replica was promoted by the last attempt, which it cannot be asked: ${answer.why}`;
    return { asksCloud, held: waits(why) };
  }
  switch (answer.state) {
    case "promoting":
      return { asksCloud, held: waits("the promotion that the last attempt began, to end") };
    case "replica":
      return { ...last, promotion: undefined };
    case "promoted":
    case "gone":
      return left(last);
  }
}

/** The last attempt was taken back, and whether its target had been promoted by then decides whether it can be one again. */
export function leftUnsure(input: GateInput): MoveGated | undefined {
  const { move: last, others, database } = input.standing;
  if (last?.promotion !== "maybe" || database === undefined || !sameRef(refOf(database), last.from)) return undefined;
  const target = otherOf(others, last.to);
  if (target?.kind !== "aurora") return undefined;
  const found = whetherPromoted(input, last, target);
  if ("held" in found) return { others, asks: [], ...recorded(last), ...asking(found) };
  return { others, asks: [], ...recorded(found), held: waits("what became of the replica to be written down") };
}

/** A snapshot of the source is finished before anybody is shut out. Undefined: it is, or none is needed. */
export function snapshotFirst(input: GateInput, begun: BoundMove, [source, target]: Pair): Asking | undefined {
  if (source.kind !== "rds" || movesBy(source, target) === "copy") return undefined;
  const asksCloud = { about: "snapshot", source, suffix: `move-${begun.id}-${begun.attempt}` } as const;
  const answer = answerTo("snapshot", input.cloud);
  if (answer === undefined) return { asksCloud, held: running("a snapshot of the present database; nothing is interrupted yet") };
  if (answer.about === "nothing") {
    const why = `AWS, without which the replica could not be promoted: ${answer.why}. Nobody is shut out until it can be asked`;
    return { asksCloud, held: waits(why) };
  }
  if (answer.isFinished) return undefined;
  return { asksCloud, held: running(`snapshot ${answer.name} of the present database; nothing is interrupted yet`) };
}

export type Pair = readonly [source: Database, target: Database];

/** Longer than the rehearsal says by so much is given up: something is wrong. Promoting alone may take longer than it is reckoned at. */
const FREEZE_FACTOR = 3;
const LEAST_FREEZE_MS = 15 * 60_000;

/** When the application is let in again, whatever is under way. */
function freezeEndsAt({ frozenAt, since, rehearsal }: BoundMove): number {
  const began = Date.parse(frozenAt ?? since) || 0;
  return began + Math.max(LEAST_FREEZE_MS, FREEZE_FACTOR * 1000 * (rehearsal?.seconds ?? 0));
}

type PromotionStep =
  | ({ readonly kind: "running"; readonly job?: MoveJob; readonly asks?: readonly string[] } & Asking)
  /** Goes on from here. */
  | { readonly kind: "on"; readonly move: BoundMove; readonly held: Held; readonly isVerified?: boolean }
  | { readonly kind: "failed"; readonly why: string; readonly last?: BoundMove };

type Step = { readonly last: BoundMove; readonly source: RdsDatabase; readonly target: AuroraDatabase };

/** From here on it may be promoted at any moment, so nobody asks for that before this is written down. */
export function toPromote(last: BoundMove, now: number): BoundMove {
  return { ...last, state: "promoting", since: iso(now), frozenAt: last.frozenAt ?? last.since, promotion: "maybe" };
}

/** The replica has everything, and both sides are shut. */
export function behindFreeze(input: GateInput, { last, change }: UnderWay): MoveGated {
  const { standing, now } = input;
  const [source, target] = [standing.database, otherOf(standing.others, last.to)];
  const base = { others: standing.others, asks: [] };
  const stop = reasonToStop(change, target, change && permitted(change, input));
  if (stop !== undefined || source?.kind !== "rds" || target?.kind !== "aurora")
    return { ...base, ...undoStep(input, undo(last, { why: stop ?? "one of the two databases is gone", now })) };
  const take = last.state === "promoting" ? promoting : verifying;
  const step = take(input, { last, source, target });
  switch (step.kind) {
    case "running":
      return { ...base, ...recorded(last, { job: step.job }), ...asking(step), asks: step.asks ?? [] };
    case "on":
      return { ...base, ...recorded(step.move, step.isVerified === true ? { bindTo: target } : {}), held: step.held };
    case "failed":
      return { ...base, ...undoStep(input, undo(step.last ?? last, { why: step.why, now })) };
  }
}

/** The replica has everything, both are fenced, and AWS makes it a database of its own. */
function promoting(input: GateInput, { last, target }: Step): PromotionStep {
  const ends = freezeEndsAt(last);
  const isLate = input.now >= ends;
  const answer = answerTo("promotion", input.cloud);
  // What is given up is looked at once more, so that it is known what is left of it.
  if (isLate && (answer !== undefined || input.now >= ends + LAST_LOOK_MS)) return givenUp(last, answer, iso(ends));
  const asksCloud = { about: "promotion", target, promotes: !isLate } as const;
  const shut = `the application is shut out since ${last.frozenAt ?? last.since}, and is let in again at ${iso(ends)} if that is not done`;
  const wait = (what: string): PromotionStep => ({ kind: "running", asksCloud, held: running(`${what}: ${shut}`), wakeAt: ends });
  if (answer === undefined) return wait("the replica to be promoted");
  if (answer.about === "nothing") return wait(`the replica to be promoted, which cannot be asked for now (${answer.why})`);
  switch (answer.state) {
    case "replica":
    case "promoting":
      return wait("AWS to promote the replica, which reboots it");
    case "gone":
      return { kind: "failed", why: "AWS does not have the replica any more" };
    case "promoted": {
      const move: BoundMove = { ...left(last), state: "verifying", since: iso(input.now), tries: 1 };
      return { kind: "on", move, held: running("both databases to be compared") };
    }
  }
}
const LAST_LOOK_MS = 60_000;

function givenUp(last: BoundMove, answer: ReturnType<typeof answerTo<"promotion">>, ended: string): PromotionStep {
  const why = `promoting the replica was not done by ${ended}${answer?.about === "nothing" ? `: ${answer.why}` : ""}`;
  return { kind: "failed", why, ...(answer?.about === "promotion" && answer.state === "promoted" ? { last: left(last) } : {}) };
}

/** It follows its source no more, for good. */
function left(last: BoundMove): BoundMove {
  return { ...last, promotion: "done", spent: [...new Set([...(last.spent ?? []), last.to.generation])] };
}

/** A run that left nothing, or could not reach a database that is starting, is repeated: the promotion cannot be. */
const MOST_TRIES = 4;

/** Both are compared, and the new one is opened. */
function verifying(input: GateInput, { last, source, target }: Step): PromotionStep {
  const ends = freezeEndsAt(last);
  const { tries = 1, id, attempt } = last;
  if (input.now >= ends) return { kind: "failed", why: `comparing the two databases was not done by ${iso(ends)}` };
  if (target.follows === true) {
    const held = running("the new database's object to name its source no more");
    return { kind: "running", held, wakeAt: ends };
  }
  const run = jobOf({ command: "verify", id, attempt, count: `${attempt}-${tries}`, source, target });
  const job = { ...run, freezeSeconds: Math.max(1, Math.floor((ends - input.now) / 1000)) };
  const held = running(`both databases to be compared: the application is shut out since ${last.frozenAt ?? last.since}`);
  const end = jobEnd(input, job.role);
  if (end.kind !== "ended") return { kind: "running", job, held, asks: end.kind === "unknown" ? [job.role] : [], wakeAt: ends };
  return compared(last, end.end, input.now);
}

function compared(last: BoundMove, end: ProgramEnd, now: number): PromotionStep {
  const { tries = 1 } = last;
  if (end.kind === "record" && end.record.outcome === "done") {
    const seconds = Math.ceil((now - (Date.parse(last.frozenAt ?? last.since) || now)) / 1000);
    const { bytes, rows } = figuresOf(end.record);
    const move: BoundMove = { ...last, state: "switched", since: iso(now), freeze: { seconds, bytes, rows } };
    return { kind: "on", move, held: running("the application to use the new database"), isVerified: true };
  }
  const isWorthIt = end.kind === "silent" || end.record["code"] === "unreachable" || end.record["code"] === "busy";
  const again = { ...last, tries: tries + 1 };
  if (isWorthIt && tries < MOST_TRIES) return { kind: "on", move: again, held: running("both databases to be compared again") };
  return { kind: "failed", why: end.kind === "silent" ? end.why : failureOf(end.record) };
}

/** What an attempt that was given up has left is known from what came of its target. */
export function inherited(
  last: BoundMove | undefined,
  next: Pick<BoundMove, "id" | "from" | "to" | "series">,
): BoundMove | undefined {
  const isOfThis = last?.from.kind === next.from.kind && last.from.generation === next.from.generation;
  if (last === undefined || !isOfThis || last.spent?.includes(last.to.generation) !== true) return undefined;
  if (last.to.kind !== next.to.kind || last.state === "switched" || last.state === "kept") return undefined;
  return { ...last, ...next, promotion: undefined, tries: undefined, frozenAt: undefined };
}
