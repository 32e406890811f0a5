// What the reasons of the condition BackedUp mean, and what to do about them. Data only.
export const BACKUP_TEXTS = {
  NotBackedUp: {
    isTrue: [],
    isFalse: ["BackedUp"],
    means: "Nothing backs up the database in the cluster: the class names no VolumeSnapshotClass. It makes nothing unready.",
    whatToDo: "Set `volumeSnapshotClassName` of the class, or dump the database yourself: [restore data](../how-to/restore.md).",
  },
  SnapshotKindMissing: {
    isTrue: [],
    isFalse: ["BackedUp"],
    means:
      "Nothing backs up the database in the cluster: the class names a VolumeSnapshotClass and the cluster does not know VolumeSnapshots.",
    whatToDo: "Install the CSI snapshot controller with its definitions. The first backup is then made at once.",
  },
  BackupFailed: {
    isTrue: [],
    isFalse: [],
    means: "The newest snapshot could not be taken so far. It is an entry of `status.problems` and makes nothing unready.",
    whatToDo: "Mend what the message names: the class, the driver, its rights. Delete the VolumeSnapshot to have it made anew.",
  },
  BackupOld: {
    isTrue: [],
    isFalse: ["BackedUp"],
    means: "The newest good backup of the database in the cluster is older than 26 hours, or the first never became good.",
    whatToDo:
      "See why: `BackupFailed` in `status.problems`, a database that does not answer, a service that is suspended or stalled.",
  },
} as const;
