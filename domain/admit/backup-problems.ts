// What is worth saying of backups of a database in the cluster. Stops nothing: the service serves.
import type { Blueprint } from "../blueprint/types.js";
import type { Backups } from "../plan/backups.js";
import type { Problem } from "./problem.js";

export function backupProblems(
  { state, claim = "", isOld, last, failed }: Backups,
  { place, identity }: Blueprint,
): readonly Problem[] {
  switch (state) {
    case "unwanted":
      return [];
    case "no-class":
      return [
        remark(
          "NotBackedUp",
          `The database in the cluster is not backed up. Set spec.volumeSnapshotClassName of WebServiceClass ${place.className} to a VolumeSnapshotClass of the volume's driver; until then dump it yourself, see docs/how-to/restore.md.`,
        ),
      ];
    case "not-served":
      return [
        remark(
          "SnapshotKindMissing",
          `The database in the cluster is not backed up: WebServiceClass ${place.className} names VolumeSnapshotClass ${place.volumeSnapshotClassName ?? ""}, and the cluster does not know VolumeSnapshots. Install the CSI snapshot controller with its definitions; the first backup is then made at once.`,
        ),
      ];
    case "on":
      return [
        ...(failed === undefined ? [] : [failedAttempt(failed, identity.namespace)]),
        ...(isOld ? [remark("BackupOld", `${oldInWords(claim, last?.name)} ${AFTER_ONE}`)] : []),
      ];
  }
}

const AFTER_ONE =
  "A backup is made every night while the database answers and the service is neither suspended nor stalled: see that it does and is not, and what BackupFailed says.";

export function oldInWords(claim: string, last: string | undefined): string {
  return last === undefined
    ? `PersistentVolumeClaim ${claim} has no good backup, although the first was begun more than 26 hours ago.`
    : `The last good backup of PersistentVolumeClaim ${claim}, VolumeSnapshot ${last}, is older than 26 hours.`;
}

function failedAttempt({ name, facts }: NonNullable<Backups["failed"]>, namespace: string): Problem {
  return remark(
    "BackupFailed",
    `VolumeSnapshot ${name} could not be taken: ${facts.snapshot.error ?? ""}. Its controller tries again by itself; once the cause is mended, kubectl delete volumesnapshot ${name} -n ${namespace} has it made anew.`,
  );
}

function remark(reason: Problem["reason"], message: string): Problem {
  return { reason, part: "Database", stalls: false, message };
}
