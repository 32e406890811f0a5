// What a service costs by list price, and whether somebody's limit stands in the way.
import type { WebService, WebServiceClass } from "../../../domain/api/service.js";
import type { WebServiceStatus } from "../../../domain/api/status.js";
import type { Blueprint } from "../../../domain/blueprint/types.js";
import { estimateCost } from "../../../domain/cost/estimate.js";
import type { Problem } from "../tell/problems.js";

export type Cost = NonNullable<WebServiceStatus["cost"]>;

/** Undefined where no prices are known for the region. */
export function costOf(blueprint: Blueprint): Cost | undefined {
  const estimate = estimateCost(blueprint);
  if (estimate === undefined) return undefined;
  return { monthlyUSD: Math.round(estimate.monthlyUSD), currency: "USD", pricesOf: estimate.pricesOf };
}

/** The first limit that the target is above. It stalls when the limit is to be kept and the target costs more than what runs. */
export function overBudget(service: WebService, serviceClass: WebServiceClass, target: Blueprint): Problem | undefined {
  const cost = costOf(target);
  if (cost === undefined) return undefined;
  const limit = serviceClass.spec.limits?.maxMonthlyUSD;
  if (limit !== undefined && cost.monthlyUSD > limit) {
    const where = `limits.maxMonthlyUSD of WebServiceClass ${serviceClass.metadata.name}`;
    return problem(
      { cost, limit, where, remedy: "choose a lower tier or smaller sizes, or ask whoever runs the class" },
      costsMore(service, cost),
    );
  }
  const { budget } = service.spec;
  if (budget === undefined || cost.monthlyUSD <= budget.monthlyUSD) return undefined;
  const remedy = "raise the budget, or choose a lower tier or smaller sizes";
  return problem(
    { cost, limit: budget.monthlyUSD, where: "spec.budget.monthlyUSD", remedy },
    budget.action === "Hold" && costsMore(service, cost),
  );
}

type Excess = { readonly cost: Cost; readonly limit: number; readonly where: string; readonly remedy: string };

function problem({ cost, limit, where, remedy }: Excess, stalls: boolean): Problem {
  const held = stalls ? " Nothing is changed until then." : "";
  return {
    reason: "BudgetExceeded",
    stalls,
    message: `the estimated list price of ${cost.monthlyUSD} USD a month is above ${limit} USD (${where}): ${remedy}.${held}`,
  };
}

/** A change that saves money is never held, even if it does not save enough. */
function costsMore(service: WebService, cost: Cost): boolean {
  return cost.monthlyUSD > (service.status?.cost?.monthlyUSD ?? 0);
}
