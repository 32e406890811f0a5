// docs/reference/metrics.md: from the metrics as the operator's own code declares them, and from the alerts.
import { EXTERNAL_CALL_METRICS } from "../../operator/adapters/external-calls.js";
import { EVENT_METRICS } from "../../operator/adapters/kubernetes-events.js";
import type { MetricSpec } from "../../operator/ports/metrics.js";
import { OPERATOR_METRICS } from "../../operator/reconcile/tell/gauges.js";
import { SERVICE_METRICS } from "../../operator/reconcile/tell/service-gauges.js";
import { QUEUE_METRICS, RECONCILE_METRICS } from "../../operator/runtime/runner-metrics.js";
import { POOLER_METRICS } from "../../pooler/metrics.js";
import { ALERTS } from "../observability/alerts.js";

type Group = { readonly title: string; readonly text: string; readonly metrics: Readonly<Record<string, MetricSpec>> };

const GROUPS: readonly Group[] = [
  {
    title: "Services",
    text: "Told by the replica that leads, so that a sum counts each service once. A service that is gone leaves no series behind. Only services in trouble are named, and of these so many at most: the number of series does not grow with that of the services. What a single service is like stands in its status; [kube-state-metrics](../../deploy/kube-state-metrics/README.md) can tell it of every one.",
    metrics: SERVICE_METRICS,
  },
  { title: "Watches and store", text: "Told by every replica.", metrics: { ...OPERATOR_METRICS, ...EVENT_METRICS } },
  { title: "Calls", text: "Over the network, watches excepted.", metrics: EXTERNAL_CALL_METRICS },
  {
    title: "Reconciles",
    text: "Names and meaning as in controller-runtime, so that dashboards made for it work.",
    metrics: RECONCILE_METRICS,
  },
  {
    title: "Poolers",
    text: "At `/metrics` of each pod with the component `pooler`, port 9127, in the namespaces of the services.",
    metrics: POOLER_METRICS,
  },
  { title: "Queue", text: "Names and meaning as in controller-runtime.", metrics: QUEUE_METRICS },
];

export function metricsReference(): string {
  return [
    "# Metrics and alerts",
    "At `/metrics` of every replica, port 8081, those of the poolers excepted. Beside these stand the usual `process_*` and `nodejs_*` metrics of the process.",
    "How far a move of data between databases is tells `tenfold_moves`.",
    ...GROUPS.flatMap(({ title, text, metrics }) => [`## ${title}`, text, table(Object.values(metrics))]),
    "## Alerts",
    "In the chart's PrometheusRule (`prometheusRule.create`).",
    alertTable(),
  ].join("\n\n");
}

function table(specs: readonly MetricSpec[]): string {
  const rows = specs.map(
    ({ name, labels, help }) => `| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(" ")} | ${help} |`,
  );
  return ["| metric | labels | |", "|---|---|---|", ...rows].join("\n");
}

function alertTable(): string {
  const rows = ALERTS.map(
    ({ name, severity, expression, for: duration }) =>
      `| [${name}](../runbooks/${name}.md) | ${severity} | ${duration} | \`${expression.replaceAll("|", "\\|")}\` |`,
  );
  return ["| alert | severity | for | expression |", "|---|---|---|---|", ...rows].join("\n");
}
