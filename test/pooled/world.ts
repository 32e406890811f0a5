// A database with streaming replicas and a pooler in front of it, all of them real, each at a loopback address of its own and one port.
import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execPath } from "node:process";
import { promisify } from "node:util";
import pg from "pg";
import type { PoolerSettings } from "../../domain/api/pooler-settings.js";
import { postgresProgramFolder } from "../../local/postgres/programs.js";
import { unprivilegedAccount } from "../../local/postgres/account.js";
import { freePort } from "../postgres/server.js";
import { pgbouncer } from "./pgbouncer.js";

const run = promisify(execFile);

export const APP = { user: "app", password: "app-password", database: "app" } as const;
export const ADMIN = { user: "console", password: "console-password" } as const;

export type Instance = {
  readonly host: string;
  readonly port: number;
  /** As the superuser, in the application's database. */
  sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** As if its node were gone: no connection is closed in order. */
  kill(): Promise<void>;
  restart(): Promise<void>;
};
export type World = {
  readonly folder: string;
  readonly port: number;
  start(address: string, options?: { readonly copyOf?: Instance; readonly withApp?: boolean }): Promise<Instance>;
  pooler(settings: Partial<PoolerSettings> & { readonly host: string }, env?: Record<string, string>): Promise<PoolerUnderTest>;
  close(): Promise<void>;
};
export type PoolerUnderTest = {
  readonly port: number;
  readonly adminPort: number;
  readonly leadPort: number;
  readonly process: ChildProcess;
  said(): string;
  write(settings: Partial<PoolerSettings> & { readonly host: string }): void;
  readonly ready: () => Promise<boolean>;
  metrics(): Promise<string>;
  client(database?: string): Promise<pg.Client>;
  console(): Promise<pg.Client>;
};

export async function openWorld(): Promise<World> {
  const bin = (await postgresProgramFolder(["initdb", "postgres", "pg_basebackup"])) ?? "";
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), "tenfold-pooled-"));
  if (account) chownSync(folder, account.uid, account.gid);
  const port = await freePort();
  const processes: ChildProcess[] = [];
  const track = (process: ChildProcess): ChildProcess => {
    processes.push(process);
    return process;
  };
  const options = { cwd: folder, ...account };
  return {
    folder,
    port,
    start: async (address, { copyOf, withApp = true } = {}) => {
      const data = join(folder, `data-${address}`);
      if (copyOf === undefined) await initialize(join(bin, "initdb"), data, options);
      else {
        const from = [
          "-h",
          copyOf.host,
          "-p",
          String(port),
          "-U",
          "postgres",
          "-D",
          data,
          "-R",
          "-X",
          "stream",
          "-c",
          "fast",
          "--no-sync",
        ];
        await run(join(bin, "pg_basebackup"), from, options);
      }
      const launch = () =>
        track(spawn(join(bin, "postgres"), serverArguments(data, address, port), { ...options, stdio: "ignore" }));
      const instance = instanceOf(launch, address, port);
      await instance.restart();
      if (copyOf === undefined && withApp) await makeApplication(address, port);
      return instance;
    },
    pooler: async (settings, env = {}) => startPooler({ folder, port, account, track }, settings, env),
    close: async () => {
      await Promise.all(processes.map((process) => (process.spawnfile === execPath ? killGroup(process) : kill(process))));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Options = { readonly cwd: string; readonly uid?: number; readonly gid?: number };

async function initialize(initdb: string, data: string, options: Options): Promise<void> {
  await run(initdb, ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], options);
  // The application proves who it is; the superuser is the test.
  const hba = [
    "host all app all scram-sha-256",
    "host all all all trust",
    "host replication all all trust",
    "local all all trust",
  ];
  writeFileSync(join(data, "pg_hba.conf"), `${hba.join("\n")}\n`);
}

function serverArguments(data: string, address: string, port: number): readonly string[] {
  const settings = ["fsync=off", "max_connections=60", `unix_socket_directories=`, `listen_addresses=${address}`];
  return ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
}

function instanceOf(launch: () => ChildProcess, host: string, port: number): Instance {
  const state: { process?: ChildProcess } = {};
  const as = (database: string) => ({ host, port, user: "postgres", database });
  return {
    host,
    port,
    sql: (text) => once1(as("app"), text),
    kill: async () => {
      if (state.process) await kill(state.process);
    },
    restart: async () => {
      state.process = launch();
      await until(async () => (await once1(as("postgres"), "SELECT 1").catch(() => [])).length === 1);
    },
  };
}

async function once1(login: pg.ClientConfig, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client(login);
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function makeApplication(host: string, port: number): Promise<void> {
  const login = { host, port, user: "postgres", database: "postgres" };
  await once1(login, `CREATE ROLE app LOGIN PASSWORD '${APP.password}'`);
  await once1(login, "CREATE DATABASE app OWNER app");
}

/** SIGQUIT, postgres' immediate shutdown, would be an orderly goodbye to the clients. */
async function kill(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, "exit");
  process.kill("SIGKILL");
  await ended;
}

/** With all that it has started, also when it has ended itself. */
async function killGroup(leader: ChildProcess): Promise<void> {
  await kill(leader);
  try {
    process.kill(-(leader.pid ?? 0), "SIGKILL");
  } catch {
    // Nobody of it is left.
  }
}

type Ground = {
  readonly folder: string;
  readonly port: number;
  readonly account: ReturnType<typeof unprivilegedAccount>;
  readonly track: (process: ChildProcess) => ChildProcess;
};
type Wanted = Partial<PoolerSettings> & { readonly host: string };

async function startPooler({ folder, port, account, track }: Ground, wanted: Wanted, env: Record<string, string>) {
  const runFolder = mkdtempSync(join(folder, "run-"));
  mkdirSync(runFolder, { recursive: true });
  if (account) chownSync(runFolder, account.uid, account.gid);
  const settingsFile = join(folder, `${runFolder.split("-").at(-1) ?? ""}.json`);
  const write = (settings: Wanted) => writeFileSync(settingsFile, JSON.stringify({ ...DEFAULTS, port, ...settings }));
  write(wanted);
  const [listen, adminPort, leadPort, metricsPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const heard = { text: "" };
  const main = fileURLToPath(new URL("../../pooler/main.js", import.meta.url));
  const process_ = track(
    spawn(execPath, [main], {
      ...account,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: what it has started goes with it, as with a container.
      detached: true,
      env: {
        APP_ROLE: APP.user,
        APP_PASSWORD: APP.password,
        APP_DATABASE: APP.database,
        POOLER_ADMIN_USER: ADMIN.user,
        POOLER_ADMIN_PASSWORD: ADMIN.password,
        SETTINGS_FILE: settingsFile,
        RUN_FOLDER: runFolder,
        SERVICE_NAME: "shop",
        LISTEN_HOST: "127.0.0.1",
        PORT: String(listen),
        ADMIN_PORT: String(adminPort),
        LEAD_PORT: String(leadPort),
        METRICS_PORT: String(metricsPort),
        PGBOUNCER: await pgbouncer(),
        ...env,
      },
    }),
  );
  for (const stream of [process_.stdout, process_.stderr])
    stream?.on("data", (chunk: Buffer) => (heard.text += chunk.toString()));
  const http = (path: string) => fetch(`http://127.0.0.1:${metricsPort}${path}`);
  const under: PoolerUnderTest = {
    port: listen,
    adminPort,
    leadPort,
    process: process_,
    said: () => heard.text,
    write,
    ready: () =>
      http("/readyz").then(
        ({ ok }) => ok,
        () => false,
      ),
    metrics: async () => (await http("/metrics")).text(),
    client: (database = APP.database) => connect({ ...APP, database, host: "127.0.0.1", port: listen }),
    console: () => connect({ ...ADMIN, database: "pgbouncer", host: "127.0.0.1", port: adminPort }),
  };
  await until(under.ready).catch(() => {
    throw new Error(`the pooler does not become ready:\n${heard.text}`);
  });
  return under;
}

const DEFAULTS = {
  replication: "none",
  tls: "disable",
  replicas: [],
  maxLagSeconds: 5,
  pools: { writes: 4, readsOfReplica: 4, readsOfWriter: 2 },
  clients: 200,
} as const;

export async function connect(login: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(login);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Tests say what they wait for and not how long; the limit is that of a test that hangs. */
export async function until(holds: () => Promise<boolean>, limitMs = 50_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("what was waited for has not come");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
