// The tier table: what each number of users gets. Data only; the arithmetic behind it is beside the numbers.
// Source of the ladder: "Scaling a web service to ten million users on AWS", AWS Summit 2016, container path.
import type { Tier } from "../api/tier.js";
import type { TierRow } from "./row.js";

export { DEFAULT_DATABASE_VERSION } from "../api/spec/data.js";

const none = {
  assets: false,
  sessions: false,
  queue: false,
  email: false,
  functions: false,
  alarms: [],
  dashboard: false,
} as const;
const stored = {
  ...none,
  assets: true,
  sessions: true,
  alarms: ["database", "loadBalancer"],
  dashboard: true,
  logGroup: { retentionDays: 30 },
} as const;
const asynchronous = { ...stored, queue: true, email: true, alarms: ["database", "loadBalancer", "queue"] } as const;

/**
 * Pods serve 0.2 requests per second and millicore (load.ts). "avg" and "peak" are requests per second of the tier. The fewest poolers carry
 * the average's queries at 60 % of their CPU with one of them lost or more, the most carry the peak's.
 */
export const TIER_TABLE: Readonly<Record<Tier, TierRow>> = {
  // One box: everything on one node; the first day of every product.
  "1": {
    ...none,
    web: {
      size: { cpuMillicores: 100, memoryMiB: 256 },
      min: 1,
      max: 1,
      zones: 1,
      rollout: "Recreate",
    },
    front: { kind: "nlb" },
    database: { kind: "in-cluster", storageGiB: 10, size: { cpuMillicores: 250, memoryMiB: 512 }, node: "same-node" },
  },
  // The database gets a node of its own, so that one cannot starve the other.
  "10": {
    ...none,
    web: {
      size: { cpuMillicores: 250, memoryMiB: 512 },
      min: 1,
      max: 1,
      zones: 1,
      rollout: "Recreate",
    },
    front: { kind: "nlb" },
    database: { kind: "in-cluster", storageGiB: 20, size: { cpuMillicores: 500, memoryMiB: 1024 }, node: "other-node" },
  },
  // avg 0.4, peak 1.5: load is no reason yet; backups and patches of the database are.
  "100": {
    ...none,
    alarms: ["database"],
    web: { size: { cpuMillicores: 250, memoryMiB: 512 }, min: 1, max: 1, zones: 1, rollout: "Rolling" },
    front: { kind: "nlb" },
    database: {
      kind: "rds",
      instanceClass: "db.t4g.small",
      multiAZ: false,
      storageGiB: 20,
      maxStorageGiB: 100,
      readReplicas: 0,
      backupRetentionDays: 7,
    },
  },
  // avg 4, peak 15 of 200 that two pods serve: the second zone is for failure, not for load.
  "1k": {
    ...none,
    alarms: ["database", "loadBalancer"],
    logGroup: { retentionDays: 14 },
    web: { size: { cpuMillicores: 500, memoryMiB: 512 }, min: 2, max: 4, zones: 2, rollout: "Rolling" },
    front: { kind: "alb", reservesCapacity: false },
    database: {
      kind: "rds",
      instanceClass: "db.t4g.medium",
      multiAZ: true,
      storageGiB: 50,
      maxStorageGiB: 200,
      readReplicas: 0,
      backupRetentionDays: 7,
    },
  },
  // avg 38, peak 154 of 300 that three pods serve. Reads outgrow writes 100 to 1: replica, cache, CDN.
  "10k": {
    ...stored,
    web: { size: { cpuMillicores: 500, memoryMiB: 1024 }, min: 3, max: 12, zones: 2, rollout: "Rolling" },
    front: { kind: "alb", reservesCapacity: false },
    cdn: { paths: "static", waf: false },
    database: {
      kind: "rds",
      instanceClass: "db.m7g.large",
      multiAZ: true,
      storageGiB: 100,
      maxStorageGiB: 1000,
      readReplicas: 1,
      backupRetentionDays: 14,
    },
    cache: { nodeType: "cache.t4g.medium", shards: 1, replicasPerShard: 1, multiAZ: true },
  },
  // avg 384, peak 1 537 of 1 200 (six pods) to 9 600 (48).
  "100k": {
    ...stored,
    web: { size: { cpuMillicores: 1000, memoryMiB: 1024 }, min: 6, max: 48, zones: 3, rollout: "Rolling" },
    front: { kind: "alb", reservesCapacity: false },
    cdn: { paths: "all", waf: true },
    database: {
      kind: "rds",
      instanceClass: "db.r7g.xlarge",
      multiAZ: true,
      storageGiB: 500,
      maxStorageGiB: 6000,
      readReplicas: 4,
      backupRetentionDays: 14,
    },
    pooler: { size: { cpuMillicores: 500, memoryMiB: 512 }, min: 2, max: 4 },
    cache: { nodeType: "cache.r7g.large", shards: 1, replicasPerShard: 1, multiAZ: true },
  },
  // avg 3 843, peak 15 373 of 4 800 (24 pods) to 48 000 (240). Beyond five replicas and one writer's storage: Aurora.
  "1M": {
    ...stored,
    web: { size: { cpuMillicores: 1000, memoryMiB: 2048 }, min: 24, max: 240, zones: 3, rollout: "Rolling" },
    front: { kind: "alb", reservesCapacity: true },
    cdn: { paths: "all", waf: true },
    database: { kind: "aurora", instanceClass: "db.r7g.2xlarge", readersMin: 3, readersMax: 8, backupRetentionDays: 14 },
    pooler: { size: { cpuMillicores: 1000, memoryMiB: 512 }, min: 3, max: 12 },
    cache: { nodeType: "cache.r7g.large", shards: 3, replicasPerShard: 1, multiAZ: true },
  },
  // avg 19 216, peak 76 865 of 24 000 (60 pods) to 240 000 (600). Writes leave the request path: queue and workers.
  "5M": {
    ...asynchronous,
    web: { size: { cpuMillicores: 2000, memoryMiB: 4096 }, min: 60, max: 600, zones: 3, rollout: "Rolling" },
    front: { kind: "alb", reservesCapacity: true },
    cdn: { paths: "all", waf: true },
    database: { kind: "aurora", instanceClass: "db.r7g.4xlarge", readersMin: 5, readersMax: 12, backupRetentionDays: 35 },
    pooler: { size: { cpuMillicores: 1000, memoryMiB: 512 }, min: 7, max: 40 },
    cache: { nodeType: "cache.r7g.xlarge", shards: 6, replicasPerShard: 2, multiAZ: true },
  },
  // avg 38 432, peak 153 729 of 48 000 (120 pods) to 480 000 (1 200). 15 readers are Aurora's limit.
  "10M": {
    ...asynchronous,
    functions: true,
    web: { size: { cpuMillicores: 2000, memoryMiB: 4096 }, min: 120, max: 1200, zones: 3, rollout: "Rolling" },
    front: { kind: "alb", reservesCapacity: true },
    cdn: { paths: "all", waf: true },
    database: { kind: "aurora", instanceClass: "db.r7g.8xlarge", readersMin: 8, readersMax: 15, backupRetentionDays: 35 },
    pooler: { size: { cpuMillicores: 1000, memoryMiB: 512 }, min: 13, max: 60 },
    cache: { nodeType: "cache.r7g.xlarge", shards: 12, replicasPerShard: 2, multiAZ: true },
  },
};
