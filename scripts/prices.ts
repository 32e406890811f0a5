// "npm run prices [-- --region REGION]...": refreshes domain/cost/prices from AWS's public price list files. Asks the internet, so no test and
// no other target runs it; it was written without access to AWS and has never been run against it. What AWS does not say stands as it stood.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PRICE_LISTS } from "../domain/cost/prices/all.js";
import type { PriceList } from "../domain/cost/prices/price-list.js";
import { collect, PUBLIC_BASE, type Collected } from "./prices/collect.js";
import { indexFile, priceFile, refreshed, suspicious, type Refreshed } from "./prices/price-file.js";

const USAGE = `usage: npm run prices -- [--region REGION]... [--base URL] [--into FOLDER] [--accept] [--dry-run]
  --region   region to refresh or to add; default: all that are known
  --base     default: ${PUBLIC_BASE}
  --into     default: domain/cost/prices
  --accept   write also where a price more than doubled or halved
  --dry-run  only say what would change`;

type Options = {
  readonly regions: readonly string[];
  readonly base: string;
  readonly into: string;
  readonly accepts: boolean;
  readonly isDryRun: boolean;
};

/** Exit code: 0 done, 1 wrong usage, or a price that nobody believes: nothing was written for that region. `say`: lines for people. */
export async function refreshPrices(args: readonly string[], say: (text: string) => void, now = new Date()): Promise<number> {
  const options = optionsFrom(args);
  if (options === undefined) {
    say(USAGE);
    return 1;
  }
  const lists = new Map(PRICE_LISTS.map((list) => [list.region, list]));
  let code = 0;
  for (const region of options.regions) {
    const list = await refreshRegion(lists.get(region) ?? empty(region), { options, say, now });
    if (list === undefined) code = 1;
    else lists.set(region, list);
  }
  if (!options.isDryRun) await writeFile(join(options.into, "all.ts"), indexFile([...lists.keys()]));
  say(
    options.isDryRun ? "Nothing was written." : `Written to ${options.into}. Next: make format, make test; then read the diff.`,
  );
  return code;
}

function optionsFrom(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        region: { type: "string", multiple: true },
        base: { type: "string", default: PUBLIC_BASE },
        into: { type: "string", default: "domain/cost/prices" },
        accept: { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
      },
    });
    const { region = PRICE_LISTS.map((list) => list.region), base, into, accept, "dry-run": isDryRun } = values;
    return { regions: region, base, into, accepts: accept, isDryRun };
  } catch {
    return undefined;
  }
}

function empty(region: string): PriceList {
  return { region, collected: "", sources: {}, rows: [] };
}

type Run = { readonly options: Options; readonly say: (text: string) => void; readonly now: Date };

/** Undefined: refused. */
async function refreshRegion(before: PriceList, { options, say, now }: Run): Promise<PriceList | undefined> {
  const { region } = before;
  say(`${region}:`);
  const all = await collect({ base: options.base, region, say: (text) => say(`  ${text}`) });
  const found = all.filter((price): price is Extract<Collected, { readonly found: true }> => price.found);
  const result = refreshed(before, found, now.toISOString().slice(0, "YYYY-MM-DD".length));
  tell(result, all, say);
  const doubtful = suspicious(result);
  const isUnknown = found.every(({ isGlobal }) => isGlobal);
  if (isUnknown || (doubtful.length > 0 && !options.accepts)) {
    say(
      isUnknown
        ? `  refused: AWS's price list has nothing for ${region}. Is it a region?`
        : `  refused: more than doubled or halved: ${doubtful.map(({ key }) => key).join(", ")}. If that is right, say --accept.`,
    );
    return undefined;
  }
  if (!options.isDryRun) await writeFile(join(options.into, `${region}.ts`), priceFile(result.list));
  return result.list;
}

function tell({ changed, kept, added }: Refreshed, all: readonly Collected[], say: (text: string) => void): void {
  for (const { key, from, to } of changed) say(`  ${key}: ${from} → ${to}`);
  if (added.length > 0) say(`  new: ${added.join(", ")}`);
  for (const price of all)
    if (!price.found) say(`  not found: ${price.key}: ${price.why}${kept.includes(price.key) ? "; kept as it was" : ""}`);
}

if (process.argv[1] === import.meta.filename)
  process.exitCode = await refreshPrices(process.argv.slice(2), (text) => void process.stdout.write(`${text}\n`));
