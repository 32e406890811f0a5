// Creation of many services at once: rate against the limit, requests, memory, event loop.
import { apply, eventually, isReadyNow, list } from "../cluster/harness/api.js";
import type { LiveService } from "../cluster/harness/api.js";
import { isEvent, isWrite, mark, requestsSince } from "../cluster/harness/audit.js";
import type { OperatorProcess } from "../cluster/harness/operator-process.js";
import { sumOf } from "../cluster/harness/operator-process.js";
import { WEB_SERVICE } from "../../operator/api/service.js";
import { webService } from "../cluster/services.js";
import type { Row } from "./main.js";

const PATIENCE_MS = 15 * 60_000;

export type Creation = {
  readonly namespace: string;
  readonly count: number;
  readonly operator: OperatorProcess;
  /** Writes per second. */ readonly limit: number;
};

export async function creation({ namespace, count, operator, limit }: Creation): Promise<readonly Row[]> {
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const heapBefore = await operator.metric("nodejs_heap_size_used_bytes");
  const from = await mark();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: count }, (_, index) => apply(webService(namespace, `shop-${index}`, { userTier: "10k" }))),
  );
  await eventually("all are ready", () => allReady(namespace, count), PATIENCE_MS);
  const seconds = (performance.now() - started) / 1000;
  // One scrape: the event loop's histogram begins anew with each.
  const metrics = (await operator.read("/metrics"))?.text ?? "";
  const requests = await requestsSince(from);
  const writes = requests.filter((request) => isWrite(request) && !isEvent(request) && request.namespace === namespace);
  const children = writes.filter((request) => request.resource !== "webservices");
  const rate = children.length / seconds;
  const heap = sumOf(metrics, "nodejs_heap_size_used_bytes") - heapBefore;
  return [
    { what: `operator: ${count} services until all are Ready`, value: seconds, unit: "s" },
    { what: "operator: writes of children until Ready", value: rate, unit: "writes/s" },
    { what: "operator: share of the raw rate", value: (100 * rate) / limit, unit: "%" },
    { what: "writes for each service, events aside", value: writes.length / count, unit: "" },
    { what: "children of each service", value: children.length / count, unit: "" },
    {
      what: "reads for each service",
      value: requests.filter((request) => request.verb === "get" || request.verb === "list").length / count,
      unit: "",
    },
    { what: "heap for each child", value: heap / Math.max(1, sumOf(metrics, "tenfold_children")), unit: "bytes" },
    { what: "event loop delay p50", value: 1000 * sumOf(metrics, "nodejs_eventloop_lag_p50_seconds"), unit: "ms" },
    { what: "event loop delay p99", value: 1000 * sumOf(metrics, "nodejs_eventloop_lag_p99_seconds"), unit: "ms" },
  ];
}

async function allReady(namespace: string, count: number): Promise<boolean> {
  const services = (await list(WEB_SERVICE, namespace)) as readonly LiveService[];
  return services.filter(isReadyNow).length === count;
}
