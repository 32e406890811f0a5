// The figures of the scale run as rows, for a terminal and for the documentation. Pure.
import type { Measure, Point, ScaleResult, Waited } from "./result.js";
import { fitOf, MEASURES } from "./result.js";

/** Written by the whole run alone, and kept with the sources: the documentation shows it. */
export const RESULT_FILE = "test/bench/scale/result.json";

type Table = { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** What one start takes, against the number of services. The last column is what is aimed at with 10 000 services. */
export function growth({ points }: ScaleResult): Table {
  const line = (what: string, of: (point: Point) => string, aim = ""): readonly string[] => [what, ...points.map(of), aim];
  return {
    titles: ["services", ...points.map(({ services }) => whole(services)), "aimed at"],
    rows: [
      line("children in the picture", ({ children }) => whole(children)),
      line("picture is whole after", ({ wholeAfter }) => `${wholeAfter} s`),
      line("in step and at rest after", ({ inStepAfter }) => `${inStepAfter} s`, "60 s"),
      line("CPU until then", ({ cpuSeconds }) => `${cpuSeconds} s`),
      line("event loop away, longest", ({ awayMs }) => `${awayMs} ms`, "200 ms"),
      line("writes / gets / lists", ({ writes, gets, lists }) => `${writes} / ${gets} / ${lists}`, "0 / 0 / 0"),
      line("resident memory, at the end of the start", ({ residentMB }) => `${residentMB} MB`, "800 MB"),
      line("resident memory, half a minute later", ({ restingMB }) => `${restingMB} MB`, "800 MB"),
      line("resident for a child, half a minute later", (point) => perChild(point.restingMB, point), "3 KB"),
      line("live heap", ({ heapMB }) => `${heapMB} MB`),
      line("live heap for a child", (point) => perChild(point.heapMB, point), "1.2 KB"),
      line("one scrape", ({ scrapeMs }) => `${scrapeMs} ms`, "50 ms"),
      line("one scrape, longest piece", ({ scrapeAwayMs }) => `${scrapeAwayMs} ms`, "20 ms"),
      line("series", ({ series }) => whole(series)),
    ],
  };
}

/** All of it, what does not grow with the services included. */
function perChild(megabytes: number, { children }: Point): string {
  return children === 0 ? "" : `${(1000 * (megabytes / children)).toFixed(1)} KB`;
}

export function answers({ under: { edits, drift } }: ScaleResult): Table {
  const line = (what: string, { count, p50, p99 }: Waited, aim: string): readonly string[] =>
    count === 0 ? [what, "0", "", "", aim] : [what, whole(count), `${p50} ms`, `${p99} ms`, aim];
  return {
    titles: ["with the largest number", "samples", "p50", "p99", "p99 aimed at"],
    rows: [
      line("edit, at rest", edits.inStep, ""),
      line("edit, made before the picture was whole, from then on", edits.beforeWhole, "1000 ms"),
      line("edit, during the start after that", edits.starting, "1000 ms"),
      line("edit, while the class of all changes", edits.resync, "1000 ms"),
      line("drift repaired, while the class of all changes", drift, "1000 ms"),
    ],
  };
}

/** The line through the points of each measure, and by how much each of them misses it. */
export function fits({ points }: ScaleResult): Table {
  return { titles: ["", "fixed", "for 1,000 services", "residuals"], rows: MEASURES.map((measure) => fitRow(points, measure)) };
}

function fitRow(points: readonly Point[], measure: Measure): readonly string[] {
  const { base, each, residuals } = fitOf(points, measure);
  const { title, unit } = measure;
  return [
    title,
    `${base.toFixed(1)} ${unit}`,
    `${(1000 * each).toFixed(1)} ${unit}`,
    `${residuals.map(signed).join(", ")} ${unit}`,
  ];
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
const whole = (value: number): string => value.toLocaleString("en-US");

/** For a terminal. */
export function lines(result: ScaleResult): readonly string[] {
  return [growth(result), answers(result), fits(result)].flatMap((table) => [...aligned(table), ""]);
}

function aligned({ titles, rows }: Table): readonly string[] {
  const all = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const padded = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return all.map((row) => padded(row).trimEnd());
}
