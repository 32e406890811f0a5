// What a service costs, as people and programs are told. Pure.
import type { CostEstimate, CostItem } from "../../domain/cost/estimate.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import type { CostPart } from "../../domain/cost/bill.js";
import { ageOfPrices, PRICED_REGIONS } from "../../domain/cost/prices.js";
import type { LargeItem, Saving } from "../../domain/cost/savings.js";
import { largestItems, savings } from "../../domain/cost/savings.js";
import type { Usage } from "../../domain/cost/traffic.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { usersOf } from "../../domain/api/tier.js";

export type PartCost = {
  readonly part: CostPart;
  readonly baselineUSD: number;
  readonly usageUSD: number;
  readonly monthlyUSD: number;
  readonly maximumUSD: number;
};

/** Of `tenfold cost -o json`: `{ "costs": CostReport[] }`. US dollars a month at list prices. */
export type CostReport = CostEstimate & {
  readonly service: string;
  readonly namespace: string;
  readonly tier: string;
  readonly className: string;
  /** Nobody named a class: region, zones and certificates are those of a sample. */
  readonly isSampleClass: boolean;
  readonly users: number;
  readonly currency: "USD";
  /** Days since the prices were collected; `stale`: so many that they are to be looked at again. */
  readonly pricesAgeDays: number;
  readonly stale: boolean;
  readonly parts: readonly PartCost[];
  readonly largest: readonly LargeItem[];
  readonly savings: readonly Saving[];
  /** What stands in the way of this service, such as a limit that it is above. */
  readonly problems: readonly string[];
};

export type Costed = {
  readonly blueprint: Blueprint;
  readonly usage: Usage;
  readonly problems: readonly string[];
  readonly isSampleClass: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** Undefined: nothing is known of the prices where it is. */
export function costReport({ blueprint, usage, problems, isSampleClass, now }: Costed): CostReport | undefined {
  const estimate = estimateCost(blueprint, usage);
  if (estimate === undefined) return undefined;
  const { days, isStale } = ageOfPrices(estimate.pricesOf, now);
  const { identity, tier, place } = blueprint;
  return {
    service: identity.name,
    namespace: identity.namespace,
    tier,
    className: place.className,
    isSampleClass,
    users: usage.users ?? usersOf(tier),
    currency: "USD",
    ...estimate,
    pricesAgeDays: days,
    stale: isStale,
    parts: partCosts(estimate.items),
    largest: largestItems(estimate),
    savings: savings(blueprint, estimate),
    problems,
  };
}

/** In the order in which they first appear. */
function partCosts(items: readonly CostItem[]): readonly PartCost[] {
  return [...new Set(items.map(({ part }) => part))].map((part) => {
    const own = items.filter((item) => item.part === part);
    const sum = (amount: (item: CostItem) => number) => Math.round(own.reduce((all, item) => all + amount(item), 0) * 100) / 100;
    return {
      part,
      baselineUSD: sum(({ basis, monthlyUSD }) => (basis === "baseline" ? monthlyUSD : 0)),
      usageUSD: sum(({ basis, monthlyUSD }) => (basis === "usage" ? monthlyUSD : 0)),
      monthlyUSD: sum(({ monthlyUSD }) => monthlyUSD),
      maximumUSD: sum(({ maximumUSD }) => maximumUSD),
    };
  });
}

/** `region`: empty where the class names none. */
export function noPrices(region: string): string {
  const known = `prices are known for ${PRICED_REGIONS.join(" and ")}, and every other public region of AWS is estimated with the nearest of them`;
  return region === "" ? `the class names no region: ${known}` : `no prices are known for ${region}: ${known}`;
}

export function staleWarning({ pricesOf, pricesAgeDays }: Pick<CostReport, "pricesOf" | "pricesAgeDays">): string {
  return `warning: the prices were collected ${pricesOf}, ${pricesAgeDays} days ago: they may have changed. Use a newer release of tenfold, or run "npm run prices" in a checkout.`;
}
