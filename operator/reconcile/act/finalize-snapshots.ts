// Whether somebody can come back: each database that is to be given up has a finished snapshot that was named and has been seen, and what AWS
// takes as it deletes one is awaited. What could not be asked counts as not there.
import { finalSnapshotName } from "../../../cdk8s/born-safe.js";
import { ANNOTATION } from "../../../domain/api/keys.js";
import { VOLUME_SNAPSHOT } from "../../../domain/api/kinds.js";
import type { WebService } from "../../../domain/api/service.js";
import type { EndingDatabase } from "../../../domain/observed/ending.js";
import { at, textAt, timeOf } from "../../../domain/observed/reading.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { CloudDatabaseState } from "../../ports/cloud-databases.js";
import { ClusterError } from "../../ports/cluster.js";
import type { World } from "../world.js";

export type Wanted = { readonly service: WebService; readonly snapshots: readonly string[] };

/** Why the database may not go yet, and what to do. Undefined: it may. */
export async function missingSnapshot(
  world: World,
  record: ChildRecord & Pick<EndingDatabase, "kind">,
  { state, wanted }: { readonly state: CloudDatabaseState; readonly wanted: Wanted },
): Promise<string | undefined> {
  const { kind, name, facts } = record;
  const { region = "" } = facts;
  const final = finalSnapshotName(name);
  const isTaken = (await world.databases.snapshot(region, kind, final)) !== undefined;
  if (isTaken)
    return `AWS has a snapshot ${final} already, and takes one of that name as it deletes ${kind} ${name}: copy it to another name and delete it`;
  const tried: string[] = [];
  for (const candidate of wanted.snapshots) {
    const found = await world.databases.snapshot(region, kind, candidate);
    if (found === undefined) tried.push(`${candidate} does not exist`);
    else if (found.source !== name || found.resourceID !== state.resourceID) tried.push(`${candidate} is not of this database`);
    else if (found.status !== "available") tried.push(`${candidate} is not finished (${found.status})`);
    else return undefined;
  }
  return `${kind} ${name} has no finished snapshot among those named by ${ANNOTATION.finalSnapshot}: ${tried.join(", ")}. ${howToTake(kind, name)}`;
}

function howToTake(kind: EndingDatabase["kind"], name: string): string {
  const [what, flag] = kind === "DBInstance" ? ["db", "db-instance"] : ["db-cluster", "db-cluster"];
  return (
    `Take one and wait until it is available: aws rds create-${what}-snapshot --${flag}-identifier ${name} --${what}-snapshot-identifier NAME; ` +
    `then name it, with others separated by commas`
  );
}

/** The same for a volume in the cluster. Nothing takes a last snapshot of it, so the named one must be newer than the last write. */
export async function missingVolumeSnapshot(
  world: World,
  { name, namespace }: ChildRecord,
  { service, snapshots }: Wanted,
): Promise<string | undefined> {
  const tried: string[] = [];
  for (const candidate of snapshots) {
    const why = await unfit(world, { name: candidate, namespace, volume: name }, service);
    if (why === undefined) return undefined;
    tried.push(`${candidate} ${why}`);
  }
  return (
    `PersistentVolumeClaim ${name} has no finished VolumeSnapshot among those named by ${ANNOTATION.finalSnapshot}: ${tried.join(", ")}. ` +
    `Its pod is gone, so take it now: a VolumeSnapshot in this namespace with spec.source.persistentVolumeClaimName ${name}; ` +
    `then name it, with others separated by commas`
  );
}

type Candidate = { readonly name: string; readonly namespace: string; readonly volume: string };

async function unfit(
  world: World,
  { name, namespace, volume }: Candidate,
  { metadata }: WebService,
): Promise<string | undefined> {
  let found: unknown;
  try {
    found = await world.cluster.read({ kind: VOLUME_SNAPSHOT, namespace, name });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.kind !== "kind-missing") throw error;
    return "cannot be there: this cluster has no VolumeSnapshots (no snapshot controller is installed)";
  }
  if (found === undefined) return "does not exist";
  if (textAt(found, "spec", "source", "persistentVolumeClaimName") !== volume) return "is not of this volume";
  if (at(found, "status", "readyToUse") !== true) return "is not ready to use";
  const taken = timeOf(textAt(found, "status", "creationTime"));
  const stopped = timeOf(metadata.deletionTimestamp) ?? Infinity;
  return taken !== undefined && taken >= stopped
    ? undefined
    : "is older than the deletion: what was written after it would be lost";
}

export type FinalSnapshot =
  | { readonly kind: "there"; readonly note: string }
  /** AWS knows neither the database nor the snapshot. */
  | { readonly kind: "never"; readonly note: string }
  | { readonly kind: "awaited"; readonly message: string }
  /** Nothing deletes the database. */
  | { readonly kind: "stuck"; readonly message: string };

export async function finalSnapshotOf(world: World, database: EndingDatabase): Promise<FinalSnapshot> {
  const { kind, name, region, finalSnapshot } = database;
  const [state, snapshot] = await Promise.all([
    world.databases.state(region, kind, name),
    world.databases.snapshot(region, kind, finalSnapshot),
  ]);
  if (state !== undefined && state.status !== "deleting" && snapshot === undefined) {
    const message = `the object of ${kind} ${name} is gone, but AWS runs the database (${state.status}) and nobody deletes it: delete it there with a final snapshot ${finalSnapshot}`;
    return { kind: "stuck", message };
  }
  if (snapshot === undefined && state === undefined) {
    const note = `AWS has neither ${kind} ${name} nor its final snapshot ${finalSnapshot}: if it was ever made, the snapshots that were named are what is left of it`;
    return { kind: "never", note };
  }
  if (snapshot?.status !== "available") {
    const message = `AWS is taking the final snapshot ${finalSnapshot} of ${kind} ${name}${snapshot === undefined ? "" : ` (${snapshot.status})`}`;
    return { kind: "awaited", message };
  }
  if (state !== undefined)
    return { kind: "awaited", message: `AWS is still deleting ${kind} ${name}; its final snapshot is there` };
  return { kind: "there", note: `the final snapshot ${finalSnapshot} of ${kind} ${name} is available; the database is gone` };
}
