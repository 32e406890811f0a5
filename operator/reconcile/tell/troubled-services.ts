// Whether somebody should look at a service, and since when. Pure.
import type { Condition } from "../../../domain/api/status.js";
import { isShutOut } from "../../../domain/observed/move-phases.js";
import type { WebService } from "../../../domain/api/service.js";

export const TROUBLES = ["NotReady", "Stalled", "PlanWaits", "ShutOut", "OverBudget"] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Named of each kind of trouble; the others are counted. A metric with names must not grow with the number of services. */
export const NAMED = 20;

export type Troubled = {
  readonly trouble: Trouble;
  readonly reason: string;
  /** Seconds since the epoch. */
  readonly since: number;
  readonly overBudgetUSD: number;
};

export function troublesOf(service: WebService): readonly Troubled[] {
  const overBudgetUSD = overBudget(service);
  return [...conditionsInTrouble(service)].map(([trouble, condition]) => ({
    ...{ trouble, reason: condition?.reason ?? "" },
    ...{ since: secondsOf(condition?.lastTransitionTime), overBudgetUSD },
  }));
}

/** Reasons of not being ready that wait for a decision or a time: `PlanWaits` tells of them. */
export const DECISIONS: ReadonlySet<Condition["reason"]> = new Set(["ApprovalNeeded", "ChangeHeld", "WindowClosed"]);

type Since = { readonly reason: string; readonly lastTransitionTime: string };

/** A move has shut the application out of its database, and has not let it in yet. */
function shutOut({ status }: WebService): Since | undefined {
  const { state = "", since = "" } = status?.move ?? {};
  return isShutOut(state) ? { reason: state, lastTransitionTime: since } : undefined;
}

function* conditionsInTrouble(service: WebService): Iterable<readonly [Trouble, Since | undefined]> {
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
  if (overBudget(service) > 0) yield ["OverBudget", undefined];
}

function waits({ status }: WebService): boolean {
  return (status?.plan?.changes ?? []).some(({ state }) => state !== "Running");
}

function overBudget({ spec, status }: WebService): number {
  return spec.budget === undefined || status?.cost === undefined ? 0 : status.cost.monthlyUSD - spec.budget.monthlyUSD;
}

/** Where no time is known, since ever. */
export function secondsOf(time: string | undefined): number {
  const milliseconds = Date.parse(time ?? "");
  return Number.isNaN(milliseconds) ? 0 : milliseconds / 1000;
}
