// How the connections of a database are shared: by the poolers, or by all pods that may run at once. The one piece of arithmetic behind the sizes of pools,
// DATABASE_POOL_SIZE and the table in the documentation.
import {
  CLIENTS_PER_POOLER,
  CONNECTION_SHARE,
  FALLBACK_SHARE,
  IN_CLUSTER_CONNECTIONS,
  LEAST_CONNECTIONS_PER_POOLER,
  MAX_POOL_SIZE,
} from "../tiers/defaults.js";
import { maxConnections } from "./alarms.js";
import type { Blueprint, Database, ReplicaRange } from "./types.js";

export type Pools = {
  /** Connections of each pooler to the database, for writes. */
  readonly writes: number;
  /** To each replica, for reads. */
  readonly readsOfReplica: number;
  /** To the database, for reads, while there is no replica that can take them. */
  readonly readsOfWriter: number;
};

export type Connections = {
  /** Of the database, for the application. */
  readonly usable: number;
  /** Pods of the application that may run at once, those of a rollout included. */
  readonly pods: number;
  /** DATABASE_POOL_SIZE. */
  readonly poolSize: number;
  /** Even one connection for each pod would be too many. */
  readonly isOver: boolean;
  readonly pooler?: { readonly replicas: ReplicaRange; readonly pools: Pools };
};

type Pods = Pick<Blueprint, "web" | "services" | "workers">;

/** Undefined: no database. */
export function connections({
  database,
  pooler,
  ...pods
}: Pods & Pick<Blueprint, "database" | "pooler">): Connections | undefined {
  if (database === undefined) return undefined;
  const usable = usableConnections(database);
  const count = podsAtMost(pods);
  if (pooler === undefined) return { usable, pods: count, poolSize: step(usable / count), isOver: usable < count };
  const replicas = poolersWithin(pooler.replicas, usable);
  // With one pooler lost the others still take every client.
  const room = CLIENTS_PER_POOLER * (replicas.min - 1);
  const pools = poolsOf(replicas.max, usable);
  return { usable, pods: count, poolSize: step(room / count), isOver: room < count, pooler: { replicas, pools } };
}

/** Of its smallest member: while a class is changed one instance after the other, any of them may be the writer. */
export function usableConnections(database: Database): number {
  if (database.kind === "in-cluster") return Math.floor(IN_CLUSTER_CONNECTIONS * CONNECTION_SHARE);
  const classes = [database, ...(database.members ?? [])].map(({ instanceClass }) => instanceClass);
  const known = classes.filter((instanceClass) => instanceClass !== "");
  return Math.floor(CONNECTION_SHARE * Math.min(...(known.length === 0 ? [""] : known).map(maxConnections)));
}

export function readersOf(database: Database): number {
  if (database.kind === "in-cluster") return 0;
  return database.kind === "rds" ? database.readReplicas : database.readersMin;
}

/** A rollout adds a quarter before it takes any away. */
const SURGE_SHARE = 0.25;

export function podsAtMost({ web, services, workers }: Pods): number {
  const rolling = (max: number) => max + Math.ceil(max * SURGE_SHARE);
  const others = [...services.map(({ replicas }) => replicas.max), ...workers.map(({ max }) => max)];
  const ofWeb = web.rollout === "Recreate" ? web.replicas.max : rolling(web.replicas.max);
  return others.reduce((sum, max) => sum + rolling(max), ofWeb);
}

/** One more while they are replaced. */
export const POOLER_SURGE = 1;
/** Each looks at the database, and at each replica, over a connection of its own. */
const LOOKING = 1;

/** Never a single one: it would be one more thing whose loss takes the service down. */
export const LEAST_POOLERS = 2;

/** The database that stands may be smaller than the one that the tier is made for. */
function poolersWithin(range: ReplicaRange, usable: number): ReplicaRange {
  const most = Math.max(LEAST_POOLERS, Math.floor(usable / LEAST_CONNECTIONS_PER_POOLER) - POOLER_SURGE);
  const [min, max] = [Math.min(range.min, most), Math.min(range.max, most)];
  return min === max ? { min, max } : { ...range, min, max };
}

function poolsOf(poolers: number, usable: number): Pools {
  const each = Math.floor(usable / (poolers + POOLER_SURGE)) - LOOKING;
  const readsOfWriter = Math.ceil(each * FALLBACK_SHARE);
  return { writes: each - readsOfWriter, readsOfReplica: each, readsOfWriter };
}

/** In steps, so that a few pods more or less change no environment and replace no pod. */
const STEPS = [MAX_POOL_SIZE, 15, 12, 10, 8, 6, 5, 4, 3, 2];

function step(size: number): number {
  return STEPS.find((candidate) => candidate <= size) ?? 1;
}
