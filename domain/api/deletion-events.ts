// Events of a deletion that gives data up, beside those of the conditions: what is told once, and what to do about it. Data only.
export const DELETION_EVENTS = {
  DataDeleted: {
    type: "Normal",
    whatToDo: "Nothing. One for each object as it is asked to go, and a last one that names the snapshots that are left.",
  },
  FinalSnapshot: {
    type: "Normal",
    whatToDo: "Write the name down: it is what the database can be restored from. It is billed until somebody deletes it.",
  },
  FinalSnapshotMissing: {
    type: "Warning",
    whatToDo:
      "Look into AWS: the database went without its final snapshot, or was never made. The snapshot that was named is there.",
  },
  SecretsKept: { type: "Warning", whatToDo: "Delete the Secrets that the note names; they open nothing any more." },
} as const;

export type DeletionEvent = keyof typeof DELETION_EVENTS;
