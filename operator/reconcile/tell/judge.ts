// Ready or not, and whether it goes on by itself: the first thing that is in the way, most serious first.
import type { Reason } from "../../../domain/api/status.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { ChildView, Leaving, Report, Work } from "./findings.js";
import { namesInWords, unreadyInWords } from "./in-words.js";
import { isMissing, PASSING, pendingInWords, pendingReason } from "./pending.js";
import { shortOfPods } from "./pods.js";

export type Verdict = {
  readonly ready: boolean;
  /** Waiting does not help, and nothing of the service is looked after meanwhile. */
  readonly stalled: boolean;
  /** Not ready yet, and getting there without anybody's help: what kstatus calls reconciling. */
  readonly moves: boolean;
  readonly reason: Reason;
  readonly message: string;
};

/** Problems that say something and stop nothing. */
const REMARKS: ReadonlySet<Reason> = new Set([
  ...(["Progressing", "NotManaged", "NotAtThisTier", "ConnectionsShort", "BudgetExceeded", "ApprovalIgnored"] as const),
  ...(["NotBackedUp", "SnapshotKindMissing", "BackupFailed", "BackupOld"] as const),
]);

export function judge(report: Report, children: readonly ChildView[]): Verdict {
  if (report.leaving !== undefined) return leaving(report.leaving);
  const verdict = judgeWork(report, children);
  return report.suspended && !verdict.ready ? suspended(verdict) : verdict;
}

function judgeWork(report: Report, children: readonly ChildView[]): Verdict {
  const stalling = report.problems.find((problem) => problem.stalls);
  if (stalling !== undefined) return stalled(stalling.reason, stalling.message);
  const terminal = children.filter((child) => child.terminal);
  if (terminal.length > 0) return stalled("ChildFailed", unreadyInWords(terminal));
  const problem = report.problems.find((candidate) => !REMARKS.has(candidate.reason));
  if (problem !== undefined && children.some((child) => !child.ready)) return moving(problem.reason, problem.message);
  return progress(report, children);
}

function progress({ work }: Report, children: readonly ChildView[]): Verdict {
  if (work === undefined) return moving("Progressing", "nothing is known yet");
  const failed = children.filter((child) => child.failed);
  if (failed.length > 0) return moving("ChildFailed", unreadyInWords(failed));
  const waiting = children.filter((child) => !child.ready);
  if (waiting.length > 0) {
    const count = `${children.length - waiting.length} of ${children.length} children are ready`;
    return moving("WaitingForChildren", `${count}. ${unreadyInWords(waiting)}`);
  }
  const short = shortOfPods(work);
  if (short !== undefined) return moving("WaitingForChildren", short);
  return pendingOrReady(work, children.length);
}

/** All that may exist exists: what is left is what was not allowed, or not possible. */
function pendingOrReady(work: Work, children: number): Verdict {
  const pending = work.desire.gated.decisions.filter(isMissing);
  if (pending.length === 0) {
    const message = `tier ${work.desire.target.tier} is served: all ${children} children are ready`;
    return { ready: true, stalled: false, moves: false, reason: "Ready", message };
  }
  const reason = pendingReason(pending);
  const message = pendingInWords(work, pending);
  return { ready: false, stalled: false, moves: PASSING.has(reason), reason, message };
}

function moving(reason: Reason, message: string): Verdict {
  return { ready: false, stalled: false, moves: true, reason, message };
}

function stalled(reason: Reason, message: string): Verdict {
  return { ready: false, stalled: true, moves: false, reason, message };
}

/** Whatever is in the way, the operator does nothing about it until it is told to go on. */
function suspended({ message }: Verdict): Verdict {
  return {
    ready: false,
    stalled: false,
    moves: false,
    reason: "SuspendRequested",
    message: `spec.suspend is true: the operator does nothing for this service, and it is not ready for this spec: ${message}`,
  };
}

function leaving(what: Leaving): Verdict {
  switch (what.kind) {
    case "computing":
      return moving("Deleting", leavingInWords(what));
    case "data":
      return moving("Deleting", what.message);
    case "held":
      return stalled("DeletionHeld", what.message);
  }
}

function leavingInWords({ records, isDataKept }: Leaving & { readonly kind: "computing" }): string {
  const names = records.map((record) => `${record.kind} ${record.name}${troubleOf(record)}`).sort();
  const data = isDataKept ? "data is kept" : "data goes after what computes";
  return `${data}; waiting until these are gone: ${namesInWords(names)}. One that does not go has a finalizer: its controller must run.`;
}

/** Why it does not go, where its controller says so. */
function troubleOf({ deleting, health }: ChildRecord): string {
  return deleting && health.state === "progressing" && health.message !== "is being deleted" ? ` (${health.message})` : "";
}
