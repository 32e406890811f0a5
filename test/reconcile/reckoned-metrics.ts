// What the metrics of these services have to be: reckoned from all of them at once, as slowly as that is. By name and labels as fakeMetrics
// tells them, sorted.
import type { WebService } from "../../domain/api/service.js";
import type { WebServiceStatus } from "../../domain/api/status.js";
import { NAMED, troublesOf, TROUBLES } from "../../operator/reconcile/tell/troubled-services.js";

export function reckoned(services: readonly WebService[]): ReadonlyMap<string, number> {
  if (services.length === 0) return new Map();
  const values = new Map([...sums(services), ...troubled(services), ...moves(services), ...backups(services)]);
  return new Map([...values].sort());
}

type Values = ReadonlyMap<string, number>;
type Labels = Readonly<Record<string, string>>;

function id(metric: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return `tenfold_${metric}{${pairs.sort().join(",")}}`;
}

function sums(services: readonly WebService[]): Values {
  const values = new Map<string, number>();
  const add = (metric: string, labels: Labels, by: number) =>
    values.set(id(metric, labels), (values.get(id(metric, labels)) ?? 0) + by);
  for (const { status = {} } of services) {
    const conditions = status.conditions ?? [];
    const tier = status.tier?.target ?? "";
    add("services", { tier, ready: readiness(status) }, 1);
    for (const { type, status: is, reason } of conditions) add("services_by_condition", { type, status: is, reason }, 1);
    for (const { disruption, state } of status.plan?.changes ?? []) add("plan_changes", { disruption, state }, 1);
    if (status.move !== undefined) add("moves", { state: status.move.state }, 1);
    add("monthly_cost_usd", { tier }, Math.round((status.cost?.monthlyUSD ?? 0) * 100));
    add("retained_objects", {}, status.retained?.length ?? 0);
  }
  return new Map([...values].map(([key, sum]) => [key, key.startsWith("tenfold_monthly_cost") ? sum / 100 : sum]));
}

function readiness({ conditions = [] }: WebServiceStatus): string {
  return conditions.find(({ type }) => type === "Ready")?.status ?? "Unknown";
}

const own = ({ metadata: { namespace, name } }: WebService) => ({ namespace, name });

/** The least first; those of the same rank by name. */
function firstOf<T extends { readonly service: WebService; readonly rank: number }>(all: readonly T[]): readonly T[] {
  const name = ({ service }: T) => `${service.metadata.namespace}/${service.metadata.name}`;
  return [...all].sort((a, b) => a.rank - b.rank || (name(a) < name(b) ? -1 : 1)).slice(0, NAMED);
}

function troubled(services: readonly WebService[]): Values {
  const values = new Map<string, number>();
  for (const trouble of TROUBLES) {
    const isOver = trouble === "OverBudget";
    const all = services.flatMap((service) =>
      troublesOf(service)
        .filter((found) => found.trouble === trouble)
        .map((found) => ({ service, ...found, rank: isOver ? -found.overBudgetUSD : found.since })),
    );
    const named = firstOf(all);
    values.set(id("services_in_trouble", { trouble, named: "true" }), named.length);
    values.set(id("services_in_trouble", { trouble, named: "false" }), all.length - named.length);
    for (const { service, reason, since, overBudgetUSD } of named) {
      if (isOver) values.set(id("service_over_budget_usd", own(service)), overBudgetUSD);
      else values.set(id("service_in_trouble_since_seconds", { ...own(service), trouble, reason }), since);
    }
  }
  return values;
}

function moves(services: readonly WebService[]): Values {
  const values = new Map<string, number>();
  const all = services.map((service) => ({ service, rank: Date.parse(service.status?.move?.since ?? "1970-01-01T00:00:00Z") }));
  for (const { service } of firstOf(all.filter(({ service: { status } }) => status?.move?.progress !== undefined))) {
    const {
      phase = "",
      bytes,
      ofBytes,
      rows,
      ofRows,
      bytesPerSecond,
      secondsLeft,
      leftBy = "",
    } = service.status?.move?.progress ?? {};
    const labels = { ...own(service), step: phase };
    const [ofAll, ofRest] = [share(bytes, ofBytes), share(rows, ofRows)];
    const known = { step_done_ratio: ofAll ?? ofRest, bytes_per_second: bytesPerSecond };
    for (const [metric, value] of Object.entries(known)) if (value !== undefined) values.set(id(`move_${metric}`, labels), value);
    if (secondsLeft !== undefined) values.set(id("move_seconds_left", { ...labels, by: leftBy }), secondsLeft);
  }
  return values;
}

function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : Math.min(1, part / whole);
}

function backups(services: readonly WebService[]): Values {
  const all = services.flatMap((service) => {
    const { conditions = [], backup } = service.status ?? {};
    const condition = conditions.find(({ type, reason }) => type === "BackedUp" && reason !== "NotBackedUp");
    return condition === undefined ? [] : [{ service, rank: Date.parse(backup?.time ?? condition.lastTransitionTime) / 1000 }];
  });
  return new Map(firstOf(all).map(({ service, rank }) => [id("service_last_backup_timestamp_seconds", own(service)), rank]));
}
