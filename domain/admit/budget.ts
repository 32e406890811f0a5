// What a service costs by list price, and whether somebody's limit stands in the way. What has no price is above every limit.
import type { WebService, WebServiceClass } from "../api/service.js";
import type { WebServiceStatus } from "../api/status.js";
import type { Blueprint } from "../blueprint/types.js";
import { estimateCost } from "../cost/estimate.js";
import { PRICED_REGIONS } from "../cost/prices.js";
import type { Problem } from "./problem.js";

export type Cost = NonNullable<WebServiceStatus["cost"]>;

/** As many as the status has room for. */
const LISTED = 32;
/** As many as a message names. */
const NAMED = 3;

/** Undefined where no prices are known for the region. */
export function costOf(blueprint: Blueprint): Cost | undefined {
  const estimate = estimateCost(blueprint);
  if (estimate === undefined) return undefined;
  const { monthlyUSD, pricesOf, unpriced } = estimate;
  const listed = unpriced.length === 0 ? {} : { unpriced: unpriced.slice(0, LISTED) };
  return { monthlyUSD: Math.round(monthlyUSD), currency: "USD", pricesOf, ...listed };
}

/** The first limit that the target is above. It stalls when the limit is to be kept and the target costs more than what runs. */
export function overBudget(service: WebService, serviceClass: WebServiceClass, target: Blueprint): Problem | undefined {
  const cost = costOf(target);
  const { region } = target.place;
  for (const limit of limitsOf(service, serviceClass)) {
    const excess = cost === undefined ? withoutPrices(region) : above(cost, limit);
    if (excess !== undefined) return problem(excess, limit, limit.keeps && costsMore(service, cost));
  }
  return undefined;
}

type Limit = {
  readonly monthlyUSD: number;
  readonly where: string;
  /** Whether nothing may go above it, or somebody only wants to know. */
  readonly keeps: boolean;
  readonly lower: string;
  readonly lift: string;
};

/** The class's first: it is not the service's to change. */
function limitsOf({ spec }: WebService, serviceClass: WebServiceClass): readonly Limit[] {
  const { name } = serviceClass.metadata;
  const monthlyUSD = serviceClass.spec.limits?.maxMonthlyUSD;
  const ofClass: Limit = {
    monthlyUSD: monthlyUSD ?? Infinity,
    where: `limits.maxMonthlyUSD of WebServiceClass ${name}`,
    keeps: true,
    lower: "choose a lower tier or smaller sizes, or ask whoever runs the class",
    lift: "ask whoever runs the class to limit it by limits.maxTier instead",
  };
  const ofService: Limit = {
    monthlyUSD: spec.budget?.monthlyUSD ?? Infinity,
    where: "spec.budget.monthlyUSD",
    keeps: spec.budget?.action === "Hold",
    lower: "raise the budget, or choose a lower tier or smaller sizes",
    lift: "set spec.budget.action to Warn, or leave the budget out",
  };
  return [ofClass, ofService].filter((limit) => limit.monthlyUSD !== Infinity);
}

/** What is wrong, and what to do about it by lowering the cost or by lifting the limit. */
type Excess = { readonly says: (limit: Limit) => string; readonly remedy: (limit: Limit) => string };

function above({ monthlyUSD, unpriced = [] }: Cost, limit: Limit): Excess | undefined {
  if (monthlyUSD > limit.monthlyUSD)
    return {
      says: ({ monthlyUSD: most, where }) =>
        `the estimated list price of ${monthlyUSD} USD a month is above ${most} USD (${where})`,
      remedy: ({ lower }) => lower,
    };
  if (unpriced.length === 0) return undefined;
  const named = unpriced.slice(0, NAMED).join("; ");
  const more = unpriced.length > NAMED ? ` and ${unpriced.length - NAMED} more` : "";
  return {
    says: ({ monthlyUSD: most, where }) =>
      `there is no list price for ${named}${more}: with it the service counts as above ${most} USD (${where})`,
    remedy: ({ lift }) => `choose sizes that have a price, or ${lift}`,
  };
}

function withoutPrices(region: string | undefined): Excess {
  const known = PRICED_REGIONS.join(" and ");
  return {
    says: ({ monthlyUSD: most, where }) =>
      `list prices are known for ${known} only, not for ${region === undefined || region === "" ? "a class without a region" : region}: it cannot be said whether the service stays below ${most} USD (${where})`,
    remedy: ({ lift }) => lift,
  };
}

function problem({ says, remedy }: Excess, limit: Limit, stalls: boolean): Problem {
  const held = stalls ? " Nothing is changed until then." : "";
  return { reason: "BudgetExceeded", stalls, message: `${says(limit)}: ${remedy(limit)}.${held}` };
}

/**
 * A change that saves money is never held, even if it does not save enough, and neither is what runs already. Without any prices a
 * service that was built before stays as free as it was: which of its edits cost more is not known.
 */
function costsMore({ status }: WebService, cost: Cost | undefined): boolean {
  if (cost === undefined) return (status?.resources ?? []).length === 0;
  const known = new Set(status?.cost?.unpriced ?? []);
  return cost.monthlyUSD > (status?.cost?.monthlyUSD ?? 0) || (cost.unpriced ?? []).some((what) => !known.has(what));
}
