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

const part = "Database";

export function databases({ database, otherDatabases }: Blueprint, traffic: Traffic): Bill {
  const kept = otherDatabases.map((other) => databaseBill(other, traffic, " (beside)"));
  return together([database === undefined ? NOTHING : databaseBill(database, traffic, ""), ...kept]);
}

function databaseBill(database: Database, traffic: Traffic, suffix: string): Bill {
  switch (database.kind) {
    case "in-cluster":
      return { lines: inCluster(database, suffix), assumes: [] };
    case "rds":
      return { lines: rds(database, suffix), assumes: ["backups of RDS stay within the free allowance, the size of the volume"] };
    case "aurora":
      return aurora(database, traffic, suffix);
  }
}

function inCluster({ size, storageGiB }: InClusterDatabase, suffix: string): readonly Line[] {
  const name = `PostgreSQL${suffix}`;
  return [
    ...podLines({ part, name, count: 1, size }),
    { part, what: `${name}: volume gp3 ${storageGiB} GiB`, quantity: storageGiB, price: "ebs.gp3" },
  ];
}

function rds(database: RdsDatabase, suffix: string): readonly Line[] {
  const { instanceClass, multiAZ, storageGiB, readReplicas } = database;
  const [zones, words] = multiAZ ? ["multi-az", "Multi-AZ"] : ["single-az", "Single-AZ"];
  const main: readonly Line[] = [
    { part, what: `RDS${suffix}: ${instanceClass} ${words}`, quantity: HOURS_PER_MONTH, price: `rds.${instanceClass}.${zones}` },
    { part, what: `RDS${suffix}: ${storageGiB} GiB gp3 ${words}`, quantity: storageGiB, price: `rds.storage.${zones}` },
  ];
  if (readReplicas === 0) return main;
  const replicas = `RDS${suffix}: read replicas:`;
  return [
    ...main,
    ...[...classCounts(database, 1, readReplicas)].map(([ofClass, count]): Line => ({
      part,
      what: `${replicas} ${count} × ${ofClass}`,
      quantity: count * HOURS_PER_MONTH,
      price: `rds.${ofClass}.single-az`,
    })),
    {
      part,
      what: `${replicas} ${readReplicas} × ${storageGiB} GiB gp3`,
      quantity: readReplicas * storageGiB,
      price: "rds.storage.single-az",
    },
  ];
}

function aurora(database: AuroraDatabase, traffic: Traffic, suffix: string): Bill {
  const storedGB = (traffic.users * STORED_MB_PER_USER) / 1000;
  const ios = traffic.writes * IOS_PER_WRITE + traffic.dynamicReads * IOS_PER_DYNAMIC_READ;
  const name = `Aurora${suffix}`;
  return {
    lines: [
      ...[...classCounts(database, 0, 1 + database.readersMin)].map(([ofClass, count]): Line => ({
        part,
        what: `${name}: writer and readers: ${count} × ${ofClass}`,
        quantity: count * HOURS_PER_MONTH,
        price: `aurora.${ofClass}`,
      })),
      { part, what: `${name}: storage`, quantity: storedGB, price: "aurora.storage" },
      { part, what: `${name}: I/O`, quantity: ios / 1e6, price: "aurora.io" },
    ],
    assumes: [
      `Aurora stores ${STORED_MB_PER_USER} MB a user, makes ${IOS_PER_WRITE} I/Os a write and ${IOS_PER_DYNAMIC_READ} a dynamic read`,
      "Aurora's readers run at their smallest number; backups beyond one day are not included",
    ],
  };
}

export function caches({ cache }: Blueprint): Bill {
  return cache === undefined ? NOTHING : { lines: [cacheLine(cache)], assumes: [] };
}

function cacheLine({ nodeType, shards, replicasPerShard }: Cache): Line {
  const nodes = shards * (1 + replicasPerShard);
  const what = `ElastiCache for Valkey: ${nodes} × ${nodeType}`;
  return { part: "Cache", what, quantity: nodes * HOURS_PER_MONTH, price: `valkey.${nodeType}` };
}
