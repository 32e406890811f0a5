// A real PostgreSQL server for tests: own data directory, SCRAM logins, a free loopback port, never as root.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { unprivilegedAccount } from "../../local/postgres/account.js";
import { emptyData } from "../../local/postgres/new-data.js";
import { newerPostgres } from "../../local/postgres/newer.js";
import { postgresProgramFolder } from "../../local/postgres/programs.js";

export type PostgresServer = {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly superPassword: string;
  /** As somebody, in some database, for as long as the act takes. */
  as<Result>(login: Login, act: (client: pg.Client) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
  /** Immediate shutdown, as when its machine is lost; the data stays. */
  crash(): Promise<void>;
  /** On the same port, with the same data. */
  restart(): Promise<void>;
};
export type Login = { readonly user: string; readonly password: string; readonly database: string };

const SUPER_PASSWORD = "test-superuser";

export type PostgresOptions = {
  /** Certificate and key in PEM: the server then offers TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Of 17, where it can be had; else the installed version. */
  readonly version?: "installed" | "newer";
  /** Parameters of the server, as name=value. */
  readonly parameters?: readonly string[];
};

export async function startPostgres({ tls, version, parameters = [] }: PostgresOptions = {}): Promise<PostgresServer> {
  const newer = version === "newer" ? await newerPostgres() : undefined;
  const bin = newer?.bin ?? (await postgresProgramFolder());
  if (bin === undefined) throw new Error("no initdb and postgres: install the PostgreSQL server (package postgresql)");
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), "tenfold-postgres-"));
  if (account) chownSync(folder, account.uid, account.gid);
  const keep = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    if (account) chownSync(file, account.uid, account.gid);
    return file;
  };
  const data = join(folder, "data");
  await emptyData({ bin, folder, data, superuser: "postgres", password: SUPER_PASSWORD, account });
  const port = await freePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
    "fsync=off",
    "max_connections=50",
    ...parameters,
  ];
  if (tls) {
    settings.push("ssl=on", `ssl_cert_file=${keep("cert", tls.certificate)}`, `ssl_key_file=${keep("key", tls.key)}`);
  }
  const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  const start = () => spawn(join(bin, "postgres"), args, { cwd: folder, ...account, stdio: "ignore" });
  const server = serverAt(port, folder, start);
  await server.restart();
  return server;
}

export function serverAt(port: number, folder: string, start: () => ChildProcess): PostgresServer {
  const host = "127.0.0.1";
  const running: { postgres?: ChildProcess } = {};
  const crash = async () => {
    if (running.postgres) await stopServer(running.postgres);
  };
  const server: PostgresServer = {
    host,
    port,
    superuser: "postgres",
    superPassword: SUPER_PASSWORD,
    as: async (login, act) => {
      const client = new pg.Client({ host, port, ...login });
      client.on("error", () => undefined);
      await client.connect();
      try {
        return await act(client);
      } finally {
        await client.end();
      }
    },
    stop: async () => {
      await crash();
      rmSync(folder, { recursive: true, force: true });
    },
    crash,
    restart: async () => {
      running.postgres = start();
      await untilReady(server, running.postgres);
    },
  };
  return server;
}

async function untilReady(server: PostgresServer, postgres: ChildProcess): Promise<void> {
  const login = { user: server.superuser, password: server.superPassword, database: "postgres" };
  for (;;) {
    if (postgres.exitCode !== null) throw new Error(`postgres ended with exit code ${postgres.exitCode}`);
    try {
      await server.as(login, (client) => client.query("SELECT 1"));
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function stopServer(postgres: ChildProcess): Promise<void> {
  if (postgres.exitCode !== null || postgres.signalCode !== null) return;
  const ended = once(postgres, "exit");
  postgres.kill("SIGQUIT"); // immediate shutdown: nothing here is worth saving
  await ended;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
