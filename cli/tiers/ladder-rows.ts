// The ladder: a row for each tier, from the tier table, the blueprint and the price list. Pure.
import type { Tier } from "../../domain/api/tier.js";
import { TIERS, usersOf } from "../../domain/api/tier.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { averageRequestsPerSecond, PEAK_FACTOR } from "../../domain/tiers/load.js";
import { table } from "../terminal/table.js";
import type { Paint } from "../terminal/terminal.js";
import { dollars } from "../terminal/words.js";
import { databaseWords, differences, features, webWords } from "./features.js";
import { sampleBlueprint } from "./sample.js";

/** Of `tenfold tiers -o json`: `{ "tiers": TierSummary[] }`. */
export type TierSummary = {
  readonly tier: Tier;
  readonly users: number;
  /** Requests a second that so many users are assumed to make. */
  readonly averageRequests: number;
  readonly peakRequests: number;
  readonly webPods: { readonly min: number; readonly max: number; readonly size: string };
  readonly database: string;
  /** What the tier below has not. */
  readonly appears: readonly string[];
  /** US dollars a month at list prices, in us-east-1, with the fewest and with the most pods. */
  readonly monthlyUSD?: number;
  readonly maximumUSD?: number;
};

export function ladderRows(): readonly TierSummary[] {
  return TIERS.map((tier, index) => {
    const blueprint = sampleBlueprint(tier);
    const below = TIERS[index - 1];
    const { appears } = differences(below === undefined ? [] : features(sampleBlueprint(below)), features(blueprint));
    const { min, max } = blueprint.web.replicas;
    const average = averageRequestsPerSecond(usersOf(tier));
    const estimate = estimateCost(blueprint);
    return {
      tier,
      users: usersOf(tier),
      averageRequests: rounded(average),
      peakRequests: rounded(average * PEAK_FACTOR),
      webPods: { min, max, size: `${blueprint.web.size.cpuMillicores}m/${blueprint.web.size.memoryMiB}Mi` },
      database: databaseWords(blueprint),
      appears: appears.map(({ name }) => name),
      monthlyUSD: estimate?.monthlyUSD,
      maximumUSD: estimate?.maximumUSD,
    };
  });
}

/** Two digits of what is small. */
export function rounded(requests: number): number {
  return requests < 10 ? Number(requests.toPrecision(2)) : Math.round(requests);
}

export function ladderTable(rows: readonly TierSummary[], paint: Paint): string {
  const cells = rows.map((row) => [
    row.tier,
    row.users.toLocaleString("en-US"),
    `${row.averageRequests.toLocaleString("en-US")} / ${row.peakRequests.toLocaleString("en-US")}`,
    webWords(sampleBlueprint(row.tier)),
    row.database,
    row.monthlyUSD === undefined ? "" : dollars(row.monthlyUSD),
    row.maximumUSD === undefined ? "" : dollars(row.maximumUSD),
  ]);
  const right = [1, 2, 5, 6];
  const header = ["TIER", "USERS", "REQ/S AVG / PEAK", "WEB PODS", "DATABASE", "$/MONTH", "UP TO"];
  const width = Math.max(...rows.map(({ tier }) => tier.length));
  return [
    table([header, ...cells], right),
    [
      paint.bold("What appears"),
      ...rows.map(({ tier, appears }) => `${tier.padEnd(width)}  ${appears.join(", ") || "larger sizes"}`),
    ].join("\n"),
    "Dollars are list prices in us-east-1. Why, and what a move does: tenfold tiers explain 100k. What it costs elsewhere: tenfold cost --all-tiers --region eu-west-1.",
  ].join("\n\n");
}
