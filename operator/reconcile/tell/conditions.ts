// Conditions by the kstatus contract, from a report. Messages are stable: sorted, without times, saying what to do.
import type { Condition, ConditionType, Part, Reason, WebServiceStatus } from "../../../domain/api/status.js";
import { PARTS, UNSEEN } from "../../../domain/api/status.js";
import type { ChildView, Report, Work } from "./findings.js";
import { judge } from "./judge.js";
import { namesInWords, unreadyInWords } from "./in-words.js";
import { shortOfPods } from "./pods.js";
import { pendingInWords, pendingReason, waitingDecisions } from "./pending.js";

export type Draft = Pick<Condition, "type" | "status" | "message"> & { readonly reason: Reason };

export function readyConditions(report: Report, children: readonly ChildView[]): readonly Draft[] {
  const { ready, stalled, moves, reason, message } = judge(report, children);
  const say = (type: ConditionType, holds: boolean): Draft => ({ type, status: holds ? "True" : "False", reason, message });
  return [say("Ready", ready), say("Reconciling", moves), say("Stalled", stalled)];
}

export function partConditions(work: Work, children: readonly ChildView[]): readonly Draft[] {
  return PARTS.flatMap((part) => {
    const own = children.filter((child) => child.part === part);
    return own.length === 0 ? [] : [partCondition(work, part, own)];
  });
}

function partCondition(work: Work, part: Part, children: readonly ChildView[]): Draft {
  const type = `${part}Ready` as const;
  const unready = children.filter((child) => !child.ready);
  const short = part === "Workload" ? shortOfPods(work) : undefined;
  if (unready.length === 0 && short === undefined)
    return { type, status: "True", reason: "Ready", message: `${children.length} of ${children.length} ready` };
  const reason = unready.some((child) => child.failed) ? "ChildFailed" : "WaitingForChildren";
  return { type, status: "False", reason, message: unready.length === 0 ? (short ?? "") : unreadyInWords(unready) };
}

export function planCondition(report: Report): Draft {
  const decisions = waitingDecisions(report);
  if (report.work === undefined || decisions.length === 0) {
    return { type: "PlanPending", status: "False", reason: "NothingPending", message: "no change waits" };
  }
  return {
    type: "PlanPending",
    status: "True",
    reason: report.suspended ? "SuspendRequested" : pendingReason(decisions),
    message: pendingInWords(report.work, decisions),
  };
}

export function retainedCondition(retained: NonNullable<WebServiceStatus["retained"]>): Draft {
  if (retained.length === 0)
    return {
      type: "DataRetained",
      status: "False",
      reason: "NothingRetained",
      message: "no data is kept beyond what the tier names",
    };
  const names = retained.map((entry) => `${entry.kind} ${entry.name}`);
  return {
    type: "DataRetained",
    status: "True",
    reason: "Retained",
    message: `kept: ${namesInWords(names)}; see status.retained`,
  };
}

export function suspendedCondition({ suspended }: Report): Draft {
  if (!suspended)
    return { type: "Suspended", status: "False", reason: "Active", message: "the operator takes care of this service" };
  return {
    type: "Suspended",
    status: "True",
    reason: "SuspendRequested",
    message: "spec.suspend is true; set it to false to go on",
  };
}

type Before = { readonly previous: readonly Condition[]; readonly generation: number; readonly now: string };

/** lastTransitionTime moves only when status does. */
export function withTimes(drafts: readonly Draft[], { previous, generation, now }: Before): readonly Condition[] {
  return drafts.map((draft) => {
    const before = previous.find((condition) => condition.type === draft.type);
    const isSame = before?.status === draft.status && before.lastTransitionTime !== UNSEEN.lastTransitionTime;
    const lastTransitionTime = isSame ? before.lastTransitionTime : now;
    return { ...draft, observedGeneration: generation, lastTransitionTime };
  });
}
