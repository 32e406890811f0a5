// Creation of many services at once: rate against the limit, requests, memory, event loop.
import type { Request } from "../cluster/harness/audit.js";
import { isEvent, isLease, isWrite, mark, requestsSince } from "../cluster/harness/audit.js";
import type { OperatorProcess } from "../cluster/harness/operator-process.js";
import { sumOf } from "../cluster/harness/operator-process.js";
import type { Order } from "./create-services.js";
import { createServices } from "./create-services.js";
import { held } from "./live-heap.js";
import { quiet } from "./quiet.js";
import type { Row } from "./row.js";
import type { SameWork } from "./same-work.js";
import { childrenIn, cpuSeconds, metricsOf, residentBytes, restingBytes } from "./scrape.js";

export type Creation = {
  readonly order: Order;
  readonly operator: OperatorProcess;
  /** Writes per second. */ readonly limit: number;
  readonly work: SameWork;
};

export async function creation({ order, operator, limit, work }: Creation): Promise<readonly Row[]> {
  const before = await held(operator);
  const from = await mark();
  const started = Date.now();
  const [readyAt, same] = await work.beside("such a creation", () => createServices(order));
  // One scrape: the event loop's histogram begins anew with each.
  const metrics = await metricsOf(operator);
  const everybody = (await requestsSince(from, "")).filter((request) => request.at <= readyAt);
  const requests = everybody.filter(({ userAgent }) => userAgent.startsWith("tenfold/"));
  if (!(await quiet())) order.say("  it does not come to rest");
  const later = await restingBytes(operator);
  const after = await held(operator);
  const children = after.children - before.children;
  return [
    ...rates(requests, { started, readyAt, limit, services: order.names.length, everybody }),
    cpuForEach("child until Ready", cpuSeconds(metrics) - before.cpuSeconds, children),
    same,
    ...requestRows(requests, order.names.length),
    { what: "children in the store", value: children, unit: "" },
    { what: "heap for each child", value: (after.heapBytes - before.heapBytes) / children, unit: "bytes", target: 1200 },
    {
      what: "resident memory for each child",
      value: (after.residentBytes - before.residentBytes) / children,
      unit: "bytes",
      target: 3000,
    },
    {
      what: `resident memory with ${order.names.length} services, when all are Ready`,
      value: residentBytes(metrics) / 1e6,
      unit: "MB",
      target: 140,
    },
    {
      what: `resident memory with ${order.names.length} services, half a minute later`,
      value: later / 1e6,
      unit: "MB",
      target: 140,
    },
    {
      what: "event loop delay during creation, p50 (10 of it are its timer)",
      value: 1000 * sumOf(metrics, "nodejs_eventloop_lag_p50_seconds"),
      unit: "ms",
    },
    {
      what: "event loop delay during creation, p99 (10 of it are its timer)",
      value: 1000 * sumOf(metrics, "nodejs_eventloop_lag_p99_seconds"),
      unit: "ms",
    },
  ];
}

/** The same by a process that has compiled by now what it runs. */
export async function creationOfMore({ order, operator }: Omit<Creation, "limit" | "work">): Promise<readonly Row[]> {
  const before = await metricsOf(operator);
  await createServices(order);
  const after = await metricsOf(operator);
  const what = `child of the next ${order.names.length} services until Ready`;
  return [cpuForEach(what, cpuSeconds(after) - cpuSeconds(before), childrenIn(after) - childrenIn(before))];
}

function cpuForEach(what: string, seconds: number, children: number): Row {
  return { what: `operator: CPU for each ${what}`, value: (1000 * seconds) / children, unit: "ms", target: 1.2 };
}

type Run = {
  readonly started: number;
  readonly readyAt: number;
  readonly limit: number;
  readonly services: number;
  readonly everybody: readonly Request[];
};

function rates(requests: readonly Request[], { started, readyAt, limit, services, everybody }: Run): readonly Row[] {
  const writes = requests.filter((request) => isChildWrite(request));
  const writtenAt = allWrittenAt(writes);
  const perSecond = (of: readonly Request[]) =>
    (1000 * of.filter((request) => request.at <= writtenAt).length) / (writtenAt - started);
  return [
    { what: `operator: ${services} services, all children written`, value: (writtenAt - started) / 1000, unit: "s" },
    { what: `operator: ${services} services, all Ready`, value: (readyAt - started) / 1000, unit: "s" },
    { what: "operator: writes of children until all are written", value: perSecond(writes), unit: "writes/s" },
    { what: "operator: share of the raw rate", value: (100 * perSecond(writes)) / limit, unit: "%" },
    {
      what: "writes of everybody meanwhile, controllers and local AWS",
      value: perSecond(everybody.filter(isWrite)),
      unit: "writes/s",
    },
  ];
}

export const isChildWrite = (request: Request): boolean =>
  isWrite(request) && !isEvent(request) && !isLease(request) && request.resource !== "webservices";

/** The time of the last child's first write. */
function allWrittenAt(writes: readonly Request[]): number {
  const first = new Map<string, number>();
  for (const { resource, name, verb, at, code } of writes)
    if (code < 300 && name !== "" && verb !== "delete") {
      const key = `${resource}/${name}`;
      first.set(key, Math.min(at, first.get(key) ?? Infinity));
    }
  return Math.max(...first.values());
}

export const isStatusWrite = ({ verb, resource, subresource }: Request): boolean =>
  verb === "patch" && resource === "webservices" && subresource === "status";

type Group = { readonly what: string; readonly has: (request: Request) => boolean; readonly target?: number };
const GROUPS: readonly Group[] = [
  { what: "patches of children", has: (request) => isChildWrite(request) && request.verb === "patch" },
  { what: "creates of children", has: (request) => isChildWrite(request) && request.verb === "create" },
  { what: "other writes of children", has: (request) => isChildWrite(request) && !["patch", "create"].includes(request.verb) },
  {
    what: "writes of the service's finalizer",
    has: ({ verb, resource, subresource }) => verb === "patch" && resource === "webservices" && subresource === "",
  },
  { what: "writes of the service's status", has: isStatusWrite, target: 3 },
  { what: "events", has: isEvent },
  { what: "gets", has: ({ verb }) => verb === "get" },
  { what: "lists", has: ({ verb }) => verb === "list" },
  { what: "refused requests", has: ({ code }) => code >= 400 },
];

function requestRows(requests: readonly Request[], services: number): readonly Row[] {
  return GROUPS.map(({ what, has, target }) => ({
    what: `for each service: ${what}`,
    value: requests.filter(has).length / services,
    unit: "",
    target,
  }));
}
