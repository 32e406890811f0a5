// What each tier costs, in one region or several, for a service with nothing overridden. Pure.
import type { Tier } from "../../domain/api/tier.js";
import { TIERS, usersOf } from "../../domain/api/tier.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { ageOfPrices } from "../../domain/cost/prices.js";
import { table } from "../terminal/table.js";
import { dollars } from "../terminal/words.js";
import { sampleBlueprint } from "../tiers/sample.js";

export type TierCost = {
  readonly tier: Tier;
  readonly users: number;
  readonly baselineUSD: number;
  readonly usageUSD: number;
  readonly monthlyUSD: number;
  readonly maximumUSD: number;
};

/** Of `tenfold cost --all-tiers -o json`: `{ "ladders": Ladder[] }`. US dollars a month at list prices. */
export type Ladder = {
  readonly region: string;
  /** See CostEstimate. */
  readonly pricedAs?: string;
  readonly pricesOf: string;
  readonly pricesAgeDays: number;
  readonly stale: boolean;
  readonly tiers: readonly TierCost[];
  readonly notEstimated: readonly string[];
};

/** Undefined: nothing is known of the prices there. `now`: milliseconds since the epoch. */
export function ladder(region: string, now: number): Ladder | undefined {
  const estimates = TIERS.flatMap((tier) => {
    const { place, ...rest } = sampleBlueprint(tier);
    const estimate = estimateCost({ ...rest, place: { ...place, region } });
    return estimate === undefined ? [] : [{ tier, estimate }];
  });
  const top = estimates.at(-1)?.estimate;
  if (top === undefined) return undefined;
  const { days, isStale } = ageOfPrices(top.pricesOf, now);
  return {
    region,
    ...(top.pricedAs === undefined ? {} : { pricedAs: top.pricedAs }),
    pricesOf: top.pricesOf,
    pricesAgeDays: days,
    stale: isStale,
    tiers: estimates.map(({ tier, estimate }) => {
      const { baselineUSD, usageUSD, monthlyUSD, maximumUSD } = estimate;
      return { tier, users: usersOf(tier), baselineUSD, usageUSD, monthlyUSD, maximumUSD };
    }),
    notEstimated: top.notEstimated,
  };
}

/** At least one ladder. */
export function ladderText(ladders: readonly Ladder[]): string {
  const header = ["TIER", "USERS", ...ladders.flatMap(({ region }) => [region, "UP TO"])];
  const rows = TIERS.map((tier) => [
    tier,
    usersOf(tier).toLocaleString("en-US"),
    ...ladders.flatMap(({ tiers }) => {
      const cost = tiers.find((other) => other.tier === tier);
      return cost === undefined ? ["", ""] : [dollars(cost.monthlyUSD), dollars(cost.maximumUSD)];
    }),
  ]);
  const foreign = ladders.flatMap(({ region, pricedAs }) =>
    pricedAs === undefined
      ? []
      : [`No prices are known for ${region}: its column has those of ${pricedAs}, the nearest region that has some.`],
  );
  const right = header.flatMap((_, column) => (column === 0 ? [] : [column]));
  const days = [...new Set(ladders.map(({ pricesOf }) => pricesOf))].join(", ");
  return [
    table([header, ...rows], right),
    [
      `US dollars a month at list prices collected ${days}, with the fewest pods and the tier's own number of users; "up to": with the most pods and readers.`,
      "Workers, internal services and functions are not in it: they are yours. `tenfold cost -f FILE` has every line, what is assumed, and what is left out.",
      ...foreign,
    ].join("\n"),
  ].join("\n\n");
}
