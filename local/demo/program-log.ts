// What the programs of the demo have said, as far as people need it at the terminal.
import { readFile, truncate } from "node:fs/promises";
import { logFile } from "./places.js";
import type { ProgramName } from "./program.js";

const LINES = 12;

export async function logTail(name: ProgramName, lines = LINES): Promise<string> {
  return (await logSince(name, 0)).trimEnd().split("\n").slice(-lines).join("\n");
}

/** `offset`: bytes. */
export async function logSince(name: ProgramName, offset: number): Promise<string> {
  return (await readFile(logFile(name)).catch(() => Buffer.alloc(0))).subarray(offset).toString("utf8");
}

export async function logSize(name: ProgramName): Promise<number> {
  return (await readFile(logFile(name)).catch(() => Buffer.alloc(0))).length;
}

/** Everything, once: the log is empty afterwards. */
export async function takeLog(name: ProgramName): Promise<string> {
  const text = await logSince(name, 0);
  await truncate(logFile(name)).catch(() => undefined); // there is none yet
  return text.trimEnd();
}
