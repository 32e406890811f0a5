// What a blueprint costs a month at list prices. What has no price is left out and named, never taken for nothing.
import type { Blueprint } from "../blueprint/types.js";
import type { Basis, Bill, CostPart, Line } from "./bill.js";
import { together } from "./bill.js";
import { byLoad } from "./by-load.js";
import { computing } from "./computing.js";
import { caches, databases } from "./data.js";
import { edge } from "./edge.js";
import { keptData } from "./kept.js";
import type { Prices } from "./prices.js";
import { pricesFor } from "./prices.js";
import type { Usage } from "./traffic.js";
import { trafficAssumptions, trafficOf } from "./traffic.js";
import { watching } from "./watching.js";

export type CostItem = {
  readonly part: CostPart;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  /** baseline: paid by the hour or month whatever happens. usage: paid by what users do. */
  readonly basis: Basis;
  readonly monthlyUSD: number;
  /** At the largest number of pods and readers; else the same. */
  readonly maximumUSD: number;
};

export type CostEstimate = {
  /** The sum of the items, at the smallest number of pods and readers. */
  readonly monthlyUSD: number;
  /** Of it: what is paid whatever happens, and what is paid by use. */
  readonly baselineUSD: number;
  readonly usageUSD: number;
  /** The sum if autoscalers stood at their largest number for the whole month. */
  readonly maximumUSD: number;
  readonly items: readonly CostItem[];
  /** What is used and has no price, in words: the sum is too low by it. */
  readonly unpriced: readonly string[];
  readonly region: string;
  /** Region whose prices were taken, because none are known for `region` itself. It is the nearest one; prices differ all the same. */
  readonly pricedAs?: string;
  /** Day on which the prices were collected. */
  readonly pricesOf: string;
  readonly assumptions: readonly string[];
  /** What costs money and is in no item. */
  readonly notEstimated: readonly string[];
};

/** Undefined: the region is not given, or it is not known where it is; no prices can be taken for it. */
export function estimateCost(blueprint: Blueprint, usage: Usage = {}): CostEstimate | undefined {
  const { region } = blueprint.place;
  const prices = pricesFor(region);
  if (prices === undefined) return undefined;
  const { lines, assumes, omits } = bill(blueprint, usage, prices);
  // Workers that may have no pod cost nothing at least, and something at most.
  const used = lines.filter(({ quantity, most = quantity }) => Math.max(quantity, most) > 0);
  const items = used.flatMap((line) => item(line, prices));
  const missing = used.filter(({ price }) => prices.of(price) === undefined);
  const isForeign = prices.region !== region;
  return {
    ...sums(items),
    items,
    unpriced: missing.map(({ what }) => what),
    region,
    ...(isForeign ? { pricedAs: prices.region } : {}),
    pricesOf: prices.collected,
    assumptions: unique([
      ...inWords(missing, prices),
      ...(isForeign ? [foreign(region, prices)] : []),
      ...assumes,
      LIST_PRICES,
      ...RANGE,
      oldest(used, prices),
    ]),
    notEstimated: unique([...missing.map(({ what }) => `${what}: it has no price in the list`), ...omits, ...SHARED]),
  };
}

const LIST_PRICES = "list prices on demand: no free allowances, reservations, savings plans, support or tax";
const RANGE = [
  "the largest sum has all autoscalers at their ceiling for the whole month; traffic is the same in both",
  "a floor that a schedule raises for some hours is in the smallest sum only while it is raised",
];
const SHARED = [
  "shared by all services and not included: EKS cluster, NAT gateways, hosted zone, traffic between zones",
  "build and image registry, queries over logs, support, tax",
];

function bill(blueprint: Blueprint, usage: Usage, prices: Prices): Required<Bill> {
  const traffic = trafficOf(blueprint, usage);
  return together([
    { lines: [], assumes: trafficAssumptions(blueprint, traffic) },
    computing(blueprint, usage),
    databases(blueprint, traffic),
    caches(blueprint),
    edge(blueprint, traffic, prices),
    byLoad(blueprint, traffic),
    watching(blueprint, traffic),
    keptData(usage.kept ?? []),
  ]);
}

function item({ part, what, quantity, most, basis, price }: Line, prices: Prices): readonly CostItem[] {
  const found = prices.of(price);
  if (found === undefined) return [];
  const { unit, value } = found;
  const [monthlyUSD, maximumUSD] = [cents(quantity * value), cents((most ?? quantity) * value)];
  return [{ part, what, quantity: withoutNoise(quantity), unit, basis, monthlyUSD, maximumUSD }];
}

function sums(items: readonly CostItem[]): Pick<CostEstimate, "monthlyUSD" | "baselineUSD" | "usageUSD" | "maximumUSD"> {
  const of = (wanted: readonly CostItem[]) => cents(wanted.reduce((sum, { monthlyUSD }) => sum + monthlyUSD, 0));
  return {
    monthlyUSD: of(items),
    baselineUSD: of(items.filter(({ basis }) => basis === "baseline")),
    usageUSD: of(items.filter(({ basis }) => basis === "usage")),
    maximumUSD: cents(items.reduce((sum, { maximumUSD }) => sum + maximumUSD, 0)),
  };
}

function inWords(missing: readonly Line[], { region }: Prices): readonly string[] {
  return missing.map(({ what, price }) => `no price for ${price} in ${region}: "${what}" is not in the sum`);
}

function foreign(region: string, prices: Prices): string {
  return `no prices are known for ${region}: these are those of ${prices.region}, the nearest region that has some; they may differ by a third and more`;
}

function oldest(lines: readonly Line[], { collected, of }: Prices): string {
  const seen = lines.flatMap(({ price }) => of(price)?.seen ?? []);
  return `prices collected ${collected}; the oldest one used was last seen ${seen.sort()[0] ?? collected}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

/** 1.53 instead of 1.5299999999999998. */
function withoutNoise(quantity: number): number {
  return Number(quantity.toPrecision(12));
}
