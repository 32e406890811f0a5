// The two Grafana boards, the one source of their JSON.
export type Panel = {
  readonly title: string;
  readonly description: string;
  readonly kind: "timeseries" | "stat" | "table";
  readonly unit: string;
  /** Legend by expression. */
  readonly queries: Readonly<Record<string, string>>;
};

export type Board = {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly Panel[];
};

const quantile = (q: number, metric: string, by: string): string =>
  `histogram_quantile(${String(q)}, sum by (le, ${by}) (rate(${metric}_bucket[$__rate_interval])))`;

const OPERATOR: Board = {
  id: "operator",
  title: "Tenfold / Operator",
  panels: [
    {
      title: "Leaders",
      description: "One is right. None: nothing is done. Two: look at the clocks of the nodes.",
      kind: "stat",
      unit: "short",
      queries: { "sum(leader_election_master_status)": "leaders" },
    },
    {
      title: "Reconciles",
      description: "By result; errors are those that nobody expected.",
      kind: "timeseries",
      unit: "ops",
      queries: { "sum by (result) (rate(controller_runtime_reconcile_total[$__rate_interval]))": "{{result}}" },
    },
    {
      title: "Time of a reconcile",
      description: "Writes included.",
      kind: "timeseries",
      unit: "s",
      queries: {
        [quantile(0.5, "controller_runtime_reconcile_time_seconds", "controller")]: "median",
        [quantile(0.99, "controller_runtime_reconcile_time_seconds", "controller")]: "99 %",
      },
    },
    {
      title: "Queue",
      description: "Services that wait, and reconciles that run, out of those that may run at a time.",
      kind: "timeseries",
      unit: "short",
      queries: {
        "max(workqueue_depth)": "waiting",
        "max(controller_runtime_active_workers)": "running",
        "max(controller_runtime_max_concurrent_reconciles)": "at most",
      },
    },
    {
      title: "Time in the queue",
      description: "From the reason for a reconcile to its start.",
      kind: "timeseries",
      unit: "s",
      queries: { [quantile(0.99, "workqueue_queue_duration_seconds", "name")]: "99 %" },
    },
    {
      title: "Calls",
      description: "To the API server and to AWS, by result.",
      kind: "timeseries",
      unit: "ops",
      queries: { "sum by (target, result) (rate(tenfold_external_calls_total[$__rate_interval]))": "{{target}} {{result}}" },
    },
    {
      title: "Time of a call",
      description: "99 of a hundred are faster.",
      kind: "timeseries",
      unit: "s",
      queries: { [quantile(0.99, "tenfold_external_call_duration_seconds", "target")]: "{{target}}" },
    },
    {
      title: "Watches",
      description: "Longest silence, and how often watches had to be taken up again.",
      kind: "timeseries",
      unit: "s",
      queries: { "max(tenfold_watch_age_seconds)": "silence", "sum(tenfold_watch_restarts)": "restarts" },
    },
    {
      title: "Memory and children",
      description: "Memory grows with the number of children.",
      kind: "timeseries",
      unit: "short",
      queries: {
        "max(process_resident_memory_bytes)": "bytes resident",
        "max(nodejs_heap_size_used_bytes)": "bytes of heap",
        "max(tenfold_children)": "children",
      },
    },
    {
      title: "Event loop",
      description: "How long a due timer waits: above a second probes fail.",
      kind: "timeseries",
      unit: "s",
      queries: { "max(nodejs_eventloop_lag_p99_seconds)": "99 %", "rate(process_cpu_seconds_total[$__rate_interval])": "CPU" },
    },
    {
      title: "Events lost",
      description: "Kubernetes events that could not be written.",
      kind: "stat",
      unit: "short",
      queries: { "sum(tenfold_events_lost_total)": "lost" },
    },
  ],
};

const SINCE = "tenfold_service_in_trouble_since_seconds";
const NAMED = "{{namespace}}/{{name}} {{reason}}";

const SERVICES: Board = {
  id: "services",
  title: "Tenfold / Services",
  panels: [
    {
      title: "Services by tier",
      description: "Ready or not.",
      kind: "timeseries",
      unit: "short",
      queries: { "sum by (tier, ready) (tenfold_services)": "{{tier}} ready: {{ready}}" },
    },
    {
      title: "In trouble",
      description: "Services by kind of trouble. The tables name twenty of each kind.",
      kind: "timeseries",
      unit: "short",
      queries: { "sum by (trouble) (tenfold_services_in_trouble)": "{{trouble}}" },
    },
    {
      title: "Not Ready",
      description: "Services that lack something that their tier names, and for how long.",
      kind: "table",
      unit: "s",
      queries: { [`time() - ${SINCE}{trouble="NotReady"}`]: NAMED },
    },
    {
      title: "Stalled",
      description: "Services that cannot go on until somebody acts, and for how long.",
      kind: "table",
      unit: "s",
      queries: { [`time() - ${SINCE}{trouble="Stalled"}`]: NAMED },
    },
    {
      title: "Reasons of not being Ready",
      description: "Services by the reason of their condition Ready.",
      kind: "timeseries",
      unit: "short",
      queries: { 'sum by (reason) (tenfold_services_by_condition{type="Ready",status!="True"})': "{{reason}}" },
    },
    {
      title: "Changes",
      description: "By class of disruption, and whether they run, wait or are held.",
      kind: "timeseries",
      unit: "short",
      queries: { "sum by (disruption, state) (tenfold_plan_changes)": "{{disruption}} {{state}}" },
    },
    {
      title: "Changes that wait",
      description: "Services whose plan waits for somebody or for a time, and for how long.",
      kind: "table",
      unit: "s",
      queries: { [`time() - ${SINCE}{trouble="PlanWaits"}`]: NAMED },
    },
    {
      title: "Cost",
      description: "List prices by tier, a month; what AWS bills differs.",
      kind: "timeseries",
      unit: "currencyUSD",
      queries: { "sum by (tier) (tenfold_monthly_cost_usd)": "{{tier}}" },
    },
    {
      title: "Above the budget",
      description: "US dollars a month above the budget of the service.",
      kind: "table",
      unit: "currencyUSD",
      queries: { tenfold_service_over_budget_usd: "{{namespace}}/{{name}}" },
    },
    {
      title: "Retained data",
      description: "Objects that no tier names any more; they are billed as before.",
      kind: "stat",
      unit: "short",
      queries: { "sum(tenfold_retained_objects)": "objects" },
    },
  ],
};

export const BOARDS: readonly Board[] = [OPERATOR, SERVICES];
