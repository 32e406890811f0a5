// Brings a program to the state "runs, is current and serves": leaves alone what is so already, replaces what is old.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts, isFree } from "../control-plane/free-ports.js";
import { identityOf, isAlive } from "../control-plane/process-identity.js";
import { DemoFailure, EXIT } from "./failure.js";
import { fingerprintOf } from "./fingerprint.js";
import { logFile, PLACES } from "./places.js";
import { endedPrograms, endProgram, lastRecord, remember, runningRecord, type ProgramRecord } from "./program-record.js";
import { logSince, logSize, logTail } from "./program-log.js";
import type { Program, ProgramName } from "./program.js";

export type Ensured = { readonly port: number; readonly pid: number; readonly note: Note };
type Note = "runs already" | "started" | "restarted" | "had ended, started again";

const PATIENCE_MS = 60_000;
const POLL_MS = 100;
const ATTEMPTS = 3;

/** `belongsTo`: the cluster and the identity that it acts with. `beforeStart` is called only when it has to be started. */
export async function ensureProgram(
  program: Program,
  belongsTo: readonly string[],
  beforeStart: () => Promise<unknown>,
): Promise<Ensured> {
  const fingerprint = await fingerprintOf(program.code, [...belongsTo, ...program.flags(0)]);
  const running = await runningRecord(program.name);
  if (running?.fingerprint === fingerprint) {
    await untilReady(program, running);
    return { port: running.port, pid: running.pid, note: "runs already" };
  }
  // What was stopped in order is forgotten.
  const hasEnded = running === undefined && (await lastRecord(program.name)) !== undefined;
  await endProgram(program.name);
  await beforeStart();
  const { port, pid } = await startWithPort(program, fingerprint);
  if (hasEnded) return { port, pid, note: "had ended, started again" };
  return { port, pid, note: running === undefined ? "started" : "restarted" };
}

/** A port can be lost between finding it free and listening on it. */
async function startWithPort(program: Program, fingerprint: string): Promise<ProgramRecord> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await portFor(program.name);
    const logged = await logSize(program.name);
    const record = await start(program, port, fingerprint);
    try {
      await untilReady(program, record);
      return record;
    } catch (error) {
      const lost = (await logSince(program.name, logged)).includes("EADDRINUSE");
      if (!lost || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The one of the last time, if it is free: what was told about the program stays true. */
async function portFor(name: ProgramName): Promise<number> {
  const last = (await lastRecord(name))?.port;
  if (last !== undefined && (await isFree(last))) return last;
  const [port = 0] = await freePorts(1);
  return port;
}

async function start(program: Program, port: number, fingerprint: string): Promise<ProgramRecord> {
  await mkdir(PLACES.logs, { recursive: true });
  const log = await open(logFile(program.name), "a");
  try {
    // A process group of its own: Ctrl-C in the terminal ends the demo, not what it started.
    const stdio = ["ignore", log.fd, log.fd] as const;
    const child = spawn(process.execPath, [program.entry, ...program.flags(port)], {
      detached: true,
      stdio: [...stdio],
      env: { ...process.env, ...program.env },
    });
    await once(child, "spawn");
    child.unref();
    const pid = child.pid ?? 0;
    const record = { pid, identity: (await identityOf(pid)) ?? "ended", port, fingerprint };
    await remember(program.name, record);
    return record;
  } finally {
    await log.close();
  }
}

async function untilReady({ name, isReady }: Program, record: ProgramRecord): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isReady(record.port))) {
    if (!(await isAlive(record))) throw await ended(name);
    if (Date.now() > deadline) {
      const text = `${name} (pid ${record.pid}) is not ready after ${PATIENCE_MS / 1000} s. The end of its log:`;
      throw new DemoFailure(EXIT.programEnded, `${text}\n${await logTail(name)}`, `See ${logFile(name)}; "make down" stops it.`);
    }
    await sleep(POLL_MS);
  }
}

/** Throws when one of them has ended meanwhile. */
export async function requireRunning(names: readonly ProgramName[]): Promise<void> {
  for (const name of await endedPrograms(names)) throw await ended(name);
}

async function ended(name: ProgramName): Promise<DemoFailure> {
  const text = `${name} has ended. The end of its log:\n${await logTail(name)}`;
  return new DemoFailure(EXIT.programEnded, text, `See ${logFile(name)}; "make demo" starts it again.`);
}
