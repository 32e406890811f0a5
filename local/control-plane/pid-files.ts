// Remembers which processes were started, in files, so that another run can end them; and ends them, and only them.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Component, Layout } from "./layout.js";
import { identityOf, isAlive, type ProcessRecord } from "./process-identity.js";

export type ProcessName = Component | "watchdog";

// An API server with open watches would take a minute to end by itself. Nothing here is worth waiting for that.
const PATIENCE_MS = { SIGTERM: 3_000, SIGKILL: 10_000 } as const;
const POLL_MS = 20;

/** False when the process has ended already. */
export async function remember(name: ProcessName, layout: Layout, pid: number): Promise<boolean> {
  const identity = await identityOf(pid);
  if (identity === undefined) return false;
  await writeFile(pidFile(name, layout), JSON.stringify({ pid, identity } satisfies ProcessRecord));
  return true;
}

export async function runningPid(name: ProcessName, layout: Layout): Promise<number | undefined> {
  const record = await recordOf(name, layout);
  return record !== undefined && (await isAlive(record)) ? record.pid : undefined;
}

/**
 * "kindly" asks first and insists after some seconds; "at once" is what a crash looks like to the others.
 * A process that has the remembered pid only by chance is left alone.
 */
export async function endProcess(name: ProcessName, layout: Layout, manner: "kindly" | "at once" = "kindly"): Promise<void> {
  const record = await recordOf(name, layout);
  // The stopper that a watchdog turns into finds itself here.
  if (record !== undefined && record.pid !== process.pid) {
    const ended = (manner === "kindly" && (await endsAfter("SIGTERM", record))) || (await endsAfter("SIGKILL", record));
    if (!ended) throw new Error(`${name} (pid ${record.pid}) does not end`);
  }
  await rm(pidFile(name, layout), { force: true });
}

async function endsAfter(signal: "SIGTERM" | "SIGKILL", record: ProcessRecord): Promise<boolean> {
  if (await isAlive(record)) send(record.pid, signal);
  const deadline = Date.now() + PATIENCE_MS[signal];
  while (await isAlive(record)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function send(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended between the look and the signal.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function recordOf(name: ProcessName, layout: Layout): Promise<ProcessRecord | undefined> {
  const text = await readFile(pidFile(name, layout), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ProcessRecord);
}

function pidFile(name: ProcessName, layout: Layout): string {
  return join(layout.pids, `${name}.json`);
}
