// What a live service keeps beside what it uses, as lines of cost: sizes are read from the objects that stand for it. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import { memoryMiB } from "../../domain/api/quantity.js";
import type { Kept } from "../../domain/cost/kept.js";
import { at, textAt } from "../../domain/observed/reading.js";
import { NIGHTLY, snapshotFacts } from "../../domain/observed/snapshots.js";

export type KeptRecord = { readonly kind: string; readonly name: string };

/** Objects that cost nothing by themselves give nothing. */
export function keptFrom(objects: readonly KubeObject[], records: readonly KeptRecord[]): readonly Kept[] {
  return records.flatMap(({ kind, name }) => {
    const object = objects.find((other) => other.kind === kind && other.metadata.name === name);
    const kept = object === undefined ? undefined : READERS[kind]?.(object);
    return kept === undefined ? [] : [kept];
  });
}

const MIB_PER_GIB = 1024;

const READERS: Readonly<Record<string, (object: KubeObject) => Kept | undefined>> = {
  PersistentVolumeClaim: (object) => {
    const size = textAt(object, "spec", "resources", "requests", "storage");
    const mib = size === undefined ? undefined : memoryMiB(size);
    const { name } = object.metadata;
    return mib === undefined ? { name, ...unmeasured(object) } : { name, kind: "volume", storageGiB: mib / MIB_PER_GIB };
  },
  VolumeSnapshot: (object) => {
    const { reason, sizeGiB } = snapshotFacts(object);
    const { name } = object.metadata;
    // Nightly ones go by themselves; the estimate has them by their number.
    if (reason === NIGHTLY) return undefined;
    return sizeGiB === undefined ? { name, ...unmeasured(object) } : { name, kind: "snapshot", storageGiB: sizeGiB };
  },
  DBInstance: (object) => {
    const instanceClass = textAt(object, "spec", "dbInstanceClass");
    const { name } = object.metadata;
    if (instanceClass === undefined) return { name, ...unmeasured(object) };
    if (textAt(object, "spec", "dbClusterIdentifier") !== undefined) return { name, kind: "aurora-instance", instanceClass };
    const storage = at(object, "spec", "allocatedStorage");
    const multiAZ = at(object, "spec", "multiAZ") === true;
    return { name, kind: "rds-instance", instanceClass, multiAZ, storageGiB: typeof storage === "number" ? storage : 0 };
  },
  DBCluster: (object) => ({ name: object.metadata.name, ...unmeasured(object) }),
  Bucket: (object) => ({ name: object.metadata.name, ...unmeasured(object) }),
  Table: (object) => ({ name: object.metadata.name, ...unmeasured(object) }),
  Queue: (object) => ({ name: object.metadata.name, ...unmeasured(object) }),
};

function unmeasured({ kind }: KubeObject): { readonly kind: "unmeasured"; readonly what: string } {
  return { kind: "unmeasured", what: kind };
}
