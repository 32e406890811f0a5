// A cost report as a person reads it. Pure.
import type { CostItem } from "../../domain/cost/estimate.js";
import { table } from "../terminal/table.js";
import type { Paint } from "../terminal/terminal.js";
import { plural } from "../terminal/words.js";
import type { CostReport, PartCost } from "./report.js";

export function costText(report: CostReport, paint: Paint): string {
  const { service, namespace, tier, className, users, region, pricedAs, problems } = report;
  const prices = pricedAs === undefined ? region : `${region} at the prices of ${pricedAs}`;
  const head = `${paint.bold(`${namespace}/${service}`)}  tier ${tier}, class ${className}, ${prices}, ${users.toLocaleString("en-US")} ${users === 1 ? "user" : "users"}`;
  return [
    head,
    costTable(report, paint),
    largestText(report, paint),
    list(
      paint.bold("What would make it cheaper"),
      report.savings.map(({ what, monthlyUSD, how }) => `${what} (${usd(monthlyUSD)}): ${how}.`),
    ),
    list(paint.bold("Assumed"), report.assumptions),
    list(paint.bold("Not estimated"), report.notEstimated),
    ...problems.map((problem) => paint.yellow(problem)),
    report.isSampleClass ? SAMPLE : "",
    `Prices collected ${report.pricesOf}, ${plural(report.pricesAgeDays, "day")} ago. US dollars a month; "up to": autoscalers at their ceiling all month.`,
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

const SAMPLE =
  "No class is named, so a sample stands for it: us-east-1, three zones, certificates and a hosted zone. Give yours with --class FILE.";

function costTable({ parts, items, ...sums }: CostReport, paint: Paint): string {
  const rows = parts.flatMap((part) => [
    amounts(part.part, part).map(paint.bold),
    ...items.filter((item) => item.part === part.part).map((item) => itemRow(item, paint)),
  ]);
  const header = ["", "BASELINE", "USAGE", "TOTAL", "UP TO"];
  return table([header, ...rows, amounts("Total", sums).map(paint.bold)], [1, 2, 3, 4]);
}

function amounts(name: string, cost: Omit<PartCost, "part">): readonly string[] {
  const { baselineUSD, usageUSD, monthlyUSD, maximumUSD } = cost;
  return [name, ...[baselineUSD, usageUSD, monthlyUSD].map(usdOrNothing), usd(maximumUSD)];
}

function itemRow({ what, basis, monthlyUSD, maximumUSD }: CostItem, paint: Paint): readonly string[] {
  const isBaseline = basis === "baseline";
  const cells = [isBaseline ? usd(monthlyUSD) : "", isBaseline ? "" : usd(monthlyUSD), usd(monthlyUSD)];
  return [`  ${what}`, ...cells, maximumUSD === monthlyUSD ? "" : usd(maximumUSD)].map(paint.dim);
}

function usdOrNothing(amount: number): string {
  return amount === 0 ? "" : usd(amount);
}

/** With cents everywhere, so that columns add up before everybody's eyes. */
export function usd(amount: number): string {
  return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function largestText({ largest }: CostReport, paint: Paint): string {
  const texts = largest.map(({ what, monthlyUSD, share }) => `${what}: ${usd(monthlyUSD)} (${Math.round(share * 100)} %)`);
  return list(paint.bold("Largest lines"), texts);
}

function list(title: string, texts: readonly string[]): string {
  return texts.length === 0 ? "" : [title, ...texts.map((text) => `- ${text}`)].join("\n");
}
