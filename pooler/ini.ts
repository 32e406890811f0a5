// PgBouncer's three files, from the environment, the settings, and what is known of the replicas. Pure.
import type { PoolerSettings } from "../domain/api/pooler-settings.js";
import { READER_SUFFIX } from "../domain/api/pooler-settings.js";
import type { Config } from "./config.js";

export type Present = {
  /** Replicas that take reads. None: the database itself does. */
  readonly readers: readonly string[];
  readonly isPaused: boolean;
};

/** A query that has waited so long for a connection is given up. A failover takes less. */
const QUERY_WAIT_SECONDS = 120;
/** Different texts of prepared statements that are kept on each connection. */
const MAX_PREPARED_STATEMENTS = 200;
/** What a server that is silently gone is noticed by. */
const DEAD_PEER_MS = 15_000;

export function iniText(config: Config, settings: PoolerSettings, { readers, isPaused }: Present): string {
  const { database, role, runFolder } = config;
  const { host, port, pools } = settings;
  const writes = { host, port, dbname: database, pool_size: pools.writes };
  const each = readers.length === 0 ? pools.readsOfWriter : pools.readsOfReplica * readers.length;
  const reads = { ...writes, host: readers.length === 0 ? host : readers.join(","), pool_size: each };
  return [
    "[databases]",
    `${database} = ${connection(writes)}`,
    `${database}${READER_SUFFIX} = ${connection(reads)}`,
    "[pgbouncer]",
    ...lines({
      listen_addr: config.host,
      listen_port: config.port,
      unix_socket_dir: runFolder,
      unix_socket_mode: "0700",
      auth_type: "hba",
      auth_hba_file: `${runFolder}/hba.conf`,
      auth_file: `${runFolder}/users.txt`,
      admin_users: config.adminUser,
      pool_mode: "transaction",
      max_client_conn: settings.clients,
      default_pool_size: 1,
      max_user_connections: 0,
      max_prepared_statements: MAX_PREPARED_STATEMENTS,
      // What JDBC sends by itself and needs nothing for. Others are refused: to take them and not to do them would be worse.
      ignore_startup_parameters: "extra_float_digits",
      server_round_robin: 1,
      ...tlsOf(settings, config),
      server_login_retry: 1,
      server_connect_timeout: 5,
      server_idle_timeout: 300,
      // Whoever paused says when it goes on; the guard ends a pause that was forgotten.
      query_wait_timeout: isPaused ? 0 : QUERY_WAIT_SECONDS,
      tcp_user_timeout: DEAD_PEER_MS,
      tcp_keepidle: 10,
      tcp_keepintvl: 5,
      tcp_keepcnt: 3,
      log_connections: 0,
      log_disconnections: 0,
      log_stats: 0,
    }),
    `; ${role} is the only role of the application`,
    "",
  ].join("\n");
}

function connection(fields: Readonly<Record<string, string | number>>): string {
  return Object.entries({ ...fields, max_db_connections: fields["pool_size"] ?? 1 })
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function lines(settings: Readonly<Record<string, string | number>>): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
}

function tlsOf({ tls }: PoolerSettings, { authoritiesFile }: Config): Readonly<Record<string, string>> {
  if (tls !== "verify-full") return { server_tls_sslmode: tls };
  return { server_tls_sslmode: tls, server_tls_ca_file: authoritiesFile };
}

/** In plain text: with a verifier alone PgBouncer could not log in to the server. */
export function usersText({ role, password, adminUser, adminPassword }: Config): string {
  return `${quoted(role)} ${quoted(password)}\n${quoted(adminUser)} ${quoted(adminPassword)}\n`;
}

/** The console is reached through a door of its own (admin-door.ts), which comes in here as local. */
export function hbaText({ role, database, adminUser }: Config): string {
  const names = `${quoted(database)},${quoted(database + READER_SUFFIX)}`;
  return [
    `local pgbouncer ${quoted(adminUser)} scram-sha-256`,
    `local ${names} ${quoted(role)} scram-sha-256`,
    `host pgbouncer all all reject`,
    `host ${names} ${quoted(role)} all scram-sha-256`,
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
