// Changes that have not been made: who or what they wait for, in one reason and in words.
import { ANNOTATION } from "../../../domain/api/keys.js";
import type { Reason } from "../../../domain/api/status.js";
import type { Decision } from "../../../domain/plan/decision.js";
import { waitsForApproval } from "../../../domain/plan/decision.js";
import type { Report, Work } from "./findings.js";

/** Reasons whose end comes by itself; for the others somebody has to act. */
export const PASSING: ReadonlySet<Reason> = new Set(["WindowClosed", "WaitingForStep"]);

/** What somebody may want to know of, although the service may be Ready: changes that are not under way. */
export function waitingDecisions({ work }: Report): readonly Decision[] {
  return work?.desire.gated.decisions.filter((decision) => decision.state !== "Running") ?? [];
}

/** Something that the target names is not there yet. What is larger than the target asks for is not missing. */
export function isMissing({ change, state }: Decision): boolean {
  return state === "Running" || (!change.shrinks && change.isExtra !== true);
}

/** What moves comes first: nobody has to decide before it is done. Then what waits for somebody, then what waits for time. */
export function pendingReason(decisions: readonly Decision[]): Reason {
  const waits = decisions.filter(({ state }) => state === "Waiting");
  if (decisions.some(({ state }) => state === "Running")) return "WaitingForStep";
  if (waits.some(({ waitingFor }) => waitingFor?.startsWith("approval") === true)) return "ApprovalNeeded";
  if (waits.some(({ waitingFor }) => waitingFor?.startsWith("the maintenance window") === true)) return "WindowClosed";
  return waits.length > 0 ? "WaitingForStep" : "ChangeHeld";
}

/** A figure that was measured for this very service says so. */
function measured({ basis }: Decision["change"]): string {
  return basis === undefined ? "" : `, ${basis}`;
}

export function pendingInWords({ desire }: Work, decisions: readonly Decision[]): string {
  const lines = decisions.map(({ change, state, waitingFor }) => {
    const wait = {
      Running: waitingFor === undefined ? "under way" : "under way, waits for",
      Held: "held:",
      Waiting: "waits for",
    }[state];
    return `${change.summary} (${change.disruption}, about ${change.downtimeSeconds} s down${measured(change)}): ${wait} ${waitingFor ?? ""}`.trim();
  });
  const { name, namespace } = desire.target.identity;
  const approve = `kubectl annotate webservice ${name} -n ${namespace} --overwrite ${ANNOTATION.approve}=${desire.plan.id}`;
  return [lines.join("; "), ...(decisions.some(waitsForApproval) ? [`To approve: ${approve}`] : [])].join(". ");
}
