// What a blueprint costs a month at list prices. What has no price is left out and named, never taken for nothing.
import type { Part } from "../api/status.js";
import type { Blueprint } from "../blueprint/types.js";
import type { Bill, Line } from "./bill.js";
import { together } from "./bill.js";
import { byLoad } from "./by-load.js";
import { computing } from "./computing.js";
import { caches, databases } from "./data.js";
import { edge } from "./edge.js";
import type { PricedRegion } from "./prices.js";
import { isPriced, priceOf, PRICES_OF } from "./prices.js";
import type { Usage } from "./traffic.js";
import { trafficAssumptions, trafficOf } from "./traffic.js";
import { watching } from "./watching.js";

export type CostItem = {
  readonly part: Part;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  readonly monthlyUSD: number;
};

export type CostEstimate = {
  /** The sum of the items. */
  readonly monthlyUSD: number;
  readonly items: readonly CostItem[];
  /** What is used and has no price, in words: the sum is too low by it. */
  readonly unpriced: readonly string[];
  /** Day on which the prices were collected. */
  readonly pricesOf: string;
  readonly assumptions: readonly string[];
};

/** Undefined: no prices are known for the region. */
export function estimateCost(blueprint: Blueprint, usage: Usage = {}): CostEstimate | undefined {
  const { region } = blueprint.place;
  if (!isPriced(region)) return undefined;
  const { lines, assumes } = bill(blueprint, usage, region);
  const used = lines.filter(({ quantity }) => quantity > 0);
  const items = used.flatMap((line) => item(line, region));
  const missing = used.filter(({ price }) => priceOf(region, price) === undefined);
  return {
    monthlyUSD: cents(items.reduce((sum, { monthlyUSD }) => sum + monthlyUSD, 0)),
    items,
    unpriced: missing.map(({ what }) => what),
    pricesOf: PRICES_OF,
    assumptions: [...new Set([...inWords(missing, region), ...assumes, ...GENERAL, oldest(used, region)])],
  };
}

const GENERAL = [
  "list prices on demand: no free allowances, reservations, savings plans, support or tax",
  "shared by all services and not included: EKS cluster, NAT gateways, hosted zone, traffic between zones, snapshots",
];

function bill(blueprint: Blueprint, usage: Usage, region: PricedRegion): Bill {
  const traffic = trafficOf(blueprint, usage);
  return together([
    { lines: [], assumes: trafficAssumptions(blueprint, traffic) },
    computing(blueprint, usage),
    databases(blueprint, traffic),
    caches(blueprint),
    edge(blueprint, traffic, region),
    byLoad(blueprint, traffic),
    watching(blueprint, traffic),
  ]);
}

function item({ part, what, quantity, price }: Line, region: PricedRegion): readonly CostItem[] {
  const found = priceOf(region, price);
  if (found === undefined) return [];
  return [{ part, what, quantity: withoutNoise(quantity), unit: found.unit, monthlyUSD: cents(quantity * found.value) }];
}

function inWords(missing: readonly Line[], region: PricedRegion): readonly string[] {
  return missing.map(({ what, price }) => `no price for ${price} in ${region}: "${what}" is not in the sum`);
}

function oldest(lines: readonly Line[], region: PricedRegion): string {
  const seen = lines.flatMap(({ price }) => priceOf(region, price)?.seen ?? []);
  return `prices collected ${PRICES_OF}; the oldest one used was last seen ${seen.sort()[0] ?? PRICES_OF}`;
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

/** 1.53 instead of 1.5299999999999998. */
function withoutNoise(quantity: number): number {
  return Number(quantity.toPrecision(12));
}
