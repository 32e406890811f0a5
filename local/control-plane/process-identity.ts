// Tells whether a recorded process is still the one that was started: a pid alone may have been given to somebody else since.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export type ProcessRecord = { readonly pid: number; readonly identity: string };

const run = promisify(execFile);

/** Undefined when there is no such process, or when it has ended and only waits for its parent. */
export async function identityOf(pid: number): Promise<string | undefined> {
  return process.platform === "linux" ? identityFromProc(pid) : identityFromPs(pid);
}

export async function isAlive(record: ProcessRecord): Promise<boolean> {
  return (await identityOf(record.pid)) === record.identity;
}

/** Of `/proc/<pid>/stat`, from the state on: before it is the program's name in parentheses, which may hold anything. */
export function statFields(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

async function identityFromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = statFields(stat);
  const [state, threads, startTime] = [fields[0], Number(fields[17]), fields[19]];
  // Ended but not yet collected by its parent. With threads left it is still dying and may still hold its sockets.
  if (startTime === undefined || (state === "Z" && threads <= 1)) return undefined;
  // Start times count from boot, so they can repeat after the next one.
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${boot.trim()}/${startTime}`;
}

async function identityFromPs(pid: number): Promise<string | undefined> {
  const answer = await run("ps", ["-o", "state=,lstart=", "-p", String(pid)]).catch(() => undefined);
  const [state, ...started] = answer?.stdout.trim().split(/\s+/) ?? [];
  return state === undefined || state === "" || state.startsWith("Z") ? undefined : started.join(" ");
}
