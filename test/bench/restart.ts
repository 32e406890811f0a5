// A restart of the operator with everything Ready: what it writes and reads, and how long until it is idle.
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../cluster/harness/api.js";
import type { Request } from "../cluster/harness/audit.js";
import { isEvent, isLease, isWrite, mark, requestsSince } from "../cluster/harness/audit.js";
import { startOperator, sumOf } from "../cluster/harness/operator-process.js";
import type { Row } from "./row.js";
import { awayMs, cpuSeconds, metricsOf, seriesIn } from "./scrape.js";
import { measured } from "./measured-program.js";

const PATIENCE_MS = 5 * 60_000;
/** Longer than the least time between two status writes: a write that is only put off is counted as well. */
const AFTERWARDS_MS = 5000;

export type Restart = { readonly namespace: string; readonly services: number; readonly say: (line: string) => void };

export async function restart({ namespace, services, say }: Restart): Promise<readonly Row[]> {
  const from = await mark();
  const started = performance.now();
  const operator = await startOperator(measured({ namespaces: [namespace] }));
  await eventually("the operator is in step", async () => (await operator.read("/readyz"))?.status === 200, PATIENCE_MS);
  const inStep = (performance.now() - started) / 1000;
  const delays: number[] = [];
  const isIdle = async () => {
    const text = await metricsOf(operator);
    delays.push(awayMs(text));
    return isDone(text, services);
  };
  await eventually("the operator has seen everything and is idle", isIdle, PATIENCE_MS);
  const seconds = (performance.now() - started) / 1000;
  const metrics = await metricsOf(operator);
  const cpu = cpuSeconds(metrics);
  await sleep(AFTERWARDS_MS);
  const requests = await requestsSince(from);
  const writes = requests.filter((request) => isWrite(request) && !isEvent(request) && !isLease(request));
  for (const request of writes.slice(0, 5)) say(`  written: ${spell(request)}`);
  const count = (verb: string) => requests.filter((request) => request.verb === verb && !isLease(request)).length;
  return [
    { what: `restart with ${services} Ready services, in step`, value: inStep, unit: "s" },
    { what: "restart: everything looked at and idle", value: seconds, unit: "s" },
    { what: "restart: longest event loop delay", value: Math.max(...delays), unit: "ms", target: 200 },
    { what: "restart: CPU until then", value: cpu, unit: "s" },
    { what: "restart: series of /metrics", value: seriesIn(metrics), unit: "" },
    { what: "restart: writes", value: writes.length, unit: "", target: 0 },
    { what: "restart: events", value: requests.filter(isEvent).length, unit: "" },
    { what: "restart: gets", value: count("get"), unit: "", target: 0 },
    { what: "restart: lists", value: count("list"), unit: "", target: 0 },
  ];
}

const spell = ({ verb, resource, subresource, name, code }: Request): string =>
  `${verb} ${resource}${subresource === "" ? "" : `/${subresource}`} ${name} (${code})`;

/** Everything was looked at, and nothing waits. */
export function isDone(metrics: string, services: number): boolean {
  const reconciled = sumOf(metrics, "controller_runtime_reconcile_total");
  const busy = sumOf(metrics, "workqueue_depth") + sumOf(metrics, "controller_runtime_active_workers");
  return sumOf(metrics, "tenfold_services") === services && reconciled >= services && busy === 0;
}
