// A restart of the operator with everything Ready: what it writes and reads, and how long until it is idle.
import { eventually } from "../cluster/harness/api.js";
import { isEvent, isLease, isWrite, mark, requestsSince } from "../cluster/harness/audit.js";
import { startOperator } from "../cluster/harness/operator-process.js";
import type { Row } from "./main.js";

const PATIENCE_MS = 5 * 60_000;

export async function restart(namespace: string): Promise<readonly Row[]> {
  const from = await mark();
  const started = performance.now();
  const operator = await startOperator({ namespaces: [namespace] });
  const services = await eventually(
    "the operator has seen everything and is idle",
    async () => {
      const done = await operator.metric("controller_runtime_reconcile_total");
      const known = await operator.metric("tenfold_services");
      const idle =
        (await operator.metric("workqueue_depth")) === 0 && (await operator.metric("controller_runtime_active_workers")) === 0;
      return known > 0 && done >= known && idle && known;
    },
    PATIENCE_MS,
  );
  const seconds = (performance.now() - started) / 1000;
  const requests = (await requestsSince(from)).filter((request) => !isEvent(request) && !isLease(request));
  return [
    { what: `restart with ${services} Ready services until idle`, value: seconds, unit: "s" },
    { what: "restart: writes", value: requests.filter(isWrite).length, unit: "" },
    {
      what: "restart: reads beyond the watches",
      value: requests.filter((request) => request.verb === "get" || request.verb === "list").length,
      unit: "",
    },
  ];
}
