// What is read of one scrape of an operator.
import { setTimeout as sleep } from "node:timers/promises";
import type { OperatorProcess } from "../cluster/harness/operator-process.js";
import { sumOf } from "../cluster/harness/operator-process.js";

/** Empty while nothing answers. */
export const metricsOf = async (operator: OperatorProcess): Promise<string> => (await operator.read("/metrics"))?.text ?? "";

/** Since the process began; unlike elapsed time it hardly depends on who else uses the machine. */
export const cpuSeconds = (metrics: string): number => sumOf(metrics, "process_cpu_seconds_total");

export const residentBytes = (metrics: string): number => sumOf(metrics, "process_resident_memory_bytes");

/** By then the engine has given back what it does not need. */
export const LATER_MS = 30_000;

/** Of an operator that rests from now on, half a minute later. */
export async function restingBytes(operator: OperatorProcess): Promise<number> {
  await sleep(LATER_MS);
  return residentBytes(await metricsOf(operator));
}

export const childrenIn = (metrics: string): number => sumOf(metrics, "tenfold_children");

/** For how many milliseconds the event loop was away at the longest since the last scrape. */
export const awayMs = (metrics: string): number => 1000 * sumOf(metrics, "nodejs_eventloop_lag_max_seconds");

export const seriesIn = (metrics: string): number => metrics.match(/^[a-z]/gm)?.length ?? 0;
