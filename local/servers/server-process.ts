// One server of PostgreSQL as a process that outlives whoever started it: found again by its record, ended by its pid alone.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePorts, isFree } from "../control-plane/free-ports.js";
import { identityOf, isAlive, type ProcessRecord } from "../control-plane/process-identity.js";
import type { Account } from "../postgres/account.js";

type ServerRecord = ProcessRecord & { readonly port: number };
export const HOST = "127.0.0.1";

const POLL_MS = 50;
const PATIENCE_MS = 60_000;
/** Asked first, then without waiting for anybody, then by force. */
const STOPS = [
  ["SIGINT", 10_000],
  ["SIGQUIT", 5_000],
  ["SIGKILL", 5_000],
] as const;

export type Start = {
  readonly folder: string;
  readonly bin: string;
  readonly account: Account | undefined;
  /** Parameters, as name=value. */
  readonly parameters: readonly string[];
};

/** Resolves with its port when it takes connections. One that runs on this folder already is that one. */
export async function startServer(start: Start): Promise<number> {
  const running = await runningServer(start.folder);
  if (running !== undefined) {
    await untilServes(running, start.folder);
    return running.port;
  }
  const port = await portFor(start.folder);
  const { folder, bin, account } = start;
  const parameters = [`listen_addresses=${HOST}`, "unix_socket_directories=", "fsync=off", ...start.parameters];
  const args = ["-D", join(folder, "data"), "-p", String(port), ...parameters.flatMap((parameter) => ["-c", parameter])];
  const log = openSync(join(folder, "log"), "a", 0o600);
  try {
    const options = { cwd: folder, ...account, detached: true };
    const child = spawn(join(bin, "postgres"), args, { ...options, stdio: ["ignore", log, log] });
    await once(child, "spawn");
    child.unref();
    const pid = child.pid ?? 0;
    const record = { pid, identity: (await identityOf(pid)) ?? "ended", port };
    writeFileSync(recordFile(folder), JSON.stringify(record));
    await untilServes(record, folder);
  } finally {
    closeSync(log);
  }
  return port;
}

/** Does nothing when it does not run. */
export async function stopServer(folder: string): Promise<void> {
  const record = await runningServer(folder);
  if (record === undefined) return;
  for (const [signal, patienceMs] of STOPS) {
    process.kill(record.pid, signal);
    const deadline = Date.now() + patienceMs;
    while (await isAlive(record)) {
      if (Date.now() > deadline) break;
      await sleep(POLL_MS);
    }
    if (!(await isAlive(record))) return;
  }
  throw new Error(`the server on ${folder} (pid ${record.pid}) does not end`);
}

async function runningServer(folder: string): Promise<ServerRecord | undefined> {
  const record = lastRecord(folder);
  return record !== undefined && (await isAlive(record)) ? record : undefined;
}

function lastRecord(folder: string): ServerRecord | undefined {
  const file = recordFile(folder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ServerRecord) : undefined;
}

function recordFile(folder: string): string {
  return join(folder, "process.json");
}

/** That of the last time, if it is free: whoever dialed it finds it again. */
async function portFor(folder: string): Promise<number> {
  const last = lastRecord(folder)?.port;
  if (last !== undefined && (await isFree(last))) return last;
  const [port = 0] = await freePorts(1);
  // What a server left behind that was killed; PostgreSQL itself looks whether its process is still there.
  rmSync(recordFile(folder), { force: true });
  return port;
}

async function untilServes(record: ServerRecord, folder: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await serves(record.port))) {
    const trouble = (await isAlive(record)) ? `takes no connections after ${PATIENCE_MS / 1000} s` : "has ended";
    if (trouble === "has ended" || Date.now() > deadline)
      throw new Error(`the server on ${folder} ${trouble}. The end of its log:\n${logTail(folder)}`);
    await sleep(POLL_MS);
  }
}

/** It serves when it asks who comes: nobody has to be known to it for that. */
async function serves(port: number): Promise<boolean> {
  const client = new pg.Client({ host: HOST, port, user: "nobody", password: "none", database: "none" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return code.startsWith("28") || code.startsWith("3D");
  } finally {
    await client.end().catch(() => undefined);
  }
}

function logTail(folder: string): string {
  const text = readFileSync(join(folder, "log"), "utf8");
  return text.trimEnd().split("\n").slice(-5).join("\n");
}
