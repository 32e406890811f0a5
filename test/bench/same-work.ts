// What one and the same work takes beside all that is done meanwhile: who shares a core and its caches with others takes more CPU for the same.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Row } from "./row.js";

/** Long enough for a dozen pieces of it. */
const ALONE_MS = 6000;

export type SameWork = {
  /** With nobody else about. To be asked first. */
  alone(): Promise<void>;
  /** While `act` is under way: the row, and what came of it. */
  beside<T>(what: string, act: () => Promise<T>): Promise<readonly [T, Row]>;
  stop(): Promise<void>;
};

/** A thread that does a little of it every half second: a fiftieth of one core. */
export function startSameWork(): SameWork {
  const worker = new Worker(new URL("./same-work-thread.js", import.meta.url));
  let usual = 0;
  const median = async (act: () => Promise<unknown>): Promise<number> => {
    await medianSince(worker);
    await act();
    return medianSince(worker);
  };
  return {
    alone: async () => void (usual = await median(() => sleep(ALONE_MS))),
    beside: async <T>(what: string, act: () => Promise<T>) => {
      const results: T[] = [];
      const now = await median(async () => results.push(await act()));
      const row: Row = { what: `the same work takes of its CPU alone, beside ${what}`, value: (100 * now) / usual, unit: "%" };
      return [results[0] as T, row];
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

async function medianSince(worker: Worker): Promise<number> {
  const answered = once(worker, "message");
  worker.postMessage("median");
  const [milliseconds] = (await answered) as [number];
  return milliseconds;
}
