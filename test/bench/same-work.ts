// Whether one and the same work takes more CPU beside all that is done meanwhile than alone.
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
  /** The process does not end before. */
  stop(): Promise<void>;
};

/** A thread that, while it is asked to, does a little of it every half second: a fiftieth of one core. */
export function startSameWork(): SameWork {
  const worker = new Worker(new URL("./same-work-thread.js", import.meta.url));
  let usual = 0;
  return {
    alone: async () => {
      [, usual] = await during(worker, () => sleep(ALONE_MS));
    },
    beside: async (what, act) => {
      const [result, now] = await during(worker, act);
      return [result, { what: `the same work takes of its CPU alone, beside ${what}`, value: (100 * now) / usual, unit: "%" }];
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** What came of it, and the milliseconds of the thread's CPU for one piece meanwhile. */
async function during<T>(worker: Worker, act: () => Promise<T>): Promise<readonly [T, number]> {
  await asked(worker, "begin");
  const result = await act();
  return [result, await asked(worker, "end")];
}

async function asked(worker: Worker, what: "begin" | "end"): Promise<number> {
  const answered = once(worker, "message");
  worker.postMessage(what);
  const [milliseconds] = (await answered) as [number];
  return milliseconds;
}
