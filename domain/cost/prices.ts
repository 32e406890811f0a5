// Which price list counts for a region, and what it says. Nothing is read live.
import { cdnAreaOf, nearest, type CdnArea } from "./geography.js";
import { PRICE_LISTS } from "./prices/all.js";
import type { PriceList } from "./prices/price-list.js";

export type Price = { readonly unit: string; readonly value: number; readonly seen: string };

export type Prices = {
  /** Whose prices these are. */
  readonly region: string;
  /** Day on which they were collected. */
  readonly collected: string;
  /** CloudFront's price area for viewers near the region. */
  readonly cdnArea: CdnArea;
  /** Undefined: there is none in the list. */
  readonly of: (key: string) => Price | undefined;
};

export const PRICED_REGIONS: readonly string[] = PRICE_LISTS.map(({ region }) => region);

/** The oldest day on which a list was collected. */
export const PRICES_OF = PRICE_LISTS.map(({ collected }) => collected).sort()[0] ?? "";

/** Those of the region itself, or of the nearest one that has some. Undefined: it is not known where the region is. */
export function pricesFor(region: string): Prices | undefined {
  const as = PRICED_REGIONS.includes(region) ? region : nearest(region, PRICED_REGIONS);
  return as === undefined ? undefined : BY_REGION.get(as);
}

const BY_REGION: ReadonlyMap<string, Prices> = new Map(PRICE_LISTS.map((list) => [list.region, pricesIn(list)]));

export function pricesIn({ region, collected, rows }: PriceList): Prices {
  const byKey = new Map(rows.map(([key, unit, value, seen]) => [key, { unit, value, seen }]));
  return { region, collected, cdnArea: cdnAreaOf(region), of: (key) => byKey.get(key) };
}

/** After so many days prices are to be looked at again. AWS announces changes, and seldom raises any; new classes come every year. */
export const STALE_AFTER_DAYS = 180;
const DAY_MS = 86_400_000;

/** `now`: milliseconds since the epoch. Days since the prices were collected; stale ones are still used, and told. */
export function ageOfPrices(collected: string, now: number): { readonly days: number; readonly isStale: boolean } {
  const days = Math.max(0, Math.floor((now - Date.parse(collected)) / DAY_MS));
  return { days, isStale: days > STALE_AFTER_DAYS };
}
