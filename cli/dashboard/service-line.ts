// A WebService as one line of a list: how it stands, in a word. Pure.
import type { WebService } from "../../domain/api/service.js";
import type { Condition, ConditionType } from "../../domain/api/status.js";
import type { ServiceLine, State } from "./model.js";

export function serviceLine(service: WebService): ServiceLine {
  const { metadata, spec, status } = service;
  const target = String(spec.userTier);
  const tier = status?.tier?.current ?? status?.tier?.target ?? target;
  const aim = status?.tier?.target ?? target;
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    tier,
    target: aim === tier ? null : aim,
    ...standing(service),
    monthlyUSD: status?.cost?.monthlyUSD ?? null,
  };
}

type Standing = { readonly state: State; readonly word: string };

/** What a person has to know first comes first: what is stuck, what waits for a person, what goes on by itself. */
export function standing(service: WebService): Standing {
  const { metadata } = service;
  if (metadata.deletionTimestamp !== undefined) return { state: "working", word: "Being deleted" };
  if (isTrue(service, "Suspended")) return { state: "suspended", word: "Suspended" };
  if (isTrue(service, "Stalled")) return { state: "failed", word: "Stalled" };
  if (!isCurrent(service)) return { state: "working", word: "Not seen yet" };
  if (conditionOf(service, "PlanPending")?.reason === "ApprovalNeeded") return { state: "waiting", word: "Needs approval" };
  if (isTrue(service, "Ready")) return { state: "ready", word: "Ready" };
  if (isTrue(service, "PlanPending")) return { state: "waiting", word: "Waits" };
  return { state: "working", word: "In progress" };
}

/** The sentence behind the word. */
export function sentence(service: WebService): string {
  if (!isCurrent(service))
    return "The operator has not looked at the present spec yet. If this stays, no operator runs or none watches this namespace.";
  const order: readonly ConditionType[] = ["Suspended", "Stalled", "PlanPending", "Ready"];
  const first = order
    .map((type) => conditionOf(service, type))
    .find((condition) => condition !== undefined && (condition.type === "Ready" || condition.status === "True"));
  return first?.message ?? "";
}

/** The status describes the spec as it is now. */
export function isCurrent({ metadata, status }: WebService): boolean {
  return status?.observedGeneration === metadata.generation;
}

export function conditionOf(service: WebService, type: ConditionType): Condition | undefined {
  return service.status?.conditions?.find((condition) => condition.type === type);
}

function isTrue(service: WebService, type: ConditionType): boolean {
  return conditionOf(service, type)?.status === "True";
}
