// Remembers the programs that the demo started, and ends them. A process that has a remembered pid by chance is left alone.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessRecord } from "../control-plane/process-identity.js";
import { DemoFailure, EXIT } from "./failure.js";
import { PLACES, recordFile } from "./places.js";
import type { ProgramName } from "./program.js";

export type ProgramRecord = ProcessRecord & {
  readonly port: number;
  /** Of its code, flags and cluster: a program with another one is to be replaced. */
  readonly fingerprint: string;
};

type Signal = "SIGTERM" | "SIGKILL";
/** Milliseconds. */
type Patience = Readonly<Record<Signal, number>>;

// The operator lets running reconciles end, for twenty seconds at most.
const PATIENCE_MS: Patience = { SIGTERM: 25_000, SIGKILL: 5_000 };
const POLL_MS = 50;

export async function remember(name: ProgramName, record: ProgramRecord): Promise<void> {
  await mkdir(PLACES.records, { recursive: true });
  await writeFile(recordFile(name), JSON.stringify(record));
}

/** Of the one started last, whether it still runs or not. */
export async function lastRecord(name: ProgramName): Promise<ProgramRecord | undefined> {
  const text = await readFile(recordFile(name), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ProgramRecord);
}

export async function runningRecord(name: ProgramName): Promise<ProgramRecord | undefined> {
  const record = await lastRecord(name);
  return record !== undefined && (await isAlive(record)) ? record : undefined;
}

/** Those of them that do not run. */
export async function endedPrograms<N extends ProgramName>(names: readonly N[]): Promise<readonly N[]> {
  const records = await Promise.all(names.map((name) => runningRecord(name)));
  return names.filter((_, index) => records[index] === undefined);
}

/** Asks first and insists later. Returns the pid of what was ended; undefined when nothing ran. */
export async function endProgram(name: ProgramName, patience: Patience = PATIENCE_MS): Promise<number | undefined> {
  const record = await runningRecord(name);
  if (record === undefined) return undefined;
  const endsBy = (signal: Signal): Promise<boolean> => endsAfter(signal, record, patience[signal]);
  if (!(await endsBy("SIGTERM")) && !(await endsBy("SIGKILL")))
    throw new DemoFailure(EXIT.unexpected, `${name} (pid ${record.pid}) does not end.`, `kill -9 ${record.pid}`);
  return record.pid;
}

export async function forgetProgram(name: ProgramName): Promise<void> {
  await rm(recordFile(name), { force: true });
}

async function endsAfter(signal: Signal, record: ProcessRecord, patienceMs: number): Promise<boolean> {
  try {
    process.kill(record.pid, signal);
  } catch (error) {
    // It ended between the look and the signal.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
  const deadline = Date.now() + patienceMs;
  while (await isAlive(record)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
