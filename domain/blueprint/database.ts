// The database that spec and tier ask for. What may exist now is the gate's question, not this file's.
import type { WebServiceSpec } from "../api/web-service.js";
import { DEFAULT_DATABASE_VERSION, TIER_TABLE } from "../tiers/table.js";
import type { DatabaseDefault, TierRow } from "../tiers/row.js";
import { DEFAULT_BACKUP_RETENTION_DAYS } from "../tiers/defaults.js";
import { ceilingGiB } from "./rds-storage.js";
import type { AuroraDatabase, Database, DatabaseKind, RdsDatabase } from "./types.js";

type DatabaseSpec = NonNullable<WebServiceSpec["database"]>;

const KIND_OF: Readonly<Record<"InCluster" | "RDS" | "Aurora", DatabaseKind>> = {
  InCluster: "in-cluster",
  RDS: "rds",
  Aurora: "aurora",
};

/** Undefined when the user switched the database off. */
export function database(spec: DatabaseSpec, row: TierRow): Database | undefined {
  if (spec.enabled === false) return undefined;
  const base = defaultFor(spec.placement, row);
  const version = spec.version ?? DEFAULT_DATABASE_VERSION;
  const retention = spec.backupRetentionDays ?? DEFAULT_BACKUP_RETENTION_DAYS;
  switch (base.kind) {
    case "in-cluster":
      return { ...base, version, storageGiB: spec.storageGiB ?? base.storageGiB, backupRetentionDays: retention };
    case "rds":
      return rds({ ...base, version }, spec);
    case "aurora":
      return aurora({ ...base, version }, spec);
  }
}

/** The tier's own row, or for another placement the row of the nearest tier that has that kind. */
function defaultFor(placement: DatabaseSpec["placement"], row: TierRow): DatabaseDefault {
  if (placement === undefined || placement === "Auto") return row.database;
  const kind = KIND_OF[placement];
  if (row.database.kind === kind) return row.database;
  const rows = Object.values(TIER_TABLE).filter((other) => other.database.kind === kind);
  const below =
    Object.values(TIER_TABLE).indexOf(row) < Object.values(TIER_TABLE).findIndex((other) => other.database.kind === kind);
  return (below ? rows[0] : rows.at(-1))?.database ?? row.database;
}

function rds(base: RdsDatabase, spec: DatabaseSpec): RdsDatabase {
  const storageGiB = spec.storageGiB ?? base.storageGiB;
  return {
    ...base,
    instanceClass: spec.instanceClass ?? base.instanceClass,
    storageGiB,
    maxStorageGiB: ceilingGiB(storageGiB, base.maxStorageGiB),
    readReplicas: spec.readReplicas ?? base.readReplicas,
    backupRetentionDays: spec.backupRetentionDays ?? base.backupRetentionDays,
  };
}

function aurora(base: AuroraDatabase, spec: DatabaseSpec): AuroraDatabase {
  const readersMin = spec.readReplicas ?? base.readersMin;
  return {
    ...base,
    instanceClass: spec.instanceClass ?? base.instanceClass,
    readersMin,
    readersMax: Math.max(readersMin, base.readersMax),
    backupRetentionDays: spec.backupRetentionDays ?? base.backupRetentionDays,
  };
}
