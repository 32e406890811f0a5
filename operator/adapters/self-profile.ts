// A CPU profile of this process and a summary of its memory, as files in a folder of their own. Through the process's own inspector session:
// no port is opened for it. A profile has names of functions and files and no values; a snapshot of the heap would have all values, and is
// not taken.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Session } from "node:inspector";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";
import { workedSince } from "./moderation.js";
import type { Log } from "../ports/log.js";
import type { Held, Measured } from "../runtime/self-summary.js";
import { selfSummary } from "../runtime/self-summary.js";

export type SelfProfileOptions = {
  readonly folder: string;
  readonly milliseconds: number;
  readonly held: () => Held;
  readonly log: Log;
  /** How somebody elsewhere gets at a file. */
  readonly fetchCommand: (path: string) => string;
};

/** Profiles whose files are kept; the folder may be small. */
const KEPT = 3;
const SAMPLING_MICROSECONDS = 1000;

/** Takes one at a time. Never rejects: what goes wrong is logged. */
export function selfProfiler(options: SelfProfileOptions): () => Promise<void> {
  const { log, milliseconds, folder } = options;
  const folders: string[] = [];
  let isRunning = false;
  return async () => {
    if (isRunning) {
      log.warn("a profile is being taken already; this signal is ignored");
      return;
    }
    isRunning = true;
    log.info("taking a profile", { seconds: milliseconds / 1000 });
    try {
      folders.push(await taken(options));
      for (const old of folders.splice(0, folders.length - KEPT)) await rm(old, { recursive: true, force: true });
    } catch (error) {
      log.error("no profile was taken; --profile-folder has to name a folder that this process may write to", {
        folder,
        error: String(error),
      });
    } finally {
      isRunning = false;
    }
  };
}

/** The folder of the files. */
async function taken({ folder: parent, milliseconds, held, log, fetchCommand }: SelfProfileOptions): Promise<string> {
  const folder = await mkdtemp(join(parent, "tenfold-operator-"));
  const measured = measuring();
  const profile = await cpuProfile(milliseconds);
  const summary = { takenAt: new Date().toISOString(), node: process.version, ...selfSummary(measured(), held()) };
  const paths = { cpuProfile: join(folder, "operator.cpuprofile"), heapSummary: join(folder, "operator.heap.json") };
  await writeFile(paths.cpuProfile, JSON.stringify(profile), { mode: 0o600 });
  await writeFile(paths.heapSummary, `${JSON.stringify(summary, undefined, 2)}\n`, { mode: 0o600 });
  const fetch = Object.values(paths).map(fetchCommand);
  log.info("a profile was taken; the commands bring its files out of a pod", { ...paths, fetch });
  return folder;
}

async function cpuProfile(milliseconds: number): Promise<object> {
  const session = new Session();
  session.connect();
  try {
    await posted(session, "Profiler.enable");
    await posted(session, "Profiler.setSamplingInterval", { interval: SAMPLING_MICROSECONDS });
    await posted(session, "Profiler.start");
    await sleep(milliseconds);
    const { profile } = (await posted(session, "Profiler.stop")) as { readonly profile: object };
    return profile;
  } finally {
    session.disconnect();
  }
}

function posted(session: Session, method: string, parameters: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error: Error | null, result?: object) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}

/** What happens from now until the result is called. */
function measuring(): () => Measured {
  const [startedAt, cpu, busy] = [performance.now(), process.cpuUsage(), workedSince()];
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  return () => {
    delay.disable();
    return {
      milliseconds: performance.now() - startedAt,
      cpu: process.cpuUsage(cpu),
      memory: process.memoryUsage(),
      heapLimit: getHeapStatistics().heap_size_limit,
      spaces: getHeapSpaceStatistics(),
      loop: { utilization: busy(), longest: delay.max, p99: delay.percentile(99) },
    };
  };
}
