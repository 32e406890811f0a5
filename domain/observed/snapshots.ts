// Copies of the volume of a database in the cluster: what a VolumeSnapshot says, and which there are.
import { ANNOTATION, LABEL } from "../api/keys.js";
import type { KubeObject } from "../api/objects.js";
import { memoryMiB } from "../api/quantity.js";
import { at, textAt, timeOf } from "./reading.js";
import type { ChildRecord, SnapshotFacts } from "./record.js";

const MIB_PER_GIB = 1024;
/** Label of those that are made every night, and the only ones that are ever removed. */
export const NIGHTLY = "nightly";

export function snapshotFacts(object: KubeObject): SnapshotFacts {
  const { labels = {}, annotations = {}, creationTimestamp } = object.metadata;
  const size = at(object, "status", "restoreSize");
  const sizeMiB = typeof size === "string" || typeof size === "number" ? memoryMiB(String(size)) : undefined;
  const isReady = at(object, "status", "readyToUse") === true;
  return {
    reason: labels[LABEL.snapshot] ?? "",
    claim: textAt(object, "spec", "source", "persistentVolumeClaimName") ?? "",
    takenAt: timeOf(textAt(object, "status", "creationTime") ?? creationTimestamp) ?? 0,
    madeAt: timeOf(creationTimestamp) ?? 0,
    isReady,
    // What its controller said before it succeeded stays there.
    error: isReady ? undefined : textAt(object, "status", "error", "message"),
    sizeGiB: sizeMiB === undefined ? undefined : sizeMiB / MIB_PER_GIB,
    version: annotations[ANNOTATION.postgresVersion],
  };
}

/** Of a claim: the VolumeSnapshot that its volume was made from. */
export function restoredFrom(claim: KubeObject): string | undefined {
  const source = at(claim, "spec", "dataSource");
  return textAt(source, "kind") === "VolumeSnapshot" ? textAt(source, "name") : undefined;
}

export type SnapshotRecord = ChildRecord & { readonly facts: { readonly snapshot: SnapshotFacts } };

/** The newest first, by the server's clock alone: storage systems have others. What is being deleted is no copy any more. */
export function snapshotsIn(records: Iterable<ChildRecord>): readonly SnapshotRecord[] {
  return [...records].filter(isSnapshot).sort((a, b) => madeAt(b) - madeAt(a) || (a.name < b.name ? 1 : -1));
}

export function isSnapshot(record: ChildRecord): record is SnapshotRecord {
  return record.facts.snapshot !== undefined && !record.deleting;
}

function madeAt({ facts }: SnapshotRecord): number {
  return facts.snapshot.madeAt;
}
