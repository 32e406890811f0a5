// How a step of a move has ended, and whether what is under way may go on.
import { moveRole } from "../blueprint/roles.js";
import type { Database } from "../blueprint/types.js";
import type { BoundMove, Freeze, Rehearsal } from "../observed/bound-move.js";
import type { ProgramEnd } from "../observed/program-ends.js";
import { recordInWords, type ProgramRecord } from "../observed/program-record.js";
import type { Change } from "./change.js";
import type { GateInput, Held } from "./decision.js";

export type JobEnd =
  | { readonly kind: "running" }
  /** It has ended, and how must be asked. */
  | { readonly kind: "unknown" }
  | { readonly kind: "ended"; readonly end: ProgramEnd };

export function jobEnd({ standing, ends }: Pick<GateInput, "standing" | "ends">, role: string): JobEnd {
  const job = standing.moveJobs.get(role);
  if (job?.ended !== true) return { kind: "running" };
  const end = ends?.get(role);
  return end === undefined ? { kind: "unknown" } : { kind: "ended", end };
}

export type FreezeEnd =
  | { readonly kind: "running"; readonly isUnknown: boolean }
  | { readonly kind: "verified"; readonly freeze: Freeze }
  /** It failed, and has let the application in again itself. */
  | { readonly kind: "letIn"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

export function freezeEnded(input: GateInput, role: string): FreezeEnd {
  const job = jobEnd(input, role);
  if (job.kind !== "ended") return { kind: "running", isUnknown: job.kind === "unknown" };
  if (job.end.kind === "silent") return { kind: "failed", why: job.end.why };
  const { record } = job.end;
  if (record.outcome === "done") return { kind: "verified", freeze: figuresOf(record) };
  return { kind: record["fenced"] === false ? "letIn" : "failed", why: failureOf(record) };
}

/** Milliseconds between two attempts to let the application in again. */
const UNDO_PAUSE_MS = 30_000;

export type UndoEnd =
  { readonly kind: "letIn" | "again" } | { readonly kind: "running"; readonly asks: readonly string[]; readonly wakeAt?: number };

export function undoEnded(input: GateInput, { id, attempt, undoing, since }: BoundMove): UndoEnd {
  const role = moveRole("undo", id, `${attempt}-${undoing}`);
  const job = jobEnd(input, role);
  if (job.kind !== "ended") return { kind: "running", asks: job.kind === "unknown" ? [role] : [] };
  if (job.end.kind === "record" && job.end.record.outcome === "done") return { kind: "letIn" };
  const due = (Date.parse(since) || 0) + UNDO_PAUSE_MS;
  return input.now >= due ? { kind: "again" } : { kind: "running", asks: [], wakeAt: due };
}

/** Why what has been begun must not be ended: nobody wants it any more, or it is not allowed any more. */
export function reasonToStop(
  change: Change | undefined,
  target: Database | undefined,
  allowed: Held | undefined,
): string | undefined {
  if (change === undefined || allowed === undefined)
    return "nobody wants it any more: the spec was changed back, or the service is suspended or being deleted";
  if (target === undefined) return "the new database is gone";
  if (allowed.state === "Running") return undefined;
  return "it is not allowed any more: its window has closed, or its approval was taken back or was for another plan";
}

export function failureOf(record: ProgramRecord): string {
  return recordInWords(record) ?? "the program failed and does not say why";
}

export function figuresOf(record: ProgramRecord): Omit<Rehearsal, "number" | "at" | "passed" | "message"> {
  const number = (field: string) => (typeof record[field] === "number" ? record[field] : undefined);
  return {
    ...{ seconds: number("seconds"), bytes: number("bytes"), rows: number("rows"), tables: number("tables") },
    ...{ lagSeconds: number("lagSeconds"), verifySeconds: number("verifySeconds") },
  };
}
