// Metrics of a runner, under the names that dashboards for controller-runtime know.
import type { Metrics } from "../ports/metrics.js";

export type RunnerMetrics = {
  depth(value: number): void;
  active(value: number): void;
  /** Milliseconds that the key waited. */
  taken(waitedMs: number): void;
  /** Milliseconds that the reconcile took. */
  ended(result: "success" | "requeue_after" | "error", tookMs: number): void;
};

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function runnerMetrics({
  metrics,
  controller,
  workers,
}: {
  readonly metrics: Metrics;
  readonly controller: string;
  readonly workers: number;
}): RunnerMetrics {
  const labels = { controller };
  const name = { name: controller };
  const total = metrics.counter({
    name: "controller_runtime_reconcile_total",
    help: "Reconciles by result.",
    labels: ["controller", "result"],
  });
  const errors = metrics.counter({
    name: "controller_runtime_reconcile_errors_total",
    help: "Reconciles that failed.",
    labels: ["controller"],
  });
  const time = metrics.histogram({
    name: "controller_runtime_reconcile_time_seconds",
    help: "Seconds that a reconcile took.",
    labels: ["controller"],
    buckets: BUCKETS,
  });
  const active = metrics.gauge({
    name: "controller_runtime_active_workers",
    help: "Reconciles that run now.",
    labels: ["controller"],
  });
  const most = metrics.gauge({
    name: "controller_runtime_max_concurrent_reconciles",
    help: "Reconciles that may run at a time.",
    labels: ["controller"],
  });
  const depth = metrics.gauge({ name: "workqueue_depth", help: "Keys that wait to be reconciled.", labels: ["name"] });
  const adds = metrics.counter({ name: "workqueue_adds_total", help: "Keys that were taken up.", labels: ["name"] });
  const waited = metrics.histogram({
    name: "workqueue_queue_duration_seconds",
    help: "Seconds that a key waited.",
    labels: ["name"],
    buckets: BUCKETS,
  });
  const worked = metrics.histogram({
    name: "workqueue_work_duration_seconds",
    help: "Seconds that a key was worked on.",
    labels: ["name"],
    buckets: BUCKETS,
  });
  const retries = metrics.counter({
    name: "workqueue_retries_total",
    help: "Keys that were put back after a failure.",
    labels: ["name"],
  });
  most.set(labels, workers);
  errors.add(labels, 0);
  return {
    depth: (value) => depth.set(name, value),
    active: (value) => active.set(labels, value),
    taken: (waitedMs) => {
      adds.add(name);
      waited.observe(name, waitedMs / 1000);
    },
    ended: (result, tookMs) => {
      total.add({ controller, result });
      time.observe(labels, tookMs / 1000);
      worked.observe(name, tookMs / 1000);
      if (result === "error") {
        errors.add(labels);
        retries.add(name);
      }
    },
  };
}
