// What has to change about the database, smallest step first. Order is the order in which the gate lets them run.
import { databasePodText } from "../blueprint/database-pod.js";
import { tenthMoreGiB } from "../blueprint/rds-storage.js";
import type { AuroraDatabase, Database, InClusterDatabase, RdsDatabase } from "../blueprint/types.js";
import type { Standing } from "../observed/standing.js";
import type { Change } from "./change.js";
import { databaseChange } from "./change.js";
import { keptNights } from "./backups.js";
import { classChanges } from "./member-classes.js";
import { move, WORDS } from "./move-change.js";
import { restoreChanges } from "./restore.js";

// Expected downtimes in seconds.
const RESTART_SECONDS = 300;
const POD_RESTART_SECONDS = 60;

/** From the database that has the data to the one of the target. A first database is created, not changed. */
export function databaseChanges(standing: Standing, target: Database | undefined): readonly Change[] {
  const { bound, database, members } = standing;
  if (database === undefined) return [];
  if (target === undefined) return bound === undefined || bound === "none" ? [] : [removal(database)];
  if (database.kind === "in-cluster" && target.kind === "in-cluster")
    return [...restoreChanges(standing, database, target), ...inCluster(database, target, standing)];
  if (database.kind === "rds" && target.kind === "rds") return rds(database, target, members);
  if (database.kind === "aurora" && target.kind === "aurora") return aurora(database, target, members);
  return [move(database, target, standing.move)];
}

function removal(from: Database): Change {
  return databaseChange({
    from: from.kind,
    to: "none",
    detail: { kind: "database-removal" },
    summary: `stop using ${WORDS[from.kind]}; its data is kept`,
    disruption: "Rolling",
    reason: "database.enabled is false",
    downtimeSeconds: 0,
  });
}

function inCluster(
  from: InClusterDatabase,
  to: InClusterDatabase,
  { databaseRuns: runs, goodNights = 0, move: known }: Standing,
): readonly Change[] {
  const pod = databasePodText;
  return [
    ...storage(from.storageGiB, to.storageGiB),
    // The one that the last night has made too many goes by itself.
    ...(goodNights > keptNights(to) + 1 ? backup(goodNights, keptNights(to)) : []),
    ...(pod(from) === pod(to) || !runs // where nothing runs, nothing is restarted
      ? []
      : [
          databaseChange({
            from: pod(from),
            to: pod(to),
            detail: { kind: "database-pod" },
            summary: `restart the database pod: ${pod(from)} → ${pod(to)}`,
            disruption: "Restart",
            reason:
              from.node === to.node
                ? "the target sizes the database pod differently"
                : to.node === "other-node"
                  ? "the target gives the database a node of its own"
                  : "the target puts the database on the node of the web pods",
            downtimeSeconds: POD_RESTART_SECONDS,
            // What is larger, or has a node of its own, serves the smaller target just as well.
            shrinks: to.size.memoryMiB < from.size.memoryMiB || (from.node === "other-node" && to.node === "same-node"),
          }),
        ]),
    ...(from.version !== "" && Number(to.version) > Number(from.version)
      ? [move(from, to, known)]
      : version(from.version, to.version, { disruption: "Restart", downtimeSeconds: RESTART_SECONDS })),
  ];
}

type Members = Standing["members"];

/** RDS takes less for a tenth, or for a mistake; either way what was asked for would not be what there is. */
function tooLittleForRds(from: number, to: number): string | undefined {
  const least = tenthMoreGiB(from);
  if (to >= least) return undefined;
  return `RDS grows a volume by 10 % at least: set spec.database.storageGiB to ${least} or more, or to ${from}, which it has`;
}

function rds(from: RdsDatabase, to: RdsDatabase, members: Members): readonly Change[] {
  // A standby makes every later change a failover instead of a restart: it comes first and goes last.
  const disruption = from.multiAZ ? "Failover" : "Restart";
  const ends = databaseChange({
    from: String(from.multiAZ),
    to: String(to.multiAZ),
    detail: { kind: "database-multi-az" },
    summary: to.multiAZ ? "add a standby in a second zone" : "remove the standby in the second zone",
    disruption: "None",
    reason: "the target is " + (to.multiAZ ? "Multi-AZ" : "Single-AZ"),
    downtimeSeconds: 0,
    shrinks: !to.multiAZ,
  });
  return [
    ...storage(from.storageGiB, to.storageGiB, tooLittleForRds(from.storageGiB, to.storageGiB)),
    ...backup(from.backupRetentionDays, to.backupRetentionDays),
    ...(from.multiAZ !== to.multiAZ ? [ends] : []),
    ...classChanges(members, { to: to.instanceClass, disruption, readersShareAddress: false }),
    ...version(from.version, to.version, { disruption: "Restart", downtimeSeconds: RESTART_SECONDS }),
    ...readers(from.readReplicas, to.readReplicas),
  ];
}

function aurora(from: AuroraDatabase, to: AuroraDatabase, members: Members): readonly Change[] {
  return [
    ...backup(from.backupRetentionDays, to.backupRetentionDays),
    ...classChanges(members, { to: to.instanceClass, disruption: "Failover", readersShareAddress: true }),
    ...version(from.version, to.version, { disruption: "Restart", downtimeSeconds: RESTART_SECONDS }),
    ...readers(from.readersMin, to.readersMin),
  ];
}

/** Volumes only grow, so a smaller target is no change at all. */
function storage(from: number, to: number, impossible?: string): readonly Change[] {
  if (to <= from) return [];
  return [
    databaseChange({
      from: String(from),
      to: String(to),
      detail: { kind: "database-storage" },
      summary: `grow the volume from ${from} to ${to} GiB`,
      disruption: "None",
      reason: "the target has more storage",
      downtimeSeconds: 0,
      isExtra: true,
      impossible,
    }),
  ];
}

function backup(from: number, to: number): readonly Change[] {
  if (from === to) return [];
  return [
    databaseChange({
      from: String(from),
      to: String(to),
      detail: { kind: "database-backup" },
      summary: `keep backups for ${to} days instead of ${from}`,
      disruption: "None",
      reason: "the target keeps backups for another time",
      downtimeSeconds: 0,
      isExtra: true,
      shrinks: to < from,
    }),
  ];
}

type VersionStep = Pick<Change, "disruption" | "downtimeSeconds" | "impossible">;

function version(from: string, to: string, step: VersionStep): readonly Change[] {
  if (from === "" || from === to) return [];
  const lower = Number(to) < Number(from);
  const impossible = lower
    ? `data of PostgreSQL ${from} cannot be opened by ${to}: set database.version to ${from}, or leave it out`
    : step.impossible;
  return [
    databaseChange({
      ...step,
      impossible,
      from,
      to,
      detail: { kind: "database-version" },
      summary: lower ? `go back from PostgreSQL ${from} to ${to}` : `upgrade PostgreSQL from ${from} to ${to}`,
      reason: lower ? "the target names an older version" : "the target names a newer version",
    }),
  ];
}

/** More readers disturb nothing and are added at once; fewer are a change. */
function readers(from: number, to: number): readonly Change[] {
  if (to >= from) return [];
  return [
    databaseChange({
      from: String(from),
      to: String(to),
      detail: { kind: "database-readers" },
      summary: `remove readers: ${from} → ${to}`,
      disruption: "None",
      reason: "the target has fewer readers",
      downtimeSeconds: 0,
      shrinks: true,
      impossible: "readers are kept: delete the DBInstance objects yourself once nothing reads from them",
    }),
  ];
}
