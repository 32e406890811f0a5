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
  /** Metric whose namespaces and names can be chosen from. */
  readonly choice?: string;
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

const CHOSEN = 'namespace=~"$namespace",name=~"$name"';

const SERVICES: Board = {
  id: "services",
  title: "Tenfold / Services",
  choice: "tenfold_service_tier",
  panels: [
    {
      title: "Services by tier",
      description: "Ready or not.",
      kind: "timeseries",
      unit: "short",
      queries: { "sum by (tier, ready) (tenfold_services)": "{{tier}} ready: {{ready}}" },
    },
    {
      title: "Not Ready",
      description: "Services that lack something that their tier names.",
      kind: "table",
      unit: "short",
      queries: { [`tenfold_service_condition{type="Ready",status!="True",${CHOSEN}}`]: "{{namespace}}/{{name}} {{reason}}" },
    },
    {
      title: "Conditions",
      description: "1 while the condition holds.",
      kind: "timeseries",
      unit: "short",
      queries: { [`tenfold_service_condition{status="True",${CHOSEN}}`]: "{{name}} {{type}}" },
    },
    {
      title: "Tier",
      description: "Served, and aimed at.",
      kind: "table",
      unit: "short",
      queries: { [`tenfold_service_tier{${CHOSEN}}`]: "{{namespace}}/{{name}} {{current}} → {{target}}" },
    },
    {
      title: "Changes that wait",
      description: "By class of disruption.",
      kind: "timeseries",
      unit: "short",
      queries: { [`tenfold_service_plan_changes{${CHOSEN}}`]: "{{name}} {{disruption}} {{state}}" },
    },
    {
      title: "Cost and budget",
      description: "List prices; what AWS bills differs.",
      kind: "timeseries",
      unit: "currencyUSD",
      queries: {
        [`tenfold_service_monthly_cost_usd{${CHOSEN}}`]: "{{name}}",
        [`tenfold_service_budget_usd{${CHOSEN}}`]: "{{name}} budget",
      },
    },
    {
      title: "Retained data",
      description: "Objects that no tier names any more; they are billed as before.",
      kind: "timeseries",
      unit: "short",
      queries: { [`tenfold_service_retained_objects{${CHOSEN}}`]: "{{name}}" },
    },
  ],
};

export const BOARDS: readonly Board[] = [OPERATOR, SERVICES];
