// What a process does with its time, asked of Linux and not of the process: to be asked must not cost it anything.
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { statFields } from "../../local/control-plane/process-identity.js";

const TICKS_A_SECOND = 100;
const LOOK_MS = 250;
/** Of one core. */
const CALM_SHARE = 0.2;
const CALM_MS = 3000;
/** Looks in a row that must find little: where others use the cores as well, one look may. */
const LOOKS = 4;

/** Seconds of CPU, of all threads, since the process began. */
export async function cpuOf(pid: number): Promise<number> {
  return ticksIn(await readFile(`/proc/${pid}/stat`, "utf8")) / TICKS_A_SECOND;
}

export function ticksIn(stat: string): number {
  const fields = statFields(stat);
  return Number(fields[11]) + Number(fields[12]);
}

export type Calm = { /** As of performance.now(). */ readonly since: number; readonly cpuSeconds: number };

/** Resolves once it has done next to nothing for some seconds. */
export async function calm(pid: number, patienceMs: number): Promise<Calm> {
  const deadline = performance.now() + patienceMs;
  let quiet: Calm | undefined;
  while (performance.now() < deadline) {
    const before: Calm = { since: performance.now(), cpuSeconds: await cpuOf(pid) };
    if ((await shareFrom(pid, before)) > CALM_SHARE) quiet = undefined;
    else quiet ??= before;
    if (quiet !== undefined && performance.now() - quiet.since >= CALM_MS) return quiet;
  }
  throw new Error(`process ${pid} is still busy after ${patienceMs / 1000} s`);
}

/** Resolves as soon as it has done little for a second, or when nobody waits any more. */
export async function lessBusy(pid: number, isOver: () => boolean): Promise<void> {
  let looks = 0;
  while (!isOver() && looks < LOOKS) {
    const before: Calm = { since: performance.now(), cpuSeconds: await cpuOf(pid) };
    looks = (await shareFrom(pid, before)) > CALM_SHARE ? 0 : looks + 1;
  }
}

async function shareFrom(pid: number, { since, cpuSeconds }: Calm): Promise<number> {
  await sleep(LOOK_MS);
  return (1000 * ((await cpuOf(pid)) - cpuSeconds)) / (performance.now() - since);
}
