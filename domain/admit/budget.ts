// What a service costs by list price, and whether somebody's limit stands in the way. What has no price is above every limit. A figure at
// the prices of another region is a figure for people: it can show that a limit is broken, never that one is kept.
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

/** Undefined where there is no region, or nobody knows where it is. */
export function costOf(blueprint: Blueprint): Cost | undefined {
  const estimate = estimateCost(blueprint);
  if (estimate === undefined) return undefined;
  const { monthlyUSD, pricesOf, pricedAs, unpriced } = estimate;
  const foreign = pricedAs === undefined ? {} : { pricedAs };
  const listed = unpriced.length === 0 ? {} : { unpriced: unpriced.slice(0, LISTED) };
  return { monthlyUSD: Math.round(monthlyUSD), currency: "USD", pricesOf, ...foreign, ...listed };
}

/** The first limit that the target is above. It stalls when the limit is to be kept and the target costs more than what runs. */
export function overBudget(service: WebService, serviceClass: WebServiceClass, target: Blueprint): Problem | undefined {
  const limits = limitsOf(service, serviceClass);
  if (limits.length === 0) return undefined;
  const cost = costOf(target);
  const { region } = target.place;
  for (const limit of limits) {
    const excess = cost === undefined ? withoutPrices(region) : (above(cost, limit) ?? unsure(cost, limit, region));
    if (excess !== undefined) return problem(excess, limit, limit.keeps && isHeld(service, cost, limit));
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

function above({ monthlyUSD, pricedAs, unpriced = [] }: Cost, limit: Limit): Excess | undefined {
  if (monthlyUSD > limit.monthlyUSD)
    return {
      says: ({ monthlyUSD: most, where }) =>
        `the estimated list price of ${monthlyUSD} USD a month${atPricesOf(pricedAs)} is above ${most} USD (${where})`,
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

function atPricesOf(pricedAs: string | undefined): string {
  return pricedAs === undefined ? "" : `, at the prices of ${pricedAs},`;
}

/** Below a limit that is kept, but at the prices of another region: dearer ones may be above it. Who only wants to know is not told so. */
function unsure({ monthlyUSD, pricedAs }: Cost, limit: Limit, region: string): Excess | undefined {
  if (pricedAs === undefined || !limit.keeps) return undefined;
  return {
    says: ({ monthlyUSD: most, where }) =>
      `list prices are known for ${PRICED_REGIONS.join(" and ")} only, not for ${region}: at those of ${pricedAs} it would be ${monthlyUSD} USD a month, but it cannot be said whether the service stays below ${most} USD (${where})`,
    remedy: ({ lift }) => lift,
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
 * A change that saves money is never held, even if it does not save enough, and neither is what runs already. Where no figure is sure, a
 * service that was built before stays as free as it was, unless the nearest region's prices say that it goes above the limit and costs more.
 */
function isHeld({ status }: WebService, cost: Cost | undefined, limit: Limit): boolean {
  const isNew = (status?.resources ?? []).length === 0;
  if (cost === undefined) return isNew;
  const before = status?.cost;
  // By another region's prices than the last figure, or below the limit by those of another region.
  if (before?.pricedAs !== cost.pricedAs || above(cost, limit) === undefined) return isNew;
  const known = new Set(before?.unpriced ?? []);
  return cost.monthlyUSD > (before?.monthlyUSD ?? 0) || (cost.unpriced ?? []).some((what) => !known.has(what));
}
