// The tables of the demo as lines of text: how the services stand, and what each tier is made of. Pure.
import type { ServiceView } from "./service-view.js";

/** `secondsToReady`: of those that became ready while somebody watched. */
export type Standing = { readonly view: ServiceView; readonly secondsToReady: number | undefined };

const STANDING_TITLES = ["TIER", "SERVICE", "READY", "CHILDREN", "PODS", "AFTER", "NOTE"];
const LEFT = ["SERVICE", "READY", "NOTE"];

export function standingTable(standings: readonly Standing[], columns: number): readonly string[] {
  const rows = standings.map(({ view, secondsToReady }) => [
    view.tier,
    view.name,
    view.isReady ? "yes" : "no",
    `${view.childrenReady}/${view.children}`,
    String(view.pods),
    secondsToReady === undefined ? "" : `${secondsToReady} s`,
    view.note,
  ]);
  return aligned([STANDING_TITLES, ...rows]).map((line) => cut(line, columns));
}

/** For output that cannot be redrawn: one service in one line. */
export function standingLine({ view, secondsToReady }: Standing): string {
  const children = `${view.childrenReady} of ${view.children} children ready`;
  if (!view.isReady) return `${view.name}: ${children}; ${view.note}`;
  return `${view.name}: Ready${secondsToReady === undefined ? "" : ` after ${secondsToReady} s`}, ${children}, ${view.pods} pods`;
}

/** A row for each kind, a column for each tier. */
export function childrenTable(views: readonly ServiceView[]): readonly string[] {
  const kinds = [...new Set(views.flatMap((view) => Object.keys(view.kinds)))].sort();
  const rows = kinds.map((kind) => [kind, ...views.map((view) => String(view.kinds[kind] ?? "-"))]);
  const totals = ["total", ...views.map((view) => String(view.children))];
  const titles = ["CHILDREN OF TIER", ...views.map((view) => view.tier)];
  return aligned([titles, ...rows, totals], ["CHILDREN OF TIER"]);
}

/** The first row holds the titles; numbers stand to the right, and so does everything that is not named in `left`. */
function aligned(rows: readonly (readonly string[])[], left: readonly string[] = LEFT): readonly string[] {
  const titles = rows[0] ?? [];
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return left.includes(titles[column] ?? "") ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

export function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(columns - 1, 0))}…`;
}
