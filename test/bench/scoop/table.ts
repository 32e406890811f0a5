// The figures as rows, for a terminal and for the documentation. Pure.
import type { CaseResult, ScoopResult } from "./result.js";

/** Written by the benchmark alone, and kept with the sources: the documentation shows it. */
export const RESULT_FILE = "test/bench/scoop/result.json";

export const TITLES: readonly string[] = [
  "",
  "aims at",
  "pods",
  "ordered",
  "placed",
  "carried",
  "requests without capacity",
  "nodes",
  "an ordinary hour",
  "the hour of the scoop",
];

export function rows({ cases, watchedSeconds }: ScoopResult): readonly (readonly string[])[] {
  return cases.map((one) => [
    titleOf(one.name),
    `${one.targetCPUPercent} % CPU`,
    `${one.pods.before} → ${one.pods.after}${one.pods.after === one.maxReplicas ? " (all it may have)" : ""}`,
    ...[one.orderedAfter, one.placedAfter, one.carriedAfter].map((seconds) =>
      seconds === undefined ? `not in ${watchedSeconds} s` : `${seconds} s`,
    ),
    lost(one),
    `${one.nodes.before} → ${one.nodes.after}`,
    usd(one.hourUSD.before),
    usd(one.hourUSD.after),
  ]);
}

/** For a terminal. */
export function lines(result: ScoopResult): readonly string[] {
  const all = [TITLES, ...rows(result)];
  const widths = TITLES.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

export function titleOf(name: string): string {
  return name.replace("-", " ");
}

function lost({ lost: without, came }: CaseResult): string {
  return without === 0 ? "none" : `${without.toLocaleString("en-US")} (${Math.round((100 * without) / came)} %)`;
}

function usd(value: number): string {
  return `${value.toFixed(2)} USD`;
}
