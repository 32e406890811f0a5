// Whether a plan can be approved now, from what the operator says of it; and if not, why, and what to do. Pure.
import { ANNOTATION } from "../../domain/api/keys.js";
import type { WebService } from "../../domain/api/service.js";
import type { ChangeReport } from "../../domain/api/status.js";
import { waitsForApproval } from "../../domain/plan/decision.js";

type Plan = { readonly id: string; readonly changes: readonly ChangeReport[] };

export type Approval =
  /** `covers`: changes that it lets begin, or that it will when they come to it. */
  | { readonly kind: "asked"; readonly plan: Plan; readonly covers: readonly ChangeReport[] }
  | { readonly kind: "given"; readonly plan: Plan }
  /** The operator has not looked at the present spec yet. */
  | { readonly kind: "early"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/** `named`: the plan that somebody has looked at. Undefined: whatever is the present one, which is shown before. */
export function approvalOf(service: WebService, named: string | undefined): Approval {
  const { metadata, status } = service;
  const { name, namespace, generation } = metadata;
  const look = `kubectl tenfold plan ${name} -n ${namespace}`;
  if (metadata.deletionTimestamp !== undefined)
    return {
      kind: "refused",
      why: "the service is being deleted: nothing of its plan is carried out any more",
      remedy: "See what is left of it: kubectl tenfold status.",
    };
  if (status?.observedGeneration !== generation) {
    const looked =
      status?.observedGeneration === undefined
        ? "has not looked at the service yet"
        : `has last looked at generation ${status.observedGeneration}`;
    return {
      kind: "early",
      why: `the spec is of generation ${generation}, and the operator ${looked}: which plan is the present one is not known yet`,
    };
  }
  const { plan } = status;
  if (plan === undefined)
    return {
      kind: "refused",
      why: `nothing waits for an approval: the plan has no changes${problemOf(service)}`,
      remedy: `See what there is: ${look}.`,
    };
  if (named !== undefined && named !== plan.id) return outdated(service, plan, named);
  if (metadata.annotations?.[ANNOTATION.approve] === plan.id) return { kind: "given", plan };
  const covers = plan.changes.filter(waitsForApproval);
  return covers.length > 0 ? { kind: "asked", plan, covers } : notAsked(plan, look);
}

/** A service that cannot be worked on has no plan, and says why. */
function problemOf({ status }: WebService): string {
  const [problem] =
    status?.conditions?.some(({ type, status: is }) => type === "Stalled" && is === "True") === true
      ? (status.problems ?? [])
      : [];
  return problem === undefined ? "" : `, since the service is stalled: ${problem.reason}: ${problem.message}`;
}

/** A plan's id names its target: another one has come of an edit, of the class, of the operator, or of an attempt that was given up. */
function outdated({ metadata, status, spec }: WebService, plan: Plan, named: string): Approval {
  const edited = (metadata.managedFields ?? [])
    .filter(({ subresource, fieldsV1 }) => subresource === undefined && JSON.stringify(fieldsV1 ?? {}).includes('"f:spec"'))
    .sort((a, b) => ((a.time ?? "") < (b.time ?? "") ? 1 : -1))[0];
  const edit =
    edited === undefined
      ? ""
      : ` The spec was last changed at ${edited.time ?? "an unknown time"} by ${edited.manager ?? "somebody"}.`;
  const move = status?.move === undefined ? "" : ` The last move of the data is "${status.move.state}".`;
  return {
    kind: "refused",
    why: `${named} is not the present plan, which is ${plan.id}: tier ${spec.userTier}, ${inWords(plan)}. A plan has another id as soon as its target is another: by an edit of the spec or the class, another version of the operator, or an attempt that was given up.${edit}${move}`,
    remedy: `Look at the present one (kubectl tenfold plan ${metadata.name} -n ${metadata.namespace}) and approve that: kubectl tenfold approve ${metadata.name} ${plan.id} -n ${metadata.namespace}`,
  };
}

function inWords({ changes }: Plan): string {
  return changes.map(({ summary }) => summary).join("; ");
}

function notAsked({ id, changes }: Plan, look: string): Approval {
  const states = changes.map(({ summary, state, waitingFor }) => {
    if (state === "Held") return `${summary}: held: ${waitingFor ?? ""}`;
    const wait = waitingFor === undefined ? [] : [`waits for ${waitingFor}`];
    return `${summary}: ${[...(state === "Running" ? ["under way"] : []), ...wait].join(", ")}`;
  });
  const isHeld = changes.every(({ state }) => state === "Held");
  return {
    kind: "refused",
    why: `nothing of plan ${id} waits for an approval. ${states.join(". ")}`,
    remedy: isHeld
      ? "An approval changes nothing about what is held: do what it says, or edit the spec."
      : `Approve when it asks for it; the condition PlanPending says so, and ${look}.`,
  };
}
