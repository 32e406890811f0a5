// Copies of the database in the cluster: its snapshots, and volumes that were made from one.
import type { DatabaseRef } from "../blueprint/roles.js";
import { databaseRoles } from "../blueprint/roles.js";
import type { Binding } from "./binding.js";
import { databaseIn } from "./binding.js";
import type { Children } from "./late-values.js";
import type { SnapshotFacts } from "./record.js";
import { childKey, isReady } from "./record.js";
import { NIGHTLY, snapshotsIn } from "./snapshots.js";

export type VolumeCopy = {
  readonly generation: number;
  readonly restoredFrom: string;
  readonly storageGiB: number;
  /** Its PostgreSQL answers. */
  readonly isReady: boolean;
};

/** Undefined: nothing is known of them. */
export type StandingCopies = {
  /** What the binding says was restored last. */
  readonly restored?: string;
  readonly copies?: readonly VolumeCopy[];
  /** Of the service, the newest first. */
  readonly snapshots?: readonly (SnapshotFacts & { readonly name: string })[];
  /** Good nightly snapshots of the volume in use. */
  readonly goodNights?: number;
};

/** `role`: of the volume in use. */
export function standingCopies(children: Children, role: string, binding: Binding | undefined): StandingCopies {
  const snapshots = snapshotsIn(children.values()).map(({ name, facts }) => ({ name, ...facts.snapshot }));
  const claim = children.get(childKey({ kind: "PersistentVolumeClaim", role }))?.name;
  const good = snapshots.filter((one) => one.claim === claim && one.reason === NIGHTLY && one.isReady);
  return { restored: binding?.restored, copies: volumeCopies(children), snapshots, goodNights: good.length };
}

function volumeCopies(children: Children): readonly VolumeCopy[] {
  return [...children.values()].flatMap((record) => {
    const { volume, storageGiB = 0 } = record.facts;
    const generation = databaseIn(record)?.generation;
    if (volume?.restoredFrom === undefined || generation === undefined) return [];
    const set = children.get(childKey({ kind: "StatefulSet", role: record.role }));
    return [{ generation, restoredFrom: volume.restoredFrom, storageGiB, isReady: isReady(record) && isReady(set) }];
  });
}

export function isBeingRestored(children: Children, ref: DatabaseRef): boolean {
  if (ref.kind !== "in-cluster") return false;
  const record = children.get(childKey({ kind: "PersistentVolumeClaim", role: databaseRoles(ref).main }));
  return record?.facts.volume?.isBeingRestored === true;
}
