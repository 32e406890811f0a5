// The metrics of a pooler: what is declared here is what the reference lists. Pure.
import type { MetricSpec } from "../operator/ports/metrics.js";
import type { Replica } from "./replicas.js";
import type { Row } from "./session.js";

export type PoolerMetric = MetricSpec & { readonly kind: "gauge" | "counter" };

const metric =
  (kind: PoolerMetric["kind"]) =>
  (name: string, labels: readonly string[], help: string): PoolerMetric => ({
    kind,
    name: `tenfold_pooler_${name}`,
    labels: ["name", ...labels],
    help,
  });
const gauge = metric("gauge");
const counter = metric("counter");

export const POOLER_METRICS = {
  ready: gauge("ready", [], "1 as long as the database answers through this pooler, or it is paused."),
  paused: gauge("paused_seconds", [], "Seconds since it was paused; 0: it is not."),
  clients: gauge("clients", ["database", "state"], "Clients: served or idle (active), and waiting for a connection."),
  servers: gauge(
    "server_connections",
    ["database", "state"],
    "Connections to PostgreSQL that are in use (active) or free (idle).",
  ),
  allowed: gauge("server_connections_allowed", ["database"], "Connections to PostgreSQL that this pooler may have."),
  wait: gauge("wait_seconds", ["database"], "How long the client that waits longest has waited for a connection."),
  queries: counter("queries_total", ["database"], "Queries."),
  transactions: counter("transactions_total", ["database"], "Transactions."),
  waited: counter("waited_seconds_total", ["database"], "Time that clients have waited for a connection."),
  taken: gauge("replica_taken", ["replica"], "1 as long as reads go to the replica, 0 while it does not answer or is behind."),
  lag: gauge("replica_lag_seconds", ["replica"], "How far the replica is behind."),
} as const;

export type Told = {
  readonly serviceName: string;
  readonly isReady: boolean;
  readonly pausedSeconds: number;
  readonly replicas: readonly Replica[];
  /** SHOW POOLS, SHOW STATS, SHOW DATABASES. */
  readonly pools: readonly Row[];
  readonly stats: readonly Row[];
  readonly databases: readonly Row[];
};

type Line = readonly [spec: PoolerMetric, labels: Readonly<Record<string, string>>, value: number];

export function metricsText(told: Told): string {
  const name = { name: told.serviceName };
  const byDatabase = (rows: readonly Row[], column: string) => rows.filter((row) => row[column] !== "pgbouncer");
  const all: readonly Line[] = [
    [POOLER_METRICS.ready, name, told.isReady ? 1 : 0],
    [POOLER_METRICS.paused, name, told.pausedSeconds],
    ...byDatabase(told.pools, "database").flatMap((row) => poolLines(row, name)),
    ...byDatabase(told.databases, "name").map((row): Line => [
      POOLER_METRICS.allowed,
      { ...name, database: String(row["name"]) },
      Number(row["pool_size"]),
    ]),
    ...byDatabase(told.stats, "database").flatMap((row) => statLines(row, name)),
    ...told.replicas.flatMap((replica): readonly Line[] => [
      [POOLER_METRICS.taken, { ...name, replica: replica.host }, replica.isTaken ? 1 : 0],
      ...(replica.lagSeconds === undefined
        ? []
        : [[POOLER_METRICS.lag, { ...name, replica: replica.host }, replica.lagSeconds] as const]),
    ]),
  ];
  return Object.values(POOLER_METRICS)
    .flatMap((spec) => [
      `# HELP ${spec.name} ${spec.help}`,
      `# TYPE ${spec.name} ${spec.kind}`,
      ...all.filter(([of]) => of === spec).map(lineText),
    ])
    .join("\n")
    .concat("\n");
}

type Name = { readonly name: string };

function poolLines(row: Row, name: Name): readonly Line[] {
  const of = { ...name, database: String(row["database"]) };
  return [
    [POOLER_METRICS.clients, { ...of, state: "active" }, Number(row["cl_active"])],
    [POOLER_METRICS.clients, { ...of, state: "waiting" }, Number(row["cl_waiting"])],
    [POOLER_METRICS.servers, { ...of, state: "active" }, Number(row["sv_active"])],
    [POOLER_METRICS.servers, { ...of, state: "idle" }, Number(row["sv_idle"]) + Number(row["sv_used"])],
    [POOLER_METRICS.wait, of, Number(row["maxwait"]) + Number(row["maxwait_us"]) / 1e6],
  ];
}

function statLines(row: Row, name: Name): readonly Line[] {
  const of = { ...name, database: String(row["database"]) };
  return [
    [POOLER_METRICS.queries, of, Number(row["total_query_count"])],
    [POOLER_METRICS.transactions, of, Number(row["total_xact_count"])],
    [POOLER_METRICS.waited, of, Number(row["total_wait_time"]) / 1e6],
  ];
}

function lineText([{ name }, labels, value]: Line): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replaceAll(/["\\\n]/g, "_")}"`);
  return `${name}{${pairs.join(",")}} ${value}`;
}
