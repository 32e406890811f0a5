// What a blueprint has, as short words: for a row of the ladder, and for what appears, changes and goes between two of them. Pure.
import type { Blueprint, Cache, Database } from "../../domain/blueprint/types.js";
import { TIER_TABLE } from "../../domain/tiers/table.js";

/** `name`: what it is, short; undefined: something that only has a size. `size`: what of it may differ from tier to tier. */
export type Feature = { readonly key: string; readonly name: string; readonly size: string };

export function features(blueprint: Blueprint): readonly Feature[] {
  const { web, cdn, cache, pooler, logGroup, place } = blueprint;
  // A class that lists fewer subnets has no more zones to give.
  const zones = Math.min(web.zones, place.privateSubnetIDs.length || web.zones);
  return [
    { key: "web", name: "web pods", size: webWords(blueprint) },
    ...when(web.replicas.autoscale !== undefined, { key: "autoscaler", name: "autoscaling" }),
    ...when(web.rollout === "Rolling", { key: "rolling", name: "rolling updates" }),
    ...when(zones > 1, { key: "zones", name: "several zones", size: `${zones} zones` }),
    ...frontFeatures(blueprint),
    ...when(cdn !== undefined, { key: "cdn", name: "CDN", size: cdn?.paths === "all" ? "all paths" : "static files" }),
    ...when(cdn?.waf === true, { key: "waf", name: "firewall (WAF)" }),
    ...databaseFeatures(blueprint.database),
    ...when(pooler !== undefined, { key: "pooler", name: "connection pooler", size: pooler && range(pooler.replicas) }),
    ...when(cache !== undefined, { key: "cache", name: "cache", size: cache && cacheWords(cache) }),
    ...when(blueprint.assets !== undefined, { key: "assets", name: "bucket" }),
    ...when(blueprint.sessions !== undefined, { key: "sessions", name: "session table" }),
    ...when(blueprint.queue !== undefined, { key: "queue", name: "queue and workers" }),
    ...when(blueprint.email, { key: "email", name: "e-mail" }),
    ...when(TIER_TABLE[blueprint.tier].functions, { key: "functions", name: "functions on uploads" }),
    ...alarmFeatures(blueprint),
    ...when(blueprint.dashboard, { key: "dashboard", name: "dashboard" }),
    ...when(logGroup !== undefined, { key: "logs", name: "log group", size: logGroup && `${logGroup.retentionDays} days` }),
  ];
}

type Named = { readonly key: string; readonly name: string; readonly size?: string };

function when(isThere: boolean, { size = "", ...named }: Named): readonly Feature[] {
  return isThere ? [{ ...named, size }] : [];
}

function cacheWords({ shards, replicasPerShard, nodeType }: Cache): string {
  return `${shards} × ${1 + replicasPerShard} ${nodeType}`;
}

function range({ min, max }: { readonly min: number; readonly max: number }): string {
  return min === max ? String(min) : `${min}–${max}`;
}

export function webWords({ web }: Blueprint): string {
  return `${range(web.replicas)} × ${web.size.cpuMillicores}m/${web.size.memoryMiB}Mi`;
}

function frontFeatures({ fronts }: Blueprint): readonly Feature[] {
  return fronts.flatMap((front): readonly Feature[] => {
    if (front.kind === "nlb") return [{ key: "nlb", name: "network load balancer with a fixed address", size: "" }];
    const units = front.reservedCapacityUnits;
    const reserved = { key: "reserved", name: "reserved load balancer capacity", size: `${units} units` };
    const words = front.kind === "internal" ? "internal load balancer" : "application load balancer with TLS";
    return [{ key: front.kind, name: words, size: "" }, ...(units === 0 ? [] : [reserved])];
  });
}

const KINDS = { "in-cluster": "PostgreSQL in the cluster", rds: "RDS PostgreSQL", aurora: "Aurora PostgreSQL" } as const;

function databaseFeatures(database: Database | undefined): readonly Feature[] {
  if (database === undefined) return [];
  const main = { key: database.kind, name: KINDS[database.kind], size: databaseSize(database) };
  switch (database.kind) {
    case "in-cluster":
      return [main, ...(database.node === "other-node" ? [{ key: "own-node", name: "a node for the database", size: "" }] : [])];
    case "rds":
      return [
        main,
        ...(database.multiAZ ? [{ key: "multi-az", name: "standby database", size: "" }] : []),
        ...(database.readReplicas > 0 ? [{ key: "readers", name: "read replicas", size: String(database.readReplicas) }] : []),
      ];
    case "aurora":
      return [
        main,
        { key: "readers", name: "read replicas", size: range({ min: database.readersMin, max: database.readersMax }) },
        { key: "readers-scale", name: "readers added by load", size: "" },
      ];
  }
}

function databaseSize(database: Database): string {
  switch (database.kind) {
    case "in-cluster":
      return `${database.storageGiB} GiB`;
    case "rds":
      return `${database.instanceClass}, ${database.storageGiB} GiB`;
    case "aurora":
      return database.instanceClass;
  }
}

/** One line for a table. */
export function databaseWords({ database }: Blueprint): string {
  if (database === undefined) return "none";
  switch (database.kind) {
    case "in-cluster":
      return `in the cluster, ${database.storageGiB} GiB`;
    case "rds": {
      const readers = database.readReplicas === 0 ? "" : ` + ${database.readReplicas}`;
      return `RDS ${database.instanceClass}${database.multiAZ ? " Multi-AZ" : ""}${readers}`;
    }
    case "aurora":
      return `Aurora ${database.instanceClass} + ${range({ min: database.readersMin, max: database.readersMax })}`;
  }
}

const ALARMED = {
  database: "alarms on the database",
  loadBalancer: "alarms on errors and latency",
  queue: "alarms on the queue",
} as const;

function alarmFeatures({ alarms }: Blueprint): readonly Feature[] {
  return Object.entries(ALARMED).flatMap(([on, name]) =>
    alarms.some((alarm) => alarm.on === on) ? [{ key: `alarms-${on}`, name, size: "" }] : [],
  );
}

/** What holds data, with what belongs to it. */
const DATA: ReadonlySet<string> = new Set([
  ...["in-cluster", "own-node", "rds", "multi-az", "readers", "aurora", "readers-scale"],
  ...["assets", "sessions", "queue", "logs"],
]);

export function holdsData({ key }: Pick<Feature, "key">): boolean {
  return DATA.has(key);
}

export type Differences = {
  readonly appears: readonly Feature[];
  /** The same thing of another size or kind. */
  readonly resizes: readonly { readonly key: string; readonly name: string; readonly from: string; readonly to: string }[];
  readonly goes: readonly Feature[];
};

export function differences(from: readonly Feature[], to: readonly Feature[]): Differences {
  const [before, after] = [from, to].map((all) => new Map(all.map((feature) => [feature.key, feature])));
  return {
    appears: to.filter(({ key }) => before?.has(key) === false),
    resizes: to.flatMap(({ key, name, size }) => {
      const earlier = before?.get(key);
      return earlier === undefined || earlier.size === size ? [] : [{ key, name, from: earlier.size, to: size }];
    }),
    goes: from.filter(({ key }) => after?.has(key) === false),
  };
}
