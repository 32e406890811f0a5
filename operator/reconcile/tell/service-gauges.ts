// What the services look like, as metrics: from the statuses in the store, at each scrape, by the replica that leads. A service that is
// gone leaves nothing behind.
import type { Condition } from "../../../domain/api/status.js";
import type { WebService } from "../../../domain/api/service.js";
import type { Gauge, Labels, Metrics, MetricSpec } from "../../ports/metrics.js";

const OWN = ["namespace", "name"] as const;

export const SERVICE_METRICS = {
  services: { name: "tenfold_services", help: "WebServices by tier and readiness.", labels: ["tier", "ready"] },
  tier: {
    name: "tenfold_service_tier",
    help: "1, with the tier that a WebService is served at and the one that it aims at.",
    labels: [...OWN, "current", "target"],
  },
  condition: {
    name: "tenfold_service_condition",
    help: "1, with status and reason of each condition of a WebService.",
    labels: [...OWN, "type", "status", "reason"],
  },
  changes: {
    name: "tenfold_service_plan_changes",
    help: "Changes of a WebService's plan, by class of disruption and by whether they run, wait or are held.",
    labels: [...OWN, "disruption", "state"],
  },
  retained: {
    name: "tenfold_service_retained_objects",
    help: "Objects with data that a WebService no longer names and that are kept.",
    labels: [...OWN],
  },
  cost: {
    name: "tenfold_service_monthly_cost_usd",
    help: "Estimated list price of a WebService in US dollars a month.",
    labels: [...OWN],
  },
  budget: {
    name: "tenfold_service_budget_usd",
    help: "Budget of a WebService in US dollars a month, if it has one.",
    labels: [...OWN],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

type Gauges = Readonly<Record<keyof typeof SERVICE_METRICS, Gauge>>;

/** Brings all gauges up to date with these services. */
export function serviceGauges(metrics: Metrics): (services: readonly WebService[]) => void {
  const entries = Object.entries(SERVICE_METRICS).map(([key, spec]) => [key, metrics.gauge(spec)] as const);
  const gauges = Object.fromEntries(entries) as Gauges;
  return (services) => {
    for (const gauge of Object.values(gauges)) gauge.reset();
    for (const service of services) show(gauges, service);
    showCounts(gauges.services, services);
  };
}

function show(gauges: Gauges, { metadata, spec, status }: WebService): void {
  const own = { namespace: metadata.namespace, name: metadata.name };
  const { tier, conditions = [], plan, retained = [], cost } = status ?? {};
  gauges.tier.set({ ...own, current: tier?.current ?? "", target: tier?.target ?? "" }, 1);
  for (const { type, status: value, reason } of conditions) gauges.condition.set({ ...own, type, status: value, reason }, 1);
  for (const { labels, count } of counted((plan?.changes ?? []).map(({ disruption, state }) => ({ disruption, state })))) {
    gauges.changes.set({ ...own, ...labels }, count);
  }
  gauges.retained.set(own, retained.length);
  if (cost !== undefined) gauges.cost.set(own, cost.monthlyUSD);
  if (spec.budget !== undefined) gauges.budget.set(own, spec.budget.monthlyUSD);
}

function showCounts(gauge: Gauge, services: readonly WebService[]): void {
  const all = services.map(({ status }) => ({ tier: status?.tier?.target ?? "", ready: readiness(status?.conditions) }));
  for (const { labels, count } of counted(all)) gauge.set(labels, count);
}

function readiness(conditions: readonly Condition[] = []): string {
  return conditions.find(({ type }) => type === "Ready")?.status ?? "Unknown";
}

function counted(all: readonly Labels[]): readonly { readonly labels: Labels; readonly count: number }[] {
  const counts = new Map<string, { readonly labels: Labels; readonly count: number }>();
  for (const labels of all) {
    const id = JSON.stringify(labels);
    counts.set(id, { labels, count: (counts.get(id)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
