// An explanation of a tier as a person reads it. Pure.
import type { ChangeReport } from "../../domain/api/status.js";
import type { Reason } from "../../domain/tiers/reasons.js";
import type { Paint } from "../terminal/terminal.js";
import { dollars, dollarsMore, downtime, plural } from "../terminal/words.js";
import type { Explanation } from "./explanation.js";
import type { Feature } from "./features.js";

export function explanationText(explained: Explanation, paint: Paint): string {
  const { from, to, users, appears, resizes, goes } = explained;
  const start = from === "nothing" ? "" : `From ${from} to `;
  return [
    paint.bold(
      `${start}${start === "" ? "T" : "t"}ier ${to}: ${users.toLocaleString("en-US")} ${users === 1 ? "user" : "users"}`,
    ),
    section(paint.bold("Why"), [...explained.reasons.map((reason) => reasonText(reason, paint)), loadText(explained)]),
    section(
      paint.bold("Appears"),
      appears.map((feature) => `${paint.green("+")} ${featureText(feature)}`),
      "",
    ),
    section(
      paint.bold("Changes"),
      resizes.map(({ name, from: before, to: after }) => `${paint.yellow("~")} ${name}: ${before} → ${after}`),
      "",
    ),
    section(
      paint.bold("Goes"),
      goes.map((feature) => `${paint.red("-")} ${featureText(feature)}`),
      "",
    ),
    section(
      paint.bold("Stays, since data only moves up, and is billed as before"),
      explained.stays.map((feature) => `* ${featureText(feature)}`),
      "",
    ),
    variablesText(explained),
    objectsText(explained),
    costText(explained),
    moveText(explained, paint),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function section(title: string, lines: readonly string[], sign = "- "): string {
  return lines.length === 0 ? "" : [title, ...lines.map((line) => `${sign}${line}`)].join("\n");
}

function featureText({ name, size }: Feature): string {
  return size === "" ? name : `${name}: ${size}`;
}

function reasonText({ why, source }: Reason, paint: Paint): string {
  return `${why} ${paint.dim(`(${sourceText(source)})`)}`;
}

function sourceText(source: Reason["source"]): string {
  switch (source.kind) {
    case "talk":
      return `the talk: ${source.says}`;
    case "arithmetic":
      return source.says;
    case "ours":
      return "our own";
  }
}

function loadText({ users, load }: Explanation): string {
  const [average, peak, fewest, most] = [load.averageRequests, load.peakRequests, load.carriedByFewest, load.carriedByMost].map(
    (rate) => rate.toLocaleString("en-US"),
  );
  const made = users === 1 ? "One user makes" : `${users.toLocaleString("en-US")} users make`;
  const carried =
    fewest === most
      ? `The web pod serves ${fewest ?? ""}.`
      : `The fewest web pods serve ${fewest ?? ""}, the most ${most ?? ""}.`;
  return `${made} ${average ?? ""} requests a second, ${peak ?? ""} at the peak. ${carried} (assumed: 10 100 requests a user and month, a peak of four times the average, 100 requests a second for 500m of CPU)`;
}

function variablesText({ variables: { appear, go } }: Explanation): string {
  return [
    ...(appear.length === 0 ? [] : [`Your application gets: ${appear.join(", ")}. What it does not use, it gains nothing by.`]),
    ...(go.length === 0 ? [] : [`Your application gets no more: ${go.join(", ")}.`]),
  ].join("\n");
}

const ACTIONS: Readonly<Record<Explanation["objects"][number]["action"], string>> = {
  create: "made at once",
  update: "changed at once",
  frozen: "changed once you approve",
  "create-later": "made later",
  "update-later": "changed later",
  remove: "removed",
  retain: "kept, with its data",
};

function objectsText({ objects }: Explanation): string {
  const lines = Object.entries(ACTIONS).flatMap(([action, words]) => {
    const own = objects.filter((object) => object.action === action);
    const kinds = own.map(({ kind, count }) => (count === 1 ? kind : `${count} ${kind}`)).join(", ");
    const all = own.reduce((sum, { count }) => sum + count, 0);
    // Every object has the tier in a label: which of them are written again says little.
    return own.length === 0 ? [] : [`${words}: ${action === "update" ? plural(all, "object") : kinds}`];
  });
  return section("Objects", lines);
}

function costText({ from, cost: { beforeUSD, afterUSD, beforeMaximumUSD, afterMaximumUSD } }: Explanation): string {
  const before =
    from === "nothing"
      ? ""
      : `, ${dollarsMore(afterUSD - beforeUSD)} against ${dollars(beforeUSD)} to ${dollars(beforeMaximumUSD)}`;
  return `Cost: ${dollars(afterUSD)} a month with the fewest pods, ${dollars(afterMaximumUSD)} with the most${before} (list prices, us-east-1; tenfold cost has the lines)`;
}

function moveText({ from, changes }: Explanation, paint: Paint): string {
  if (from === "nothing") return "";
  if (changes.length === 0) return "The move: nothing waits and nothing is interrupted.";
  return section(paint.bold("The move"), changes.map(changeText), "");
}

function changeText(change: ChangeReport, index: number): string {
  const { summary, disruption, downtimeSeconds, basis, monthlyCostDeltaUSD, state, waitingFor, reason } = change;
  const delta = monthlyCostDeltaUSD === undefined ? "" : ` · ${dollarsMore(monthlyCostDeltaUSD)} a month`;
  const known = basis === undefined ? "" : ` (${basis})`;
  const next = {
    Running: `goes ahead by itself${waitingFor === undefined ? "" : `, after ${waitingFor}`}`,
    Waiting: `waits for ${waitingFor ?? "an earlier step"}`,
    Held: `held: ${waitingFor ?? ""}`,
  }[state];
  return [
    `${index + 1}. ${summary}`,
    `   disruption ${disruption} · downtime ${downtime(downtimeSeconds)}${known}${delta}`,
    `   why: ${reason}`,
    `   ${next}`,
  ].join("\n");
}
