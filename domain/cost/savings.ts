// Where the money goes, and what would make it less. Says what to look at, never how much it saves: that depends on the application.
import type { Blueprint } from "../blueprint/types.js";
import type { CostEstimate, CostItem } from "./estimate.js";

export type Saving = {
  /** What it is about, and what it costs a month now. */
  readonly what: string;
  readonly monthlyUSD: number;
  readonly how: string;
};

export type LargeItem = { readonly what: string; readonly monthlyUSD: number; /** From 0 to 1. */ readonly share: number };

const LARGEST = 3;

export function largestItems({ items, monthlyUSD }: CostEstimate): readonly LargeItem[] {
  return [...items]
    .sort((a, b) => b.monthlyUSD - a.monthlyUSD)
    .slice(0, LARGEST)
    .map((item) => ({ what: item.what, monthlyUSD: item.monthlyUSD, share: item.monthlyUSD / Math.max(monthlyUSD, 0.01) }));
}

type Rule = {
  readonly what: string;
  readonly of: (item: CostItem) => boolean;
  /** Default: always. */
  readonly applies?: (blueprint: Blueprint) => boolean;
  readonly how: string;
};

const isAbout =
  (...words: readonly string[]) =>
  ({ what }: CostItem) =>
    words.some((word) => what.includes(word));

const isInstance = isAbout("× cache.", "RDS: db.", "× db.");
const isPod = isAbout("m CPU", "MiB memory");

/** The talk's news site cut its bill by 70 %: a lighter web server, two caches, instance types that fit. */
const RULES: readonly Rule[] = [
  {
    what: "instances and pods that always run",
    of: (item) => item.basis === "baseline" && item.part !== "Kept" && (isInstance(item) || isPod(item)),
    how: "reserved instances, reserved nodes and savings plans are not included: they lower exactly this part, for one year or three. Commit once the sizes have settled",
  },
  {
    what: "data that is kept and not used",
    of: (item) => item.part === "Kept" || item.what.includes("(beside)"),
    how: "look at it, and delete what is not needed any more; docs/how-to/delete-safely.md says how",
  },
  {
    what: "web pods",
    of: isAbout("web:"),
    applies: ({ web }) => web.replicas.min > 1,
    how: "measure what one pod serves: the table assumes 100 requests a second for 500m of CPU. With a lighter server lower spec.resources or spec.scaling.minReplicas; spec.scaling.schedules raises the floor only for the hours that need it",
  },
  {
    what: "reserved capacity of the load balancer",
    of: isAbout("reserved capacity units"),
    how: "it is paid whatever happens and multiplied by spec.scaling.surge: lower the surge, or leave it to schedules where the hour of the peak is known",
  },
  {
    what: "read replicas and readers",
    of: isAbout("read replicas", "writer and readers"),
    applies: ({ cache }) => cache !== undefined,
    how: "reads that the cache answers need no replica: see its hit rate, then lower spec.database.readReplicas",
  },
  {
    what: "traffic",
    of: isAbout("CloudFront: traffic", "traffic to the internet"),
    how: "it follows the bytes: compress what you send, and let static files go through the CDN (ASSETS_URL)",
  },
  {
    what: "requests at CDN and firewall",
    of: isAbout("CloudFront: HTTPS requests", "WAF: requests"),
    how: "each one is billed, however small: bundle small files, and let browsers keep them (Cache-Control)",
  },
  {
    what: "sessions in DynamoDB",
    of: isAbout("DynamoDB: reads", "DynamoDB: writes"),
    how: "one read for each dynamic request and one write for each write are assumed; sessions in a signed cookie or in the cache need none (spec.sessions.enabled: false)",
  },
];

/** What is below this share of the sum is not worth a sentence. */
const WORTH = 0.05;

export function savings(blueprint: Blueprint, { items, monthlyUSD }: CostEstimate): readonly Saving[] {
  return RULES.filter(({ applies }) => applies?.(blueprint) ?? true)
    .map(({ what, of, how }) => ({ what, how, monthlyUSD: cents(items.filter(of)) }))
    .filter((saving) => saving.monthlyUSD > monthlyUSD * WORTH);
}

function cents(items: readonly CostItem[]): number {
  return Math.round(items.reduce((sum, item) => sum + item.monthlyUSD, 0) * 100) / 100;
}
