// What the services look like, as metrics: from the statuses in the store, at each scrape, by the replica that leads. Sums over all of
// them, and the names of those in trouble, so many of each kind at most: ten thousand services cost no more series than fifty.
import type { WebService } from "../../../domain/api/service.js";
import type { Condition } from "../../../domain/api/status.js";
import type { Gauge, Labels, Metrics, MetricSpec } from "../../ports/metrics.js";
import { oldestBackups } from "./oldest-backups.js";
import type { Troubles } from "./troubled-services.js";
import { NAMED, troubles } from "./troubled-services.js";

const OWN = ["namespace", "name"] as const;

export const SERVICE_METRICS = {
  services: { name: "tenfold_services", help: "WebServices by tier and readiness.", labels: ["tier", "ready"] },
  conditions: {
    name: "tenfold_services_by_condition",
    help: "WebServices by status and reason of each condition.",
    labels: ["type", "status", "reason"],
  },
  changes: {
    name: "tenfold_plan_changes",
    help: "Changes in the plans of all WebServices, by class of disruption and by whether they run, wait or are held.",
    labels: ["disruption", "state"],
  },
  retained: {
    name: "tenfold_retained_objects",
    help: "Objects with data that no WebService names any more and that are kept.",
    labels: [],
  },
  moves: {
    name: "tenfold_moves",
    help: "Moves of data to another database, those under way and the last one of each WebService, by state.",
    labels: ["state"],
  },
  moveDone: {
    name: "tenfold_move_step_done_ratio",
    help: `How much of its step the program of a move has done, from 0 to 1, as its log says: the ${NAMED} moves that have been in their state longest. Left out where the whole is not known.`,
    labels: [...OWN, "step"],
  },
  moveRate: {
    name: "tenfold_move_bytes_per_second",
    help: "Bytes that it reads or writes per second in the last minute; the same moves.",
    labels: [...OWN, "step"],
  },
  moveLeft: {
    name: "tenfold_move_seconds_left",
    help: "About how many seconds it needs: by its rate for this step (Rate), or by the rehearsal for all (Rehearsal); the same moves, where anything tells.",
    labels: [...OWN, "step", "by"],
  },
  cost: {
    name: "tenfold_monthly_cost_usd",
    help: "Estimated list price of all WebServices of a tier in US dollars a month.",
    labels: ["tier"],
  },
  troubled: {
    name: "tenfold_services_in_trouble",
    help: `WebServices by kind of trouble: NotReady, Stalled, PlanWaits, ShutOut (a move has shut its application out of the database), OverBudget. Those with \`named="true"\` are named by the two metrics below, ${NAMED} of each kind; with "false" are counted how many more there are.`,
    labels: ["trouble", "named"],
  },
  since: {
    name: "tenfold_service_in_trouble_since_seconds",
    help: `Since when a WebService is in trouble (NotReady, Stalled, PlanWaits, ShutOut), in seconds since the epoch: the ${NAMED} of each kind that are in it longest.`,
    labels: [...OWN, "trouble", "reason"],
  },
  overBudget: {
    name: "tenfold_service_over_budget_usd",
    help: `US dollars a month by which the estimated list price of a WebService is above its budget: the ${NAMED} that are furthest above.`,
    labels: [...OWN],
  },
  backup: {
    name: "tenfold_service_last_backup_timestamp_seconds",
    help: `When the last good backup of a database in the cluster was taken, in seconds since the epoch: the ${NAMED} oldest. Where there is none yet: since when there is to be one. Services whose class names no VolumeSnapshotClass are left out.`,
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
    if (services.length === 0) return; // none, or not the leader: nothing to sum
    showSums(gauges, services);
    for (const [trouble, found] of troubles(services)) showTrouble(gauges, trouble, found);
    for (const service of longestMoves(services)) showProgress(gauges, service);
    for (const { namespace, name, at } of oldestBackups(services)) gauges.backup.set({ namespace, name }, at);
  };
}

function showSums(gauges: Gauges, services: readonly WebService[]): void {
  const sums = { services: new Sums(), conditions: new Sums(), changes: new Sums(), moves: new Sums(), cost: new Sums() };
  let retained = 0;
  for (const service of services) {
    const { tier, conditions, changes, state, monthlyUSD, kept } = summands(service);
    sums.services.add({ tier, ready: readiness(conditions) });
    for (const { type, status, reason } of conditions) sums.conditions.add({ type, status, reason });
    for (const { disruption, state } of changes) sums.changes.add({ disruption, state });
    if (state !== undefined) sums.moves.add({ state });
    sums.cost.add({ tier }, monthlyUSD);
    retained += kept;
  }
  for (const key of ["services", "conditions", "changes", "moves", "cost"] as const) sums[key].show(gauges[key]);
  gauges.retained.set({}, retained);
}

function summands({ status = {} }: WebService) {
  const { tier, conditions = [], plan, move, cost, retained = [] } = status;
  return {
    ...{ tier: tier?.target ?? "", conditions, changes: plan?.changes ?? [] },
    state: move?.state,
    ...{ monthlyUSD: cost?.monthlyUSD ?? 0, kept: retained.length },
  };
}

function showTrouble(gauges: Gauges, trouble: string, { named, others }: Troubles): void {
  gauges.troubled.set({ trouble, named: "true" }, named.length);
  gauges.troubled.set({ trouble, named: "false" }, others);
  for (const { namespace, name, reason, since, overBudgetUSD } of named) {
    if (trouble === "OverBudget") gauges.overBudget.set({ namespace, name }, overBudgetUSD);
    else gauges.since.set({ namespace, name, trouble, reason }, since);
  }
}

/** Bounded, as all that has names. */
function longestMoves(services: readonly WebService[]): readonly WebService[] {
  const since = ({ status }: WebService): string => status?.move?.since ?? "";
  const moving = services.filter(({ status }) => status?.move?.progress !== undefined);
  return [...moving].sort((a, b) => (since(a) < since(b) ? -1 : 1)).slice(0, NAMED);
}

function showProgress(gauges: Gauges, { metadata, status }: WebService): void {
  const progress = status?.move?.progress;
  if (progress === undefined) return;
  const labels = { namespace: metadata.namespace, name: metadata.name, step: progress.phase };
  const done = ratio(progress.bytes, progress.ofBytes) ?? ratio(progress.rows, progress.ofRows);
  if (done !== undefined) gauges.moveDone.set(labels, done);
  if (progress.bytesPerSecond !== undefined) gauges.moveRate.set(labels, progress.bytesPerSecond);
  if (progress.secondsLeft !== undefined) gauges.moveLeft.set({ ...labels, by: progress.leftBy ?? "" }, progress.secondsLeft);
}

function ratio(done: number | undefined, whole: number | undefined): number | undefined {
  return done === undefined || whole === undefined || whole === 0 ? undefined : Math.min(1, done / whole);
}

function readiness(conditions: readonly Condition[]): string {
  return conditions.find(({ type }) => type === "Ready")?.status ?? "Unknown";
}

/** Sums by labels. */
class Sums {
  readonly #sums = new Map<string, { readonly labels: Labels; readonly sum: number }>();

  add(labels: Labels, by = 1): void {
    const id = Object.values(labels).join("\n");
    this.#sums.set(id, { labels, sum: (this.#sums.get(id)?.sum ?? 0) + by });
  }

  show(gauge: Gauge): void {
    for (const { labels, sum } of this.#sums.values()) gauge.set(labels, sum);
  }
}
