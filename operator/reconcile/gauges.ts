// Gauges of what the operator holds, brought up to date at each scrape.
import type { Metrics } from "../ports/metrics.js";
import type { OperatorStores } from "./stores.js";

export type OperatorGauges = { refresh(isLeader: boolean): void };

export function operatorGauges(metrics: Metrics, stores: OperatorStores): OperatorGauges {
  const age = metrics.gauge({
    name: "tenfold_watch_age_seconds",
    help: "Seconds since the API server last said anything about the kind.",
    labels: ["kind", "namespace"],
  });
  const restarts = metrics.gauge({
    name: "tenfold_watch_restarts",
    help: "Times that the watch of the kind had to be taken up again.",
    labels: ["kind", "namespace"],
  });
  const services = metrics.gauge({
    name: "tenfold_services",
    help: "WebServices by tier and readiness.",
    labels: ["tier", "ready"],
  });
  const children = metrics.gauge({ name: "tenfold_children", help: "Children in the store.", labels: [] });
  const leader = metrics.gauge({ name: "leader_election_master_status", help: "1 if this replica leads.", labels: ["name"] });
  let known: readonly { readonly tier: string; readonly ready: string }[] = [];
  return {
    refresh: (isLeader) => {
      for (const reflector of stores.reflectors) {
        const labels = { kind: reflector.target.kind.kind, namespace: reflector.target.namespace ?? "" };
        age.set(labels, reflector.ageMs() / 1000);
        restarts.set(labels, reflector.restarts());
      }
      for (const labels of known) services.remove(labels);
      const counts = countServices(stores);
      known = [...counts.values()].map(({ labels }) => labels);
      for (const { labels, count } of counts.values()) services.set(labels, count);
      children.set({}, stores.children.count());
      leader.set({ name: "tenfold-operator" }, isLeader ? 1 : 0);
    },
  };
}

type Count = { readonly labels: { readonly tier: string; readonly ready: string }; readonly count: number };

function countServices(stores: OperatorStores): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const key of stores.services.keys()) {
    const service = stores.services.get(key);
    const ready = service?.status?.conditions?.find((condition) => condition.type === "Ready")?.status ?? "Unknown";
    const labels = { tier: service?.status?.tier?.target ?? "", ready };
    const id = JSON.stringify(labels);
    counts.set(id, { labels, count: (counts.get(id)?.count ?? 0) + 1 });
  }
  return counts;
}
