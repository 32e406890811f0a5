// A lock between processes: a file naming its holder. A lock whose holder has died is broken.
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, isAlive, type ProcessRecord } from "./process-identity.js";
import type { Progress } from "./progress.js";

const POLL_MS = 300;

export async function withLock<T>(file: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  await take(file, progress);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string, progress: Progress): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  let told = false;
  while (!(await create(file))) {
    const holder = await holderOf(file);
    if (holder === undefined || !(await isAlive(holder))) {
      // Two waiters may both break it and one may so break the other's new lock. What is guarded survives that:
      // builds end in an atomic rename, and a control plane started twice loses the race for its ports.
      await rm(file, { force: true });
      continue;
    }
    if (!told) progress(`waiting for process ${holder.pid}, which does the same work`);
    told = true;
    await sleep(POLL_MS);
  }
}

/** Linking a finished file into place makes lock and content appear at once; O_EXCL would show an empty file first. */
async function create(file: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const record: ProcessRecord = { pid: process.pid, identity: (await identityOf(process.pid)) ?? "" };
  await writeFile(draft, JSON.stringify(record));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function holderOf(file: string): Promise<ProcessRecord | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ProcessRecord);
}
