// What the scale run has found, and the lines that fit it. Pure.
import { quantile, sum } from "../row.js";

/** Milliseconds. */
export type Waited = { readonly count: number; readonly p50: number; readonly p99: number };

export function waited(times: readonly number[]): Waited {
  return { count: times.length, p50: rounded(quantile(times, 0.5)), p99: rounded(quantile(times, 0.99)) };
}

/** With so many services, one start of an operator. */
export type Point = {
  readonly services: number;
  readonly children: number;
  /** Seconds from the start of the process until its picture is whole, and until it has looked at everything and rests. */
  readonly wholeAfter: number;
  readonly inStepAfter: number;
  /** Until then. */
  readonly cpuSeconds: number;
  readonly awayMs: number;
  readonly writes: number;
  readonly gets: number;
  readonly lists: number;
  /** At the end of the start; half a minute later; the heap after a collection. */
  readonly residentMB: number;
  readonly restingMB: number;
  readonly heapMB: number;
  readonly scrapeMs: number;
  readonly scrapeAwayMs: number;
  readonly series: number;
};

/** With the largest number of services. */
export type Under = {
  readonly edits: {
    readonly inStep: Waited;
    /** Made before the picture was whole, counted from when it was. */
    readonly beforeWhole: Waited;
    readonly starting: Waited;
    readonly resync: Waited;
  };
  readonly drift: Waited;
};

export type ScaleResult = {
  readonly day: string;
  readonly machine: { readonly cores: number; readonly cpu: string; readonly memoryGiB: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly load: { readonly seconds: number; readonly writes: number };
  readonly points: readonly Point[];
  readonly under: Under;
};

/** `of(n) = base + each * n`, by least squares, and what is left of each value. */
export type Fit = { readonly base: number; readonly each: number; readonly residuals: readonly number[] };

export function fit(points: readonly (readonly [number, number])[]): Fit {
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = sum(points.map(([x]) => (x - meanX) ** 2));
  // One number of services tells of no growth.
  const each = spread === 0 ? 0 : sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread;
  const base = meanY - each * meanX;
  return { base, each, residuals: points.map(([x, y]) => y - (base + each * x)) };
}

/** What grows with the services, and is drawn. */
export const MEASURES = [
  { title: "time until in step", unit: "s", target: 60, of: (point: Point) => point.inStepAfter },
  { title: "CPU until in step", unit: "s", target: undefined, of: (point: Point) => point.cpuSeconds },
  { title: "resident memory at the end of the start", unit: "MB", target: 800, of: (point: Point) => point.residentMB },
  { title: "live heap in step", unit: "MB", target: undefined, of: (point: Point) => point.heapMB },
] as const;
export type Measure = (typeof MEASURES)[number];

export function fitOf(points: readonly Point[], { of }: Measure): Fit {
  return fit(points.map((point) => [point.services, of(point)]));
}

/** A point is a line, so that what another run has changed can be read. */
export function asText(result: ScaleResult): string {
  return `${JSON.stringify(result, undefined, 1).replace(/\{\s*"(services|count)"[^}]*\}/g, (point) => point.replace(/\s+/g, " "))}\n`;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const mean = (values: readonly number[]): number => sum(values) / Math.max(1, values.length);
