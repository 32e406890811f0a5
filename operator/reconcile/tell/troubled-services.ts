// Which services somebody should look at, each kind of trouble with those that have it longest. The list is bounded, whatever the number of
// services: a metric with their names must not grow with them. Pure.
import type { Condition } from "../../../domain/api/status.js";
import { isShutOut } from "../../../domain/observed/move-phases.js";
import type { WebService } from "../../../domain/api/service.js";

export const TROUBLES = ["NotReady", "Stalled", "PlanWaits", "ShutOut", "OverBudget"] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Named of each kind of trouble; the others are counted. */
export const NAMED = 20;

export type Troubled = {
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
  /** Seconds since the epoch. */
  readonly since: number;
  readonly overBudgetUSD: number;
};

export type Troubles = { readonly named: readonly Troubled[]; readonly others: number };

/** Whoever is named stays named until its trouble ends, so that an alert can wait for a while. */
export function troubles(services: readonly WebService[]): ReadonlyMap<Trouble, Troubles> {
  const found = new Map<Trouble, Troubled[]>(TROUBLES.map((trouble) => [trouble, []]));
  for (const service of services) {
    for (const [trouble, condition] of troublesOf(service)) found.get(trouble)?.push(troubled(service, condition));
  }
  return new Map([...found].map(([trouble, all]) => [trouble, bounded(trouble, all)]));
}

function bounded(trouble: Trouble, all: readonly Troubled[]): Troubles {
  const most = (one: Troubled) => (trouble === "OverBudget" ? -one.overBudgetUSD : one.since);
  const sorted = [...all].sort((a, b) => most(a) - most(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
  return { named: sorted.slice(0, NAMED), others: Math.max(0, sorted.length - NAMED) };
}

function nameOf({ namespace, name }: Troubled): string {
  return `${namespace}/${name}`;
}

/** Reasons of not being ready that wait for a decision or a time: `PlanWaits` tells of them. */
export const DECISIONS: ReadonlySet<Condition["reason"]> = new Set(["ApprovalNeeded", "ChangeHeld", "WindowClosed"]);

type Since = { readonly reason: string; readonly lastTransitionTime: string };

/** A move has shut the application out of its database, and has not let it in yet. */
function shutOut({ status }: WebService): Since | undefined {
  const { state = "", since = "" } = status?.move ?? {};
  return isShutOut(state) ? { reason: state, lastTransitionTime: since } : undefined;
}

function* troublesOf(service: WebService): Iterable<readonly [Trouble, Since | undefined]> {
  const conditions = service.status?.conditions ?? [];
  const find = (type: Condition["type"]) => conditions.find((condition) => condition.type === type);
  const [ready, stalled, pending] = [find("Ready"), find("Stalled"), find("PlanPending")];
  const isSuspended = find("Suspended")?.status === "True";
  const isStalled = stalled?.status === "True";
  if (isStalled) yield ["Stalled", stalled];
  const isUnready = ready !== undefined && ready.status !== "True" && !DECISIONS.has(ready.reason);
  if (isUnready && !isStalled && !isSuspended) yield ["NotReady", ready];
  if (waits(service) && !isSuspended) yield ["PlanWaits", pending];
  if (shutOut(service) !== undefined) yield ["ShutOut", shutOut(service)];
  if (overBudgetUSD(service) > 0) yield ["OverBudget", undefined];
}

function waits({ status }: WebService): boolean {
  return (status?.plan?.changes ?? []).some(({ state }) => state !== "Running");
}

function overBudgetUSD({ spec, status }: WebService): number {
  return spec.budget === undefined || status?.cost === undefined ? 0 : status.cost.monthlyUSD - spec.budget.monthlyUSD;
}

function troubled(service: WebService, condition: Since | undefined): Troubled {
  const { namespace, name } = service.metadata;
  const sinceMs = Date.parse(condition?.lastTransitionTime ?? "");
  return {
    ...{ namespace, name, reason: condition?.reason ?? "" },
    since: Number.isNaN(sinceMs) ? 0 : sinceMs / 1000,
    overBudgetUSD: overBudgetUSD(service),
  };
}
