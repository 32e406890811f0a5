// Conditions by the kstatus contract, from a report. Messages are stable: sorted, without times, saying what to do.
import type { Condition, ConditionType, Part, Reason } from "../../../domain/api/status.js";
import { PARTS, UNSEEN } from "../../../domain/api/status.js";
import { ANNOTATION } from "../../../domain/api/keys.js";
import type { Decision } from "../../../domain/plan/decision.js";
import type { ChildView, Report, Work } from "./findings.js";
import { retainedData } from "./retained.js";

export type Draft = Pick<Condition, "type" | "status" | "message"> & { readonly reason: Reason };

const LISTED = 4;
const MESSAGE_LENGTH = 2000;

/** Problems that say something and stop nothing. */
const REMARKS: ReadonlySet<Reason> = new Set(["Progressing", "NotManaged", "NotAtThisTier", "BudgetExceeded"]);

type Verdict = { readonly ready: boolean; readonly stalled: boolean; readonly reason: Reason; readonly message: string };

export function readyConditions(report: Report, children: readonly ChildView[]): readonly Draft[] {
  const verdict = judge(report, children);
  const say = (type: ConditionType, holds: boolean): Draft => ({
    type,
    status: holds ? "True" : "False",
    reason: verdict.reason,
    message: verdict.message.slice(0, MESSAGE_LENGTH),
  });
  return [
    say("Ready", verdict.ready),
    say("Reconciling", !verdict.ready && !verdict.stalled && !report.suspended),
    say("Stalled", verdict.stalled),
  ];
}

/** The first thing that is in the way, most serious first. */
function judge(report: Report, children: readonly ChildView[]): Verdict {
  const not = (reason: Reason, message: string, stalled = false): Verdict => ({ ready: false, stalled, reason, message });
  if (report.leaving !== undefined) return not("Deleting", leavingInWords(report.leaving));
  if (report.suspended)
    return wasReady(report) ?? not("SuspendRequested", "spec.suspend is true: the operator does nothing for this service");
  const stalling = report.problems.find((problem) => problem.stalls);
  if (stalling !== undefined) return not(stalling.reason, stalling.message, true);
  const terminal = children.filter((child) => child.terminal);
  if (terminal.length > 0) return not("ChildFailed", listed(terminal), true);
  const problem = report.problems.find((candidate) => !REMARKS.has(candidate.reason));
  if (problem !== undefined && children.some((child) => !child.ready)) return not(problem.reason, problem.message);
  return progress(report, children);
}

function progress({ work }: Report, children: readonly ChildView[]): Verdict {
  const not = (reason: Reason, message: string): Verdict => ({ ready: false, stalled: false, reason, message });
  if (work === undefined) return not("Progressing", "nothing is known yet");
  const failed = children.filter((child) => child.failed);
  if (failed.length > 0) return not("ChildFailed", listed(failed));
  const waiting = children.filter((child) => !child.ready);
  if (waiting.length > 0)
    return not(
      "WaitingForChildren",
      `${children.length - waiting.length} of ${children.length} children are ready. ${listed(waiting)}`,
    );
  const short = shortOfPods(work);
  if (short !== undefined) return not("WaitingForChildren", short);
  const pending = work.desire.gated.decisions.filter(isMissing);
  if (pending.length > 0) return not(pendingReason(pending), pendingInWords(work, pending));
  return {
    ready: true,
    stalled: false,
    reason: "Ready",
    message: `tier ${work.desire.target.tier} is served: all ${children.length} children are ready`,
  };
}

/** A suspended service that was ready for this very spec still is, as far as is known. */
function wasReady({ service }: Report): Verdict | undefined {
  const before = service.status?.conditions?.find((condition) => condition.type === "Ready");
  if (before?.status !== "True" || before.observedGeneration === undefined) return undefined;
  return { ready: true, stalled: false, reason: "Ready", message: before.message };
}

/** Something that the target names is not there yet. What is larger than the target asks for is not missing. */
function isMissing({ change, state }: Decision): boolean {
  return state === "Running" || (!change.shrinks && change.isExtra !== true);
}

function shortOfPods({ desire, observed }: Work): string | undefined {
  const { web, services, workers } = desire.gated.next;
  const floors = [
    { role: "web", min: web.replicas.min },
    ...services.map((service) => ({ role: `svc-${service.name}`, min: service.replicas.min })),
    ...workers.map((worker) => ({ role: `worker-${worker.name}`, min: worker.min })),
  ];
  const short = floors.flatMap(({ role, min }) => {
    const deployment = observed.byRole.get(`Deployment/${role}`);
    const available = deployment?.facts.availableReplicas ?? 0;
    const why = deployment?.trouble === undefined ? "" : ` (${deployment.trouble})`;
    return available < min ? [`${role}: ${available} of at least ${min} pods are available${why}`] : [];
  });
  return short.length === 0 ? undefined : short.join("; ");
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
  return { type, status: "False", reason, message: unready.length === 0 ? (short ?? "") : listed(unready) };
}

function listed(children: readonly ChildView[]): string {
  const shown = children.slice(0, LISTED).map((child) => `${child.kind} ${child.name}: ${child.message ?? "not ready"}`);
  const more = children.length - shown.length;
  return `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`.slice(0, MESSAGE_LENGTH);
}

function leavingInWords(leaving: Report["leaving"]): string {
  const names = (leaving ?? []).map((record) => `${record.kind} ${record.name}`).sort();
  if (names.length === 0) return "data is kept; nothing is left to remove";
  return `data is kept; waiting until these are gone: ${names.slice(0, LISTED).join(", ")}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ""}. One that does not go has a finalizer: its controller must run.`;
}

export function planCondition(report: Report): Draft {
  const decisions = report.work?.desire.gated.decisions.filter((decision) => decision.state !== "Running") ?? [];
  if (report.work === undefined || decisions.length === 0) {
    return { type: "PlanPending", status: "False", reason: "NothingPending", message: "no change waits" };
  }
  return {
    type: "PlanPending",
    status: "True",
    reason: pendingReason(decisions),
    message: pendingInWords(report.work, decisions),
  };
}

function pendingReason(decisions: readonly Decision[]): Reason {
  if (decisions.some((decision) => decision.waitingFor === "approval")) return "ApprovalNeeded";
  if (decisions.some((decision) => decision.waitingFor?.startsWith("the maintenance window") === true)) return "WindowClosed";
  return "WaitingForStep";
}

function pendingInWords({ desire }: Work, decisions: readonly Decision[]): string {
  const lines = decisions.map(({ change, state, waitingFor }) => {
    const wait = state === "Running" ? "under way" : state === "Held" ? "held" : "waits for";
    return `${change.summary} (${change.disruption}, about ${change.downtimeSeconds} s down): ${wait} ${waitingFor ?? ""}`.trim();
  });
  const { name, namespace } = desire.target.identity;
  const approvable = decisions.some((decision) => decision.state === "Waiting" && /approval/.test(decision.waitingFor ?? ""));
  const command = `To approve: kubectl annotate webservice ${name} -n ${namespace} --overwrite ${ANNOTATION.approve}=${desire.plan.id}`;
  return [lines.join("; "), ...(approvable ? [command] : [])].join(". ").slice(0, MESSAGE_LENGTH);
}

export function retainedCondition(work: Work | undefined): Draft {
  const retained = work === undefined ? [] : retainedData(work);
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
    message: `kept: ${names.slice(0, LISTED).join(", ")}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ""}; see status.retained`,
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
