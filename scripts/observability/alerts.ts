// The alerts, the one source of the PrometheusRule and of the list in docs/reference. Each names what somebody would notice, not what
// might cause it, and has a page under docs/runbooks.
import { OLD_AFTER_MS } from "../../domain/plan/backups.js";

export type Alert = {
  readonly name: string;
  readonly severity: "critical" | "warning" | "info";
  readonly expression: string;
  /** How long it must hold before anybody is told. */
  readonly for: string;
  /** In Prometheus' template language. */
  readonly summary: string;
  readonly description: string;
};

const SERVICE = "{{ $labels.namespace }}/{{ $labels.name }}";

export const ALERTS: readonly Alert[] = [
  {
    name: "TenfoldOperatorAbsent",
    severity: "critical",
    expression: "absent(leader_election_master_status)",
    for: "5m",
    summary: "No operator is scraped",
    description: "Services go on serving, but nothing is repaired and no change is carried out.",
  },
  {
    name: "TenfoldNoLeader",
    severity: "critical",
    expression: "max(leader_election_master_status) == 0",
    for: "5m",
    summary: "No replica of the operator leads",
    description: "Operators run, but none holds the lease: nothing is repaired and no change is carried out.",
  },
  {
    name: "TenfoldReconcileErrors",
    severity: "warning",
    expression: "sum by (controller) (rate(controller_runtime_reconcile_errors_total[10m])) > 0.05",
    for: "15m",
    summary: "Reconciles fail again and again",
    description: "{{ $value | humanize }} reconciles a second end with an error that nobody expected.",
  },
  {
    name: "TenfoldQueueNotDraining",
    severity: "warning",
    expression: "min_over_time(workqueue_depth[15m]) > 10",
    for: "5m",
    summary: "Services wait for the operator",
    description: "The queue has not been shorter than {{ $value }} for a quarter of an hour.",
  },
  {
    name: "TenfoldWatchStale",
    severity: "warning",
    expression: "max by (kind, namespace) (tenfold_watch_age_seconds) > 300",
    for: "5m",
    summary: "The operator hears nothing of {{ $labels.kind }}",
    description:
      "The API server has said nothing about {{ $labels.kind }} for {{ $value | humanizeDuration }}: changes go unnoticed.",
  },
  {
    name: "TenfoldCallsFailing",
    severity: "warning",
    expression:
      'sum by (target) (rate(tenfold_external_calls_total{result=~"error|throttled"}[10m])) / sum by (target) (rate(tenfold_external_calls_total[10m])) > 0.05',
    for: "15m",
    summary: "Calls to {{ $labels.target }} fail",
    description:
      "{{ $value | humanizePercentage }} of the calls to {{ $labels.target }} get no answer, an error of the server, or are throttled.",
  },
  {
    name: "TenfoldServiceNotReady",
    severity: "warning",
    expression: 'max by (namespace, name) (tenfold_service_in_trouble_since_seconds{trouble="NotReady"})',
    for: "30m",
    summary: `${SERVICE} is not Ready`,
    description: "Something that its tier names is not there or does not serve.",
  },
  {
    name: "TenfoldServiceStalled",
    severity: "critical",
    expression: 'max by (namespace, name, reason) (tenfold_service_in_trouble_since_seconds{trouble="Stalled"})',
    for: "10m",
    summary: `${SERVICE} cannot go on: {{ $labels.reason }}`,
    description: "Waiting does not help; its condition Stalled says what does.",
  },
  {
    name: "TenfoldPlanWaits",
    severity: "info",
    expression: 'max by (namespace, name) (tenfold_service_in_trouble_since_seconds{trouble="PlanWaits"})',
    for: "24h",
    summary: `Changes of ${SERVICE} wait`,
    description:
      "They wait for an approval, a window, or a version of Tenfold that can make them; its condition PlanPending says which.",
  },
  {
    name: "TenfoldMoveStuck",
    severity: "critical",
    expression: 'max by (namespace, name, reason) (tenfold_service_in_trouble_since_seconds{trouble="ShutOut"})',
    for: "15m",
    summary: `${SERVICE} is shut out of its database by a move`,
    description:
      "Its data is being copied, or the application is being let in again ({{ $labels.reason }}), for a quarter of an hour.",
  },
  {
    name: "TenfoldOverBudget",
    severity: "info",
    expression: "tenfold_service_over_budget_usd > 0",
    for: "1h",
    summary: `${SERVICE} is above its budget`,
    description: "Its estimated list price is {{ $value | humanize }} USD a month above it.",
  },
  {
    name: "TenfoldBackupOld",
    severity: "warning",
    expression: `time() - max by (namespace, name) (tenfold_service_last_backup_timestamp_seconds) > ${OLD_AFTER_MS / 1000}`,
    for: "15m",
    summary: `${SERVICE} has no backup of the last day`,
    description: "The newest good backup of its database in the cluster is {{ $value | humanizeDuration }} old.",
  },
  {
    name: "TenfoldPoolerClientsWait",
    severity: "warning",
    expression:
      "max by (namespace, name, database) (tenfold_pooler_wait_seconds) > 1 unless on (namespace, name) max by (namespace, name) (tenfold_pooler_paused_seconds) > 0",
    for: "5m",
    summary: `Clients of ${SERVICE} wait for a connection to its database`,
    description: "The one that waits longest for {{ $labels.database }} has waited for {{ $value | humanizeDuration }}.",
  },
  {
    name: "TenfoldPoolerReplicaLeftOut",
    severity: "warning",
    expression: "max by (namespace, name, replica) (tenfold_pooler_replica_taken) == 0",
    for: "15m",
    summary: `No pooler of ${SERVICE} reads from {{ $labels.replica }}`,
    description: "The replica does not answer, is behind, or has become the one that writes. Its reads go to the others.",
  },
  {
    name: "TenfoldMoreInTrouble",
    severity: "warning",
    expression: 'sum by (trouble) (tenfold_services_in_trouble{named="false",trouble=~"NotReady|Stalled"}) > 0',
    for: "30m",
    summary: "More services are {{ $labels.trouble }} than alerts name",
    description: "{{ $value }} more services are {{ $labels.trouble }} than the twenty that have alerts of their own.",
  },
];
