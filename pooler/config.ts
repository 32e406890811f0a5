// Environment → one Config. Every default is here; messages name variables, never their values.
import { POOLER_ADMIN_PORT, POOLER_LEAD_PORT, POOLER_METRICS_PORT, POOLER_PORT } from "../domain/api/pooler-settings.js";

export type Config = {
  /** The application's role, its password, and the database that it names. */
  readonly role: string;
  readonly password: string;
  readonly database: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** What the operator writes (domain/api/pooler-settings.ts). */
  readonly settingsFile: string;
  /** Certificates of those who may sign for the database's server. */
  readonly authoritiesFile: string;
  /** Where files with passwords may be written: in memory. */
  readonly runFolder: string;
  /** Of the WebService, for metrics. */
  readonly serviceName: string;
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly leadPort: number;
  readonly metricsPort: number;
  /** PgBouncer. */
  readonly program: string;
  /** A pause that nobody has ended after so long is ended. */
  readonly pauseSeconds: number;
  readonly waitForClientsSeconds: number;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Longer than a freeze is planned to be; whoever paused has most likely died. */
const PAUSE_SECONDS = 900;

export function readConfig(env: Environment): Config {
  return {
    role: required(env, "APP_ROLE"),
    password: required(env, "APP_PASSWORD"),
    database: required(env, "APP_DATABASE"),
    adminUser: required(env, "POOLER_ADMIN_USER"),
    adminPassword: required(env, "POOLER_ADMIN_PASSWORD"),
    settingsFile: required(env, "SETTINGS_FILE"),
    authoritiesFile: env.AUTHORITIES_FILE ?? "",
    runFolder: required(env, "RUN_FOLDER"),
    serviceName: env.SERVICE_NAME ?? "",
    host: env.LISTEN_HOST ?? "*",
    port: whole(env, "PORT", POOLER_PORT),
    adminPort: whole(env, "ADMIN_PORT", POOLER_ADMIN_PORT),
    leadPort: whole(env, "LEAD_PORT", POOLER_LEAD_PORT),
    metricsPort: whole(env, "METRICS_PORT", POOLER_METRICS_PORT),
    program: env.PGBOUNCER ?? "/usr/sbin/pgbouncer",
    pauseSeconds: whole(env, "PAUSE_SECONDS", PAUSE_SECONDS),
    waitForClientsSeconds: whole(env, "WAIT_FOR_CLIENTS_SECONDS", 90),
  };
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  // Each of them goes into a line of a file.
  if (/[\r\n\0]/.test(value)) throw new Error(`${name} has a line break`);
  return value;
}

function whole(env: Environment, name: string, otherwise: number): number {
  const text = env[name] ?? String(otherwise);
  if (!/^[0-9]{1,6}$/.test(text)) throw new Error(`${name} must be a whole number`);
  return Number(text);
}
