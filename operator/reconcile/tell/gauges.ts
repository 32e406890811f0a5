// Gauges of what the operator holds, brought up to date at each scrape.
import type { Metrics, MetricSpec } from "../../ports/metrics.js";
import { serviceGauges } from "./service-gauges.js";
import type { OperatorStores } from "../stores.js";

export type OperatorGauges = { refresh(isLeader: boolean): void };

const LEASE_LABEL = "tenfold-operator";

export const OPERATOR_METRICS = {
  age: {
    name: "tenfold_watch_age_seconds",
    help: "Seconds since the API server last said anything about the kind. Kinds that it does not serve are left out.",
    labels: ["kind", "namespace"],
  },
  restarts: {
    name: "tenfold_watch_restarts",
    help: "Times that the watch of the kind had to be taken up again.",
    labels: ["kind", "namespace"],
  },
  children: { name: "tenfold_children", help: "Children in the store.", labels: [] },
  leader: { name: "leader_election_master_status", help: "1 if this replica leads.", labels: ["name"] },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export function operatorGauges(metrics: Metrics, stores: OperatorStores): OperatorGauges {
  const age = metrics.gauge(OPERATOR_METRICS.age);
  const restarts = metrics.gauge(OPERATOR_METRICS.restarts);
  const children = metrics.gauge(OPERATOR_METRICS.children);
  const leader = metrics.gauge(OPERATOR_METRICS.leader);
  const showServices = serviceGauges(metrics);
  return {
    refresh: (isLeader) => {
      age.reset();
      for (const reflector of stores.reflectors) {
        // A kind that the API server does not serve is not silent, it is not there: its controller is not installed.
        if (reflector.isKindMissing()) continue;
        const labels = { kind: reflector.target.kind.kind, namespace: reflector.target.namespace ?? "" };
        age.set(labels, reflector.ageMs() / 1000);
        restarts.set(labels, reflector.restarts());
      }
      children.set({}, stores.children.count());
      leader.set({ name: LEASE_LABEL }, isLeader ? 1 : 0);
      // All replicas know the services; only one tells of them, so that a sum counts each once.
      showServices(isLeader ? stores.sums : undefined);
    },
  };
}
