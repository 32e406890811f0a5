// The newest good backup of a database in the cluster, as status and condition tell it.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { oldInWords } from "../../../domain/admit/backup-problems.js";
import type { Backups } from "../../../domain/plan/backups.js";
import type { Draft } from "./conditions.js";
import type { Report } from "./findings.js";

/** Databases in AWS have none: their backups are RDS's. While nothing can be planned, what was known stays. */
export function backupCondition({ service, work }: Report): readonly Draft[] {
  if (work !== undefined) return drafts(work.desire.backups);
  return (service.status?.conditions ?? []).filter(({ type }) => type === "BackedUp");
}

function drafts({ state, claim = "", last, isOld }: Backups): readonly Draft[] {
  const say = (status: Draft["status"], reason: Draft["reason"], message: string): readonly Draft[] => [
    { type: "BackedUp", status, reason, message },
  ];
  switch (state) {
    case "unwanted":
      return [];
    case "no-class":
      return say("False", "NotBackedUp", "the class names no VolumeSnapshotClass: see status.problems");
    case "not-served":
      return say("False", "SnapshotKindMissing", "the cluster does not know VolumeSnapshots: see status.problems");
    case "on":
      if (isOld) return say("False", "BackupOld", `${oldInWords(claim, last?.name)} See status.problems.`);
      if (last !== undefined) return say("True", "Ready", `the newest good backup is VolumeSnapshot ${last.name}`);
      return say("Unknown", "Progressing", "the first backup is made as soon as the database answers, and is not done yet");
  }
}

export function lastBackup({ last }: Backups): WebServiceStatus["backup"] {
  if (last === undefined) return undefined;
  const { takenAt, sizeGiB } = last.facts.snapshot;
  return { name: last.name, time: new Date(takenAt).toISOString(), ...(sizeGiB === undefined ? {} : { sizeGiB }) };
}
