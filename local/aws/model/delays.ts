// How long things take, in milliseconds. AWS takes minutes for what is a matter of seconds here.
import type { Pace } from "./resource.js";

export type Delays = {
  readonly createMs: number;
  readonly modifyMs: number;
  /** After a change of storage: usable, but not "available" yet. */
  readonly optimizeMs: number;
  readonly deleteMs: number;
  /** Creating, modifying and deleting what takes seconds in AWS: tables, functions, records. */
  readonly quickMs: number;
  /** Until a target that answers has passed as many health checks as it takes, counted from when the load balancer is active. */
  readonly healthMs: number;
  /** Between two looks of a controller at the same resource, where a real one takes 30 seconds. */
  readonly loopMs: number;
  /** First back-off of a controller; doubles up to retryMaxMs. */
  readonly retryMs: number;
  readonly retryMaxMs: number;
};

export const DEFAULT_DELAYS: Delays = {
  createMs: 4000,
  modifyMs: 3000,
  optimizeMs: 4000,
  deleteMs: 2000,
  quickMs: 600,
  healthMs: 2000,
  loopMs: 500,
  retryMs: 1000,
  retryMaxMs: 30_000,
};

export function scaleDelays(delays: Delays, factor: number): Delays {
  return Object.fromEntries(Object.entries(delays).map(([name, ms]) => [name, Math.round(ms * factor)])) as Delays;
}

export type Act = "create" | "modify" | "optimize" | "delete";

export function delayOf(delays: Delays, pace: Pace, act: Act): number {
  switch (pace) {
    case "instant":
      return 0;
    case "quick":
      return delays.quickMs;
    case "slow":
      return delays[`${act}Ms`];
  }
}
