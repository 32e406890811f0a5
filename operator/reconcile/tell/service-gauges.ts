// What the services look like, as metrics: from sums that are kept of them, at each scrape, by the replica that leads. Sums over all of
// them, and the names of those in trouble, so many of each kind at most: ten thousand services cost no more series than fifty.
import type { Gauge, Metrics, MetricSpec } from "../../ports/metrics.js";
import type { NamedMove, NamedTrouble, ServiceSums } from "./service-sums.js";
import { NAMED } from "./troubled-services.js";

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

/** Brings all gauges up to date with these sums. Undefined: another replica tells of them. */
export function serviceGauges(metrics: Metrics): (sums: ServiceSums | undefined) => void {
  const entries = Object.entries(SERVICE_METRICS).map(([key, spec]) => [key, metrics.gauge(spec)] as const);
  const gauges = Object.fromEntries(entries) as Gauges;
  return (sums) => {
    for (const gauge of Object.values(gauges)) gauge.reset();
    if (sums === undefined || sums.isEmpty()) return;
    for (const { of, labels, sum } of sums.sums()) gauges[of].set(labels, sum);
    for (const { trouble, named, others } of sums.troubles()) {
      gauges.troubled.set({ trouble, named: "true" }, named.length);
      gauges.troubled.set({ trouble, named: "false" }, others);
      for (const one of named) showTrouble(gauges, one);
    }
    for (const move of sums.longestMoves()) showMove(gauges, move);
    for (const { namespace, name, at } of sums.oldestBackups()) gauges.backup.set({ namespace, name }, at);
  };
}

function showTrouble(gauges: Gauges, { namespace, name, trouble, reason, since, overBudgetUSD }: NamedTrouble): void {
  if (trouble === "OverBudget") gauges.overBudget.set({ namespace, name }, overBudgetUSD);
  else gauges.since.set({ namespace, name, trouble, reason }, since);
}

function showMove(gauges: Gauges, { namespace, name, step, done, bytesPerSecond, secondsLeft, by }: NamedMove): void {
  const labels = { namespace, name, step };
  if (done !== undefined) gauges.moveDone.set(labels, done);
  if (bytesPerSecond !== undefined) gauges.moveRate.set(labels, bytesPerSecond);
  if (secondsLeft !== undefined) gauges.moveLeft.set({ ...labels, by }, secondsLeft);
}
