// The load of the scoop, and what pods make of it: the arithmetic of docs/explanation/why-each-tier.md. Pure.
import { usersOf } from "../../../domain/api/tier.js";
import {
  averageRequestsPerSecond,
  PEAK_FACTOR,
  QUERIES_PER_REQUEST,
  QUERIES_PER_SECOND_PER_MILLICORE,
  REQUESTS_PER_SECOND_PER_MILLICORE,
} from "../../../domain/tiers/load.js";
import { TIER_TABLE } from "../../../domain/tiers/table.js";

export const TIER = "100k";
/** Requests a second on an ordinary day's peak, and after the step. */
export const ORDINARY = averageRequestsPerSecond(usersOf(TIER)) * PEAK_FACTOR;
export const STEP = 10;

/** Pods that every request passes: one kind of them that is short holds up all. */
export const FLEETS = ["web", "pooler"] as const;
export type Fleet = (typeof FLEETS)[number];

type Pod = {
  /** Requests a second that one serves. */ readonly serves: number;
  /** CPUs that it uses then. */ readonly cpus: number;
};

/** A web pod uses what it requests and no more: its node is full of others like it. PgBouncer uses one CPU, whatever it requests. */
export const POD: Readonly<Record<Fleet, Pod>> = {
  web: podOf(TIER_TABLE[TIER].web.size.cpuMillicores),
  pooler: { serves: (1000 * QUERIES_PER_SECOND_PER_MILLICORE) / QUERIES_PER_REQUEST, cpus: 1 },
};

function podOf(millicores: number): Pod {
  return { serves: millicores * REQUESTS_PER_SECOND_PER_MILLICORE, cpus: millicores / 1000 };
}

export type Counts = Readonly<Record<Fleet, number>>;

/** Requests a second that so many ready pods can serve. */
export function capacity(ready: Counts): number {
  return Math.min(...FLEETS.map((fleet) => ready[fleet] * POD[fleet].serves));
}

/** CPUs that each ready pod of a fleet uses: a load balancer shares the load evenly, and nobody serves more than it can. */
export function cpusUsed(fleet: Fleet, load: number, ready: number): number {
  const { serves, cpus } = POD[fleet];
  return ready === 0 ? 0 : cpus * Math.min(1, load / (ready * serves));
}

/** Pods that so much load needs at least. */
export function needed(load: number): Counts {
  return { web: Math.ceil(load / POD.web.serves), pooler: Math.ceil(load / POD.pooler.serves) };
}
