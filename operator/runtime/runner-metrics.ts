// Metrics of a runner, under the names that dashboards for controller-runtime know.
import type { Metrics, MetricSpec } from "../ports/metrics.js";

export type RunnerMetrics = {
  depth(value: number): void;
  active(value: number): void;
  /** Milliseconds that the key waited. */
  taken(waitedMs: number): void;
  /** Milliseconds that the reconcile took. */
  ended(result: "success" | "requeue_after" | "error", tookMs: number): void;
};

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const CONTROLLER = ["controller"] as const;
export const RECONCILE_METRICS = {
  total: { name: "controller_runtime_reconcile_total", help: "Reconciles by result.", labels: ["controller", "result"] },
  errors: { name: "controller_runtime_reconcile_errors_total", help: "Reconciles that failed.", labels: CONTROLLER },
  time: { name: "controller_runtime_reconcile_time_seconds", help: "Seconds that a reconcile took.", labels: CONTROLLER },
  active: { name: "controller_runtime_active_workers", help: "Reconciles that run now.", labels: CONTROLLER },
  most: {
    name: "controller_runtime_max_concurrent_reconciles",
    help: "Reconciles that may run at a time.",
    labels: CONTROLLER,
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

const NAME = ["name"] as const;
export const QUEUE_METRICS = {
  depth: { name: "workqueue_depth", help: "Keys that wait to be reconciled.", labels: NAME },
  adds: { name: "workqueue_adds_total", help: "Keys that were taken up.", labels: NAME },
  waited: { name: "workqueue_queue_duration_seconds", help: "Seconds that a key waited.", labels: NAME },
  worked: { name: "workqueue_work_duration_seconds", help: "Seconds that a key was worked on.", labels: NAME },
  retries: { name: "workqueue_retries_total", help: "Keys that were put back after a failure.", labels: NAME },
} as const satisfies Readonly<Record<string, MetricSpec>>;

type Options = { readonly metrics: Metrics; readonly controller: string; readonly workers: number };

export function runnerMetrics(options: Options): RunnerMetrics {
  const reconciles = reconcileMetrics(options);
  const queue = queueMetrics(options);
  return {
    depth: queue.depth,
    active: reconciles.active,
    taken: queue.taken,
    ended: (result, tookMs) => {
      reconciles.ended(result, tookMs);
      queue.ended(result, tookMs);
    },
  };
}

function reconcileMetrics({ metrics, controller, workers }: Options): Pick<RunnerMetrics, "active" | "ended"> {
  const own = { controller };
  const total = metrics.counter(RECONCILE_METRICS.total);
  const errors = metrics.counter(RECONCILE_METRICS.errors);
  const time = metrics.histogram({ ...RECONCILE_METRICS.time, buckets: BUCKETS });
  const active = metrics.gauge(RECONCILE_METRICS.active);
  const most = metrics.gauge(RECONCILE_METRICS.most);
  most.set(own, workers);
  errors.add(own, 0);
  return {
    active: (value) => active.set(own, value),
    ended: (result, tookMs) => {
      total.add({ controller, result });
      time.observe(own, tookMs / 1000);
      if (result === "error") errors.add(own);
    },
  };
}

function queueMetrics({ metrics, controller }: Options): Pick<RunnerMetrics, "depth" | "taken" | "ended"> {
  const own = { name: controller };
  const depth = metrics.gauge(QUEUE_METRICS.depth);
  const adds = metrics.counter(QUEUE_METRICS.adds);
  const waited = metrics.histogram({ ...QUEUE_METRICS.waited, buckets: BUCKETS });
  const worked = metrics.histogram({ ...QUEUE_METRICS.worked, buckets: BUCKETS });
  const retries = metrics.counter(QUEUE_METRICS.retries);
  return {
    depth: (value) => depth.set(own, value),
    taken: (waitedMs) => {
      adds.add(own);
      waited.observe(own, waitedMs / 1000);
    },
    ended: (result, tookMs) => {
      worked.observe(own, tookMs / 1000);
      if (result === "error") retries.add(own);
    },
  };
}
