// Very many small services at once: whether the operator keeps its lease meanwhile. A process that lost it would have ended.
import { setTimeout as sleep } from "node:timers/promises";
import { apply } from "../cluster/harness/api.js";
import { isLease, isWrite, mark, requestsSince } from "../cluster/harness/audit.js";
import { startOperator } from "../cluster/harness/operator-process.js";
import type { Order } from "./create-services.js";
import { createServices } from "./create-services.js";
import type { Row } from "./row.js";
import { measured } from "./measured-program.js";

/** A leader renews two seconds after the last answer; what takes twice as long has missed one. */
const RENEWAL_MS = 2000;
const LEAD_MS = 3000;

export async function burst(order: Order): Promise<readonly Row[]> {
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: order.namespace } });
  const operator = await startOperator(measured({ namespaces: [order.namespace], leaderElection: true }));
  await sleep(LEAD_MS);
  const from = await mark();
  const started = Date.now();
  const ended = operator.exited.then((code) => {
    throw new Error(`the operator has ended with code ${code}; see ${operator.log}`);
  });
  const readyAt = await Promise.race([createServices({ ...order, tier: "1" }), ended]);
  const requests = await requestsSince(from);
  ended.catch(() => undefined); // from here on it may
  await operator.stop();
  const renewals = requests.filter((request) => isLease(request) && isWrite(request)).map(({ at }) => at);
  const gaps = [...renewals, readyAt].map((at, index) => at - (renewals[index - 1] ?? started));
  const what = `${order.names.length} services created at once`;
  return [
    { what: `${what}, all Ready`, value: (readyAt - started) / 1000, unit: "s" },
    { what: `${what}: lease renewals`, value: renewals.length, unit: "" },
    {
      what: `${what}: lease renewals missed`,
      value: gaps.reduce((sum, gap) => sum + Math.max(0, Math.floor(gap / RENEWAL_MS) - 1), 0),
      unit: "",
      target: 0,
    },
    { what: `${what}: longest time without a renewal`, value: Math.max(...gaps) / 1000, unit: "s" },
  ];
}
