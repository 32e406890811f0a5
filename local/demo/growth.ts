// How the service that grows stands on its way to a tier, and the lines that say so. Pure.
import type { ChangeReport } from "../../domain/api/status.js";
import type { ListedService } from "./service-view.js";

export type GrowthStep =
  /** `id`: of the plan. */
  | { readonly kind: "approve"; readonly id: string; readonly changes: readonly ChangeReport[] }
  | { readonly kind: "wait"; readonly note: string }
  | { readonly kind: "served" };

/** Nothing is missing for the tier, but what AWS allows only every six hours. */
export function growthStep({ metadata, status }: ListedService, approved: string | undefined, tier: string): GrowthStep {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  if (ready === undefined || ready.observedGeneration !== metadata.generation)
    return { kind: "wait", note: "the operator to look at the new number of users" };
  const { id, changes } = changesOf(status);
  const asking = changes.filter(({ waitingFor }) => waitingFor === "approval");
  if (id !== undefined && id !== approved && asking.length > 0) return { kind: "approve", id, changes: asking };
  const [first] = changes;
  if (first !== undefined) return { kind: "wait", note: `${first.summary}: ${first.waitingFor ?? first.state.toLowerCase()}` };
  const isServed = ready.status === "True" && status?.tier?.current === tier;
  return isServed ? { kind: "served" } : { kind: "wait", note: ready.message.split("\n")[0] ?? "" };
}

function changesOf(status: ListedService["status"]): { readonly id?: string; readonly changes: readonly ChangeReport[] } {
  const changes = status?.plan?.changes ?? [];
  return {
    id: status?.plan?.id,
    changes: changes.filter(({ waitingFor }) => waitingFor?.endsWith("one change of storage in six hours") !== true),
  };
}

export function planLines(tier: string, { status }: ListedService): readonly string[] {
  return (status?.plan?.changes ?? []).map(
    ({ disruption, summary, monthlyCostDeltaUSD }) => `[${tier}] plan: ${disruption}: ${summary}${costs(monthlyCostDeltaUSD)}`,
  );
}

export function approvalLine(tier: string, { disruption, summary, downtimeSeconds, basis }: ChangeReport): string {
  const because = basis === undefined ? "" : `, ${basis}`;
  return `[${tier}] approved: ${disruption}: ${summary}: ${downtimeSeconds} s without the database${because}`;
}

function costs(delta: number | undefined): string {
  if (delta === undefined || Math.round(delta) === 0) return "";
  return ` (${delta > 0 ? "+" : "-"}$${Math.abs(Math.round(delta))} a month)`;
}
