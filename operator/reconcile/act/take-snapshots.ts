// Makes the snapshots that are due and removes those whose retention has ended. What may go wrong here stops nothing else.
//
// Guarantees: only a nightly snapshot of ours is removed, as it is at that moment and by its UID, and never a newer one before an older one.
// Caveat: whether the copy goes with its object is the deletionPolicy of the VolumeSnapshotClass.
import { volumeSnapshot } from "../../../cdk8s/volume-snapshot.js";
import type { Desire } from "../../../cdk8s/desire.js";
import type { Problem } from "../../../domain/admit/problem.js";
import { LABEL } from "../../../domain/api/keys.js";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { KubeObject, ObjectRef } from "../../../domain/api/objects.js";
import type { ServiceKey } from "../../../domain/api/service.js";
import { ourEntry } from "../../../domain/observed/extract.js";
import type { ById } from "../../../domain/observed/observe.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { NIGHTLY, snapshotsIn } from "../../../domain/observed/snapshots.js";
import { ClusterError } from "../../ports/cluster.js";
import type { World } from "../world.js";

export type SnapshotTask = { readonly key: ServiceKey; readonly wanted: Desire; readonly observed: ById };

export async function takeSnapshots(world: World, { key, wanted, observed }: SnapshotTask): Promise<readonly Problem[]> {
  const { backups, gated } = wanted;
  const adopted = snapshotsIn(observed.values()).filter(({ retained }) => retained);
  const done = await Promise.all([
    ...backups.orders.map((order) => attempt(() => make(world, key, volumeSnapshot(gated.next, order)))),
    ...adopted.map((record) => attempt(() => takeOver(world, record))),
    ...backups.expired.map((record) => attempt(() => removeExpired(world, record))),
  ]);
  return done.flatMap((problem) => problem ?? []);
}

async function attempt(act: () => Promise<Problem | undefined>): Promise<Problem | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (GONE.has(error.kind)) return undefined;
    return failed(`Backups of the database are not as they should be, and this is tried again: ${error.message}`);
  }
}
/** What is gone, or is somebody else's by now, is looked at again with the next event. */
const GONE = new Set<ClusterError["kind"]>(["not-found", "namespace-ending"]);

async function make(world: World, key: ServiceKey, object: KubeObject): Promise<Problem | undefined> {
  const ref = refOf(object.metadata.namespace, object.metadata.name);
  try {
    const { resourceVersion } = await world.cluster.apply(ref, object, { expect: { absent: true } });
    const { apiVersion, kind } = object;
    world.wrote({ key, apiVersion, kind, name: ref.name, resourceVersion });
    world.log.info("backup begun", { service: key, snapshot: ref.name });
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError) || !TAKEN.has(error.kind)) throw error;
    // Another operator was faster, or somebody took our labels off: either way this night has its copy.
    const live = await world.cluster.read(ref);
    if (live === undefined || ourEntry(live.metadata.managedFields ?? []) !== undefined) return undefined;
    return failed(
      `VolumeSnapshot ${ref.name} exists and is not managed by Tenfold: it is no backup. Delete it, and one is made.`,
    );
  }
}
const TAKEN = new Set<ClusterError["kind"]>(["conflict", "already-exists"]);

async function takeOver(world: World, record: ChildRecord): Promise<undefined> {
  await world.cluster.setLabels(refOf(record.namespace, record.name), { [LABEL.retained]: null }, record.uid);
}

/** Somebody may have relabelled it to keep it since the store has heard of it. */
async function removeExpired(world: World, record: ChildRecord): Promise<undefined> {
  const ref = refOf(record.namespace, record.name);
  const live = await world.cluster.read(ref);
  if (live === undefined || live.metadata.uid !== record.uid || !isExpendable(live)) return;
  world.log.info("backup removed: its retention has ended", { snapshot: record.name });
  await world.cluster.remove(ref, { uid: record.uid, propagation: "Background" });
}

function isExpendable({ metadata: { labels = {}, managedFields = [] } }: KubeObject): boolean {
  return labels[LABEL.snapshot] === NIGHTLY && ourEntry(managedFields) !== undefined;
}

function refOf(namespace: string | undefined, name: string): ObjectRef {
  return { kind: BUILT_IN.volumeSnapshot, namespace, name };
}

function failed(message: string): Problem {
  return { reason: "BackupFailed", part: "Database", stalls: false, message };
}
