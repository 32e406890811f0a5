// One line of the table.
export type Row = {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What is aimed at, in the same unit. */ readonly target?: number;
};

/** The usual run that is shown in the documentation. */
export const USUAL_FILE = "test/bench/usual-result.json";
export type UsualResult = { readonly day: string; readonly size: "quick" | "usual"; readonly rows: readonly Row[] };

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** For a terminal: each figure, and beside it what it is compared with. */
export function asLines(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map((row) => row.what.length));
  const units = Math.max(...rows.map((row) => row.unit.length));
  return rows.map(({ what, value, unit, target }) => {
    const line = `${what.padEnd(width)} ${value.toFixed(2).padStart(12)} ${unit}`;
    return (target === undefined ? line : `${line.padEnd(width + 14 + units)}  aimed at: ${target}`).trimEnd();
  });
}
