// A price list as the source file that holds it. Pure.
import type { PriceList, PriceRow } from "../../domain/cost/prices/price-list.js";
import type { Picked } from "./pick.js";

export const OFFER_SOURCE = "offer";
const OFFER_WORDS = "AWS's price list files (npm run prices)";

type Published = Extract<Picked, { readonly found: true }> & { readonly publicationDate: string };

export type Refreshed = {
  readonly list: PriceList;
  readonly changed: readonly { readonly key: string; readonly from: number; readonly to: number }[];
  /** What AWS's files did not say: it stands as it stood. */
  readonly kept: readonly string[];
  readonly added: readonly string[];
};

/** `today`: YYYY-MM-DD. A key that was not found keeps its price, its day and its source. */
export function refreshed(before: PriceList, found: readonly Published[], today: string): Refreshed {
  const fresh = new Map(found.map((price) => [price.key, price]));
  const stood = new Map(before.rows.map((row) => [row[0], row]));
  const rows = [
    ...before.rows.map((row): PriceRow => {
      const price = fresh.get(row[0]);
      return price === undefined ? row : [row[0], price.unit, price.usd, price.publicationDate, OFFER_SOURCE];
    }),
    ...found
      .filter(({ key }) => !stood.has(key))
      .map(({ key, unit, usd, publicationDate }): PriceRow => [key, unit, usd, publicationDate, OFFER_SOURCE]),
  ];
  const used = new Set(rows.map((row) => row[4]));
  const sources = Object.entries({ ...before.sources, [OFFER_SOURCE]: OFFER_WORDS }).filter(([source]) => used.has(source));
  return {
    list: { region: before.region, collected: today, sources: Object.fromEntries(sources), rows },
    changed: found.flatMap(({ key, usd }) => {
      const from = stood.get(key)?.[2];
      return from === undefined || from === usd ? [] : [{ key, from, to: usd }];
    }),
    kept: before.rows.map(([key]) => key).filter((key) => !fresh.has(key)),
    added: found.map(({ key }) => key).filter((key) => !stood.has(key)),
  };
}

/** Of a price that doubled or halved nobody believes that it is the same thing. */
export function suspicious({ changed }: Pick<Refreshed, "changed">): Refreshed["changed"] {
  return changed.filter(({ from, to }) => to > from * 2 || to < from / 2);
}

export function constantOf(region: string): string {
  return region.toUpperCase().replaceAll("-", "_");
}

export function priceFile({ region, collected, sources, rows }: PriceList): string {
  const row = ([key, unit, usd, seen, source]: PriceRow) =>
    `    [${[key, unit].map((text) => JSON.stringify(text)).join(", ")}, ${String(usd)}, ${JSON.stringify(seen)}, ${JSON.stringify(source)}],`;
  return [
    `// List prices of AWS in ${region}. Data only: written by hand from public copies, and by "npm run prices" from AWS's own list.`,
    `import type { PriceList } from "./price-list.js";`,
    "",
    `export const ${constantOf(region)}: PriceList = {`,
    `  region: ${JSON.stringify(region)},`,
    `  collected: ${JSON.stringify(collected)},`,
    "  sources: {",
    ...Object.entries(sources).map(([source, words]) => `    ${source}: ${JSON.stringify(words)},`),
    "  },",
    "  rows: [",
    ...rows.map(row),
    "  ],",
    "};",
    "",
  ].join("\n");
}

/** domain/cost/prices/all.ts. */
export function indexFile(regions: readonly string[]): string {
  const imports = [
    `import type { PriceList } from "./price-list.js";`,
    ...regions.map((region) => `import { ${constantOf(region)} } from "./${region}.js";`),
  ];
  const path = (line: string) => line.slice(line.indexOf("./"));
  return [
    `// The regions whose prices are known. Written by "npm run prices" when it adds one.`,
    ...imports.sort((a, b) => (path(a) < path(b) ? -1 : 1)),
    "",
    `export const PRICE_LISTS: readonly PriceList[] = [${regions.map(constantOf).join(", ")}];`,
    "",
  ].join("\n");
}
