// One start of an operator that finds everything in step: what it takes, what it asks for, what it holds afterwards.
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../cluster/harness/api.js";
import type { Request } from "../../cluster/harness/audit.js";
import { isEvent, isLease, isWrite, mark, requestsSince } from "../../cluster/harness/audit.js";
import type { OperatorProcess } from "../../cluster/harness/operator-process.js";
import { startOperator } from "../../cluster/harness/operator-process.js";
import { held, MEASURABLE } from "../live-heap.js";
import { calm, type Calm } from "../process-cpu.js";
import { isDone } from "../restart.js";
import { quantile } from "../row.js";
import type { Point } from "./result.js";
import { measured } from "../measured-program.js";
import { awayMs, metricsOf, residentBytes, restingBytes, seriesIn } from "../scrape.js";

const PATIENCE_MS = 40 * 60_000;
const MB = 1e6;
const SCRAPES = 5;
/** The event loop is looked at every ten milliseconds. */
const PAUSE_MS = 200;

let starts = 0;

export type Started = {
  readonly operator: OperatorProcess;
  /** As of performance.now(). */
  readonly startedAt: number;
  readonly wholeAt: number;
  readonly rest: Calm;
  /** The longest time that its event loop was away, in milliseconds. */
  readonly awayMs: number;
};

/** All namespaces, and no AWS to ask. */
export async function started(services: number, onWhole: () => void = () => undefined): Promise<Started> {
  const startedAt = performance.now();
  const flags = ["--no-aws-queries"];
  const identity = `scale-${(starts += 1)}`; // each has a log of its own
  const operator = await startOperator(measured({ namespaces: [], identity, flags, nodeFlags: MEASURABLE }));
  const isWhole = async () => (await operator.read("/readyz"))?.status === 200;
  await eventually("the operator's picture is whole", isWhole, PATIENCE_MS);
  const wholeAt = performance.now();
  onWhole();
  const away: number[] = [];
  for (;;) {
    const rest = await calm(operator.pid, PATIENCE_MS);
    const metrics = await metricsOf(operator);
    away.push(awayMs(metrics));
    if (isDone(metrics, services)) return { operator, startedAt, wholeAt, rest, awayMs: Math.max(...away) };
  }
}

/** One start, and what it leaves; the operator goes on running. */
export async function measuredStart(services: number): Promise<{ readonly operator: OperatorProcess; readonly point: Point }> {
  const from = await mark();
  const { operator, startedAt, wholeAt, rest, awayMs } = await started(services);
  const requests = await requestsSince(from);
  const resident = residentBytes(await metricsOf(operator));
  const scraped = await scrapes(operator);
  const resting = await restingBytes(operator);
  const { heapBytes, children } = await held(operator);
  const point: Point = {
    services,
    children,
    wholeAfter: tenths((wholeAt - startedAt) / 1000),
    inStepAfter: tenths((rest.since - startedAt) / 1000),
    cpuSeconds: tenths(rest.cpuSeconds),
    awayMs: tenths(awayMs),
    ...counts(requests),
    residentMB: tenths(resident / MB),
    restingMB: tenths(resting / MB),
    heapMB: tenths(heapBytes / MB),
    ...scraped,
  };
  return { operator, point };
}

const counts = (requests: readonly Request[]): Pick<Point, "writes" | "gets" | "lists"> => {
  const all = requests.filter((request) => !isLease(request) && !isEvent(request));
  const count = (verb: string) => all.filter((request) => request.verb === verb).length;
  return { writes: all.filter(isWrite).length, gets: count("get"), lists: count("list") };
};

/** How long the loop was away during a scrape, the next one tells. */
async function scrapes(operator: OperatorProcess): Promise<Pick<Point, "scrapeMs" | "scrapeAwayMs" | "series">> {
  const [took, away]: [number[], number[]] = [[], []];
  let text = await metricsOf(operator);
  for (let count = 0; count < SCRAPES; count += 1) {
    const before = performance.now();
    text = await metricsOf(operator);
    took.push(performance.now() - before);
    await sleep(PAUSE_MS);
    away.push(awayMs(await metricsOf(operator)));
    await sleep(PAUSE_MS);
  }
  return { scrapeMs: tenths(quantile(took, 0.5)), scrapeAwayMs: tenths(Math.max(...away)), series: seriesIn(text) };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
