// How a service is, in one word and one sentence, from its own status. Pure.
import type { WebService } from "../../domain/api/service.js";
import type { Condition } from "../../domain/api/status.js";
import { UNSEEN } from "../../domain/api/status.js";
import { parseTier } from "../../domain/api/tier.js";
import { oneLine } from "./fit.js";

/**
 * `Unseen`: no operator has ever looked at it. `Outdated`: none has looked at its last edit yet. `Waiting`: somebody has to decide.
 * `Stalled`: somebody has to act. `Progressing`: goes on by itself.
 */
export type ServiceState = "Ready" | "Progressing" | "Waiting" | "Stalled" | "Suspended" | "Deleting" | "Outdated" | "Unseen";

export type Summary = {
  readonly state: ServiceState;
  readonly ready: boolean;
  readonly reason: string;
  readonly message: string;
  /** RFC 3339. Undefined: nobody has said. */
  readonly since?: string;
};

export function summaryOf(service: WebService): Summary {
  const state = stateOf(service);
  const ready = conditionIn(service, "Ready");
  return {
    state,
    ready: state !== "Unseen" && state !== "Outdated" && ready?.status === "True",
    reason: state === "Unseen" ? "Unseen" : (ready?.reason ?? ""),
    message: state === "Unseen" ? UNSEEN.message : oneLine(ready?.message ?? ""),
    ...sinceOf(state === "Deleting" ? service.metadata.deletionTimestamp : ready?.lastTransitionTime),
  };
}

function sinceOf(since: string | undefined): { readonly since?: string } {
  return since === undefined || since === UNSEEN.lastTransitionTime ? {} : { since };
}

function stateOf(service: WebService): ServiceState {
  const { metadata, spec, status } = service;
  const holds = (type: Condition["type"]) => conditionIn(service, type)?.status === "True";
  if (metadata.deletionTimestamp !== undefined) return "Deleting";
  if (status?.observedGeneration === undefined) return "Unseen";
  if (status.observedGeneration < metadata.generation) return "Outdated";
  if (spec.suspend) return "Suspended";
  if (holds("Ready")) return "Ready";
  if (holds("Stalled")) return "Stalled";
  return holds("Reconciling") ? "Progressing" : "Waiting";
}

export function conditionIn({ status }: Pick<WebService, "status">, type: Condition["type"]): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** `1k`, or `1k → 10k` while it is on the way. */
export function tierInWords({ spec, status }: WebService): string {
  const asked = parseTier(spec.userTier) ?? String(spec.userTier);
  const target = status?.observedGeneration === undefined ? asked : (status.tier?.target ?? asked);
  const current = status?.tier?.current;
  return current === undefined || current === target ? target : `${current} → ${target}`;
}

/** The id of the plan that waits for somebody to approve it. */
export function planToApprove({ status }: Pick<WebService, "status">): string | undefined {
  const waits = status?.plan?.changes.some(
    ({ state, waitingFor }) => state === "Waiting" && waitingFor?.includes("approval") === true,
  );
  return waits === true ? status?.plan?.id : undefined;
}

export function approveCommand({ metadata }: Pick<WebService, "metadata">, plan: string): string {
  return `kubectl tenfold approve ${metadata.name} ${plan} -n ${metadata.namespace}`;
}
