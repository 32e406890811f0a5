// Databases, of every kind and also those kept beside the one in use, and the cache.
import { classCounts } from "../blueprint/members.js";
import type { AuroraDatabase, Blueprint, Cache, Database, InClusterDatabase, RdsDatabase } from "../blueprint/types.js";
import type { Bill, Line } from "./bill.js";
import { HOURS_PER_MONTH, NOTHING, together } from "./bill.js";
import { podLines } from "./computing.js";
import type { Traffic } from "./traffic.js";

/** Assumption: rows and indexes of one user. Aurora bills what is stored; RDS and volumes bill what is allocated. */
const STORED_MB_PER_USER = 1;
/** Assumption: a write touches four pages of Aurora's storage; one dynamic read in twenty misses the buffers and the cache. */
const IOS_PER_WRITE = 4;
const IOS_PER_DYNAMIC_READ = 0.05;
/** Assumption: a snapshot of a volume holds what has changed since the one before it. */
const CHANGED_SHARE_PER_SNAPSHOT = 0.05;

const part = "Database";
const basis = "baseline";

export function databases(blueprint: Blueprint, traffic: Traffic): Bill {
  const { database, otherDatabases } = blueprint;
  const kept = otherDatabases.map((other) => databaseBill(other, traffic, " (beside)"));
  if (database === undefined) return together(kept);
  return together([databaseBill(database, traffic, ""), snapshots(blueprint, database), ...kept]);
}

function databaseBill(database: Database, traffic: Traffic, suffix: string): Bill {
  switch (database.kind) {
    case "in-cluster":
      return { lines: inCluster(database, suffix), assumes: [] };
    case "rds":
      return {
        lines: rds(database, suffix),
        assumes: ["backups of RDS stay within the free allowance, the size of the volume"],
        omits: ["what RDS's storage grows by itself, and snapshots of it that somebody takes"],
      };
    case "aurora":
      return aurora(database, traffic, suffix);
  }
}

function inCluster({ size, storageGiB }: InClusterDatabase, suffix: string): readonly Line[] {
  const name = `PostgreSQL${suffix}`;
  return [
    ...podLines({ part, name, count: 1, size }),
    { part, what: `${name}: volume gp3 ${storageGiB} GiB`, quantity: storageGiB, basis, price: "ebs.gp3" },
  ];
}

/** Nightly, and that before a move. None are taken without a class for them. */
function snapshots({ place, snapshots: others = [] }: Blueprint, database: Database): Bill {
  if (database.kind !== "in-cluster" || place.volumeSnapshotClassName === undefined) return NOTHING;
  const count = (database.backupRetentionDays ?? 0) + others.length;
  if (count === 0) return NOTHING;
  const quantity = database.storageGiB * (1 + (count - 1) * CHANGED_SHARE_PER_SNAPSHOT);
  return {
    lines: [{ part, what: `PostgreSQL: ${count} snapshots of the volume`, quantity, basis, price: "ebs.snapshot" }],
    assumes: [
      `the first snapshot of a volume is as large as the volume; ${100 * CHANGED_SHARE_PER_SNAPSHOT} % of it change until the next`,
    ],
  };
}

function rds(database: RdsDatabase, suffix: string): readonly Line[] {
  const { instanceClass, multiAZ, storageGiB, readReplicas } = database;
  const [zones, words] = multiAZ ? ["multi-az", "Multi-AZ"] : ["single-az", "Single-AZ"];
  const line = (what: string, quantity: number, price: string): Line => ({
    part,
    what: `RDS${suffix}: ${what}`,
    quantity,
    basis,
    price,
  });
  const main: readonly Line[] = [
    line(`${instanceClass} ${words}`, HOURS_PER_MONTH, `rds.${instanceClass}.${zones}`),
    line(`${storageGiB} GiB gp3 ${words}`, storageGiB, `rds.storage.${zones}`),
  ];
  if (readReplicas === 0) return main;
  return [
    ...main,
    ...[...classCounts(database, 1, readReplicas)].map(([ofClass, count]) =>
      line(`read replicas: ${count} × ${ofClass}`, count * HOURS_PER_MONTH, `rds.${ofClass}.single-az`),
    ),
    line(`read replicas: ${readReplicas} × ${storageGiB} GiB gp3`, readReplicas * storageGiB, "rds.storage.single-az"),
  ];
}

function aurora(database: AuroraDatabase, traffic: Traffic, suffix: string): Bill {
  const storedGB = (traffic.users * STORED_MB_PER_USER) / 1000;
  const ios = traffic.writes * IOS_PER_WRITE + traffic.dynamicReads * IOS_PER_DYNAMIC_READ;
  const name = `Aurora${suffix}`;
  return {
    lines: [
      ...auroraMembers(database, name),
      { part, what: `${name}: storage`, quantity: storedGB, basis: "usage", price: "aurora.storage" },
      { part, what: `${name}: I/O`, quantity: ios / 1e6, basis: "usage", price: "aurora.io" },
    ],
    assumes: [
      `Aurora stores ${STORED_MB_PER_USER} MB a user, makes ${IOS_PER_WRITE} I/Os a write and ${IOS_PER_DYNAMIC_READ} a dynamic read`,
      "Aurora's readers run at their smallest number; backups beyond one day are not included",
    ],
    omits: ["Aurora's backups beyond one day"],
  };
}

/** Readers that AWS adds by load are of the writer's class. */
function auroraMembers(database: AuroraDatabase, name: string): readonly Line[] {
  const { instanceClass, readersMin, readersMax } = database;
  const more = Math.max(0, readersMax - readersMin);
  return [...classCounts(database, 0, 1 + readersMin)].map(([ofClass, count]): Line => ({
    part,
    what: `${name}: writer and readers: ${count} × ${ofClass}`,
    quantity: count * HOURS_PER_MONTH,
    most: (count + (ofClass === instanceClass ? more : 0)) * HOURS_PER_MONTH,
    basis,
    price: `aurora.${ofClass}`,
  }));
}

export function caches({ cache }: Blueprint): Bill {
  return cache === undefined ? NOTHING : { lines: [cacheLine(cache)], assumes: [] };
}

function cacheLine({ nodeType, shards, replicasPerShard }: Cache): Line {
  const nodes = shards * (1 + replicasPerShard);
  const what = `ElastiCache for Valkey: ${nodes} × ${nodeType}`;
  return { part: "Cache", what, quantity: nodes * HOURS_PER_MONTH, basis, price: `valkey.${nodeType}` };
}
