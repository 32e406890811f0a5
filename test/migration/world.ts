// What the tests of the migration program share: orders with names of their own, the two kinds of master, the program
// as a process, and the state of a role and its database as the server's catalog has it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { BootstrapOrder, Server, Tls } from "../../migrator/config.js";
import { scramVerifier } from "../../domain/credentials/scram.js";
import type { Login, PostgresServer } from "../postgres/server.js";

export const SALT = Buffer.from("0123456789abcdef");
export const APP_PASSWORD = "app-password_0";
export const VERIFIER = scramVerifier(APP_PASSWORD, SALT, 4096);

const counter = { last: 0 };

/** An order with names that no other test uses. */
export function freshOrder(stem = "app"): BootstrapOrder {
  counter.last += 1;
  const name = `${stem}_${counter.last}`;
  return { masterDatabase: "postgres", role: name, verifier: VERIFIER, database: `${name}_db` };
}

export type Master = { readonly user: string; readonly password: string };

export function serverFor(server: PostgresServer, master: Master, tls: Tls = { mode: "disable" }): Server {
  return { host: server.host, port: server.port, ...master, tls };
}

/** In a cluster the master is a superuser; on RDS it may create roles and databases, and no more. */
export async function mastersOf(server: PostgresServer) {
  const superuser = { user: server.superuser, password: server.superPassword };
  const rdsLike = { user: "rds_master", password: "master-password" };
  await asSuperuser(server, `CREATE ROLE rds_master LOGIN CREATEROLE CREATEDB PASSWORD '${rdsLike.password}'`);
  return { superuser, rdsLike };
}

export function appLogin(order: BootstrapOrder): Login {
  return { user: order.role, password: APP_PASSWORD, database: order.database };
}

export async function asSuperuser(
  server: PostgresServer,
  text: string,
  { values = [], database = "postgres" }: { values?: readonly unknown[]; database?: string } = {},
) {
  const login = { user: server.superuser, password: server.superPassword, database };
  const { rows } = await server.as(login, (client) => client.query<Record<string, unknown>>(text, [...values]));
  return rows;
}

/** Everything that bootstrap decides about, with the order's own names taken out so that two orders can be compared. */
export async function stateOf(server: PostgresServer, order: BootstrapOrder): Promise<unknown> {
  const [role] = await asSuperuser(
    server,
    `SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolpassword,
            shobj_description(oid, 'pg_authid') AS mark,
            ARRAY(SELECT member::regrole::text FROM pg_auth_members WHERE roleid = a.oid ORDER BY 1) AS members
       FROM pg_authid a WHERE rolname = $1`,
    { values: [order.role] },
  );
  const [database] = await asSuperuser(
    server,
    `SELECT pg_get_userbyid(datdba) AS owner, datconnlimit, pg_encoding_to_char(encoding) AS encoding, datacl::text AS acl
       FROM pg_database WHERE datname = $1`,
    { values: [order.database] },
  );
  const text = JSON.stringify({ role, database }).replaceAll(order.database, "DATABASE").replaceAll(order.role, "ROLE");
  return JSON.parse(text);
}

/** Every role and database of the server, to show that a refusal changed nothing. */
export async function catalogOf(server: PostgresServer): Promise<unknown> {
  const roles = await asSuperuser(
    server,
    "SELECT *, xmin::text, shobj_description(oid, 'pg_authid') FROM pg_authid ORDER BY oid",
  );
  const databases = await asSuperuser(
    server,
    "SELECT oid, datname, datdba, datconnlimit, datacl::text, xmin::text FROM pg_database ORDER BY oid",
  );
  const members = await asSuperuser(server, "SELECT *, xmin::text FROM pg_auth_members ORDER BY roleid, member");
  return { roles, databases, members };
}

export function environmentOf(server: Server, order: BootstrapOrder): Record<string, string> {
  return {
    MASTER_HOST: server.host,
    MASTER_PORT: String(server.port),
    MASTER_USER: server.user,
    MASTER_PASSWORD: server.password,
    MASTER_DATABASE: order.masterDatabase,
    MASTER_TLS: server.tls.mode,
    ...(server.tls.caFile === undefined ? {} : { MASTER_CA_FILE: server.tls.caFile }),
    APP_ROLE: order.role,
    APP_VERIFIER: order.verifier,
    APP_DATABASE: order.database,
  };
}

export type ProgramEnd = { readonly code: number | null; readonly output: string; readonly lines: readonly unknown[] };
export type RunningProgram = {
  readonly end: Promise<ProgramEnd>;
  /** Resolves once the output so far contains the text. */
  said(text: string): Promise<void>;
  kill(): void;
  /** As Kubernetes asks a pod to stop. */
  terminate(): void;
};

/** The program as Kubernetes runs it: a process with nothing but its environment. */
export function startProgram(args: readonly string[], env: Record<string, string>): RunningProgram {
  const main = fileURLToPath(new URL("../../migrator/main.js", import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const heard = { text: "" };
  const listen = (chunk: Buffer) => void (heard.text += chunk.toString());
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const end = once(child, "close").then(() => ({ code: child.exitCode, output: heard.text, lines: jsonLines(heard.text) }));
  return {
    end,
    said: async (text) => {
      while (!heard.text.includes(text) && child.exitCode === null && child.signalCode === null) await sleep(2);
    },
    kill: () => void child.kill("SIGKILL"),
    terminate: () => void child.kill("SIGTERM"),
  };
}

function jsonLines(text: string): readonly unknown[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): unknown => JSON.parse(line));
}
