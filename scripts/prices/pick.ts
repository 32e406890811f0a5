// Rows of AWS's price list → our prices. Says of each key that it finds none or several of; guesses nothing. Pure.
import type { Row } from "./csv.js";
import type { WantedPrice } from "./wanted.js";

/** What is left of a row once it fits. */
export type Offered = { readonly from: number; readonly usd: number; readonly sku: string };
export type Picked =
  | { readonly key: string; readonly found: true; readonly unit: string; readonly usd: number; readonly sku: string }
  | { readonly key: string; readonly found: false; readonly why: string };

/** Undefined: it is not this price. Only what is bought without a contract counts. */
export function offered({ where }: WantedPrice, row: Row): Offered | undefined {
  if (row("TermType") !== "OnDemand" || row("Currency") !== "USD") return undefined;
  const fits = Object.entries(where).every(([column, value]) =>
    typeof value === "string" ? row(column) === value : value.test(row(column)),
  );
  if (!fits) return undefined;
  const [from, usd] = [Number(row("StartingRange")), Number(row("PricePerUnit"))];
  return Number.isFinite(usd) ? { from: Number.isFinite(from) ? from : 0, usd, sku: row("SKU") } : undefined;
}

/** `offers`: all rows of the file that fit. Free allowances are no prices. */
export function picked(wanted: WantedPrice, offers: readonly Offered[]): Picked {
  const { key, unit, step = 0, times = 1 } = wanted;
  const paid = offers.filter(({ usd }) => usd > 0);
  const begins = [...new Set(paid.map(({ from }) => from))].sort((a, b) => a - b);
  const atStep = paid.filter(({ from }) => from === begins[step]);
  const [first] = atStep;
  if (first === undefined)
    return { key, found: false, why: offers.length === 0 ? "no row fits" : `no price at step ${step + 1}` };
  const prices = new Set(atStep.map(({ usd }) => usd));
  if (prices.size > 1) return { key, found: false, why: `several prices fit: ${[...prices].join(", ")}` };
  return { key, found: true, unit, usd: rounded(first.usd * times), sku: first.sku };
}

/** 0.4 instead of 0.39999999999999997. */
function rounded(usd: number): number {
  return Number(usd.toPrecision(6));
}

type Nodes = { readonly c7g: number; readonly m7g: number; readonly r7g: number };
const CPUS = 2;
const GIB = { c7g: 4, m7g: 8, r7g: 16 } as const;
const BUNDLED_GIB_PER_CPU = 4;

/** Prices of one CPU and one GiB: see domain/cost/prices/price-list.ts. */
export function podPrices(nodes: Nodes): { readonly vcpu: number; readonly gib: number } {
  const points = (Object.keys(GIB) as readonly (keyof Nodes)[]).map((name) => ({ gib: GIB[name], usd: nodes[name] }));
  // Least squares of usd = cpus · c + gib · g; cpus is the same in all, so this is a straight line over gib.
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [gibMean, usdMean] = [mean(({ gib }) => gib), mean(({ usd }) => usd)];
  const slope =
    points.reduce((sum, { gib, usd }) => sum + (gib - gibMean) * (usd - usdMean), 0) /
    points.reduce((sum, { gib }) => sum + (gib - gibMean) ** 2, 0);
  const cpu = (usdMean - slope * gibMean) / CPUS;
  const scale = nodes.m7g / CPUS / (cpu + BUNDLED_GIB_PER_CPU * slope);
  const places = 1e6;
  return { vcpu: Math.round(cpu * scale * places) / places, gib: Math.round(slope * scale * places) / places };
}
