// Numbers that do not depend on the tier: thresholds, sizes of what users add, limits of scaling.
import type { PodSize, PoolerRange } from "./shapes.js";

export { DEFAULT_PORT } from "../api/web-service.js";
export { DEFAULT_REQUESTS_PER_ADDRESS } from "../api/spec/edge.js";

export const DEFAULT_POD: PodSize = { cpuMillicores: 500, memoryMiB: 512 };
export const DEFAULT_TARGET_CPU_PERCENT = 60; // leaves 40 % for the time that a new pod takes to start
/**
 * A pod that has more to do than it can uses what it requests, and its reading tells no more, however much waits: one reading of the autoscaler
 * multiplies the pods by this over its target. Less than all: it leaves pods alone up to a tenth above its target, and no reading is quite full.
 */
export const FULL_CPU_PERCENT = 90;
export const LEAST_TARGET_CPU_PERCENT = 10;
export const DEFAULT_SERVICE_MIN = 2;
export const DEFAULT_POOL_MAX = 20;
export const DEFAULT_SECONDS_PER_MESSAGE = 1;
export const DEFAULT_TARGET_LATENCY_SECONDS = 60;
export const DEFAULT_FUNCTION_MEMORY_MIB = 512;
export const DEFAULT_FUNCTION_TIMEOUT_SECONDS = 60;
/** A message is hidden for six runs of the slowest worker, as AWS advises for Lambda and SQS. */
export const VISIBILITY_TIMEOUT_FACTOR = 6;
export const MAX_VISIBILITY_TIMEOUT_SECONDS = 43_200;
export const MAX_RECEIVE_COUNT = 5;

/**
 * When there are as many pods as a tier has at most, so many nodes share them at least; and a lost node is never more than so many pods. With one pod to
 * a node, Karpenter starts a node for each: to it a wish is a demand for as long as it can be had.
 */
export const NODES_AT_THE_MOST_PODS = 16;
export const MOST_PODS_OF_A_NODE = 8;
export const MAX_REPLICAS = 10_000;
/** Percent of the present pods that may be added in 15 seconds, times surge. */
export const SCALE_UP_PERCENT = 100;
export const MAX_SCALE_UP_PERCENT = 900;

export const RFC1918 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

export const ALARM = {
  databaseCpuPercent: 80,
  /** Share of the present volume that may be left before somebody is called. */
  databaseFreeShare: 0.2,
  /** Share of max_connections in use. */
  databaseConnectionShare: 0.8,
  /** Share of the tier's average requests that may fail, and how many a minute in any case: one restart of a small service is no alarm. */
  loadBalancer5xxShare: 0.01,
  leastLoadBalancer5xxPerMinute: 10,
  loadBalancerLatencySeconds: 1,
  queueAgeSeconds: 300,
} as const;

/** RDS: max_connections = DBInstanceClassMemory / 9531392, at most 5000 (default parameter group). */
export const BYTES_PER_CONNECTION = 9_531_392;
export const MAX_CONNECTIONS = 5000;
/** PostgreSQL in the cluster runs with its own default. */
export const IN_CLUSTER_CONNECTIONS = 100;
/** What may be used of them; the rest is for the bootstrap, a move, monitoring, somebody with a question, and pods on their way out. */
export const CONNECTION_SHARE = 0.8;
/** More connections make no pod faster: PostgreSQL works on as many at a time as it has CPUs. */
export const MAX_POOL_SIZE = 20;

/** Where the tier has no pooler and the spec wants one. */
export const DEFAULT_POOLER: PoolerRange = { size: { cpuMillicores: 100, memoryMiB: 256 }, min: 2, max: 2 };
/** Clients that one pooler takes: about 10 KiB of memory each. */
export const CLIENTS_PER_POOLER = 5000;
/** With fewer a pooler could as well not be there. */
export const LEAST_CONNECTIONS_PER_POOLER = 8;
/** Share of a pooler's connections that reads get at the writer while there is no replica for them. */
export const FALLBACK_SHARE = 0.25;
/** Reads may be seconds old: a replica further behind is left out. */
export const MAX_REPLICA_LAG_SECONDS = 15;

/** DynamoDB, S3 … keep what they had; storage autoscaling of RDS may grow to this multiple when only the size is given. */
export const MAX_STORAGE_FACTOR = 5;

/** Nightly snapshots that are kept of a database in the cluster: as many days as RDS keeps backups at tier 100. */
export const DEFAULT_BACKUP_RETENTION_DAYS = 7;

/** For a database volume of which nothing is known but that it is there: the pod of tier 1, on a node of its own. */
export const KEPT_DATABASE_POD = { size: { cpuMillicores: 250, memoryMiB: 512 }, node: "other-node" } as const;

/** AWS makes a load balancer in two to five minutes. */
const PROVISIONING_SECONDS = 300;
/** A new target of a network load balancer is taken in within three minutes; of an application one at once. */
const REGISTRATION_SECONDS = 180;
/** Five checks in a row at the slowest interval that a target group has by default, 30 s; ours is 10 s. */
const HEALTHY_SECONDS = 5 * 30;
/** Where nothing tells whether a new load balancer reaches the pods: ten and a half minutes after they were registered with it. */
export const UNSEEN_TARGETS_SECONDS = PROVISIONING_SECONDS + REGISTRATION_SECONDS + HEALTHY_SECONDS;
