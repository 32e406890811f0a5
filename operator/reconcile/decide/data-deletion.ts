// What a deletion that gives data up may do, and in which order: the keys, the stages, the locks of each object. Pure.
import { bornSafe } from "../../../cdk8s/born-safe.js";
import { ANNOTATION } from "../../../domain/api/keys.js";
import type { WebService } from "../../../domain/api/service.js";
import { databaseIn } from "../../../domain/observed/binding.js";
import type { EndingDatabase } from "../../../domain/observed/ending.js";
import { isAck } from "../../../domain/observed/extract.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { Locks } from "../../ports/data-deletion.js";

export type Keys =
  | { readonly kind: "given"; readonly snapshots: readonly string[] }
  /** Nothing of the data may be touched: what is missing, and the ways out. */
  | { readonly kind: "missing"; readonly message: string; readonly snapshots: readonly string[] };

export function wantsDataDeleted({ spec }: WebService): boolean {
  return spec.deletion?.data === "Delete";
}

/** Read anew at each step, so that taking one back stops whatever has not begun. */
export function keysOf({ metadata }: WebService): Keys {
  const { name, namespace, uid, annotations = {} } = metadata;
  const subject = `webservice ${name} -n ${namespace}`;
  const snapshots = snapshotNames(annotations[ANNOTATION.finalSnapshot]);
  const absent = [
    ...(annotations[ANNOTATION.confirmDelete] === uid
      ? []
      : [`to confirm: kubectl annotate --overwrite ${subject} ${ANNOTATION.confirmDelete}=${uid}`]),
    ...(snapshots.length > 0
      ? []
      : [`to name a finished snapshot: kubectl annotate --overwrite ${subject} ${ANNOTATION.finalSnapshot}=NAME`]),
  ];
  if (absent.length === 0) return { kind: "given", snapshots };
  const message = `spec.deletion.data is Delete, and the keys for it are not there: ${absent.join("; ")}. ${keepInstead(subject)}`;
  return { kind: "missing", message, snapshots };
}

export function snapshotNames(text = ""): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  return names.filter((name) => name !== "");
}

function keepInstead(subject: string): string {
  return `To keep the data instead: kubectl patch ${subject} --type merge -p '{"spec":{"deletion":{"data":"Retain"}}}'`;
}

/** The way out of every hold. */
export function orKeep({ metadata: { name, namespace } }: WebService): string {
  return keepInstead(`webservice ${name} -n ${namespace}`);
}

/** A database in AWS that has data of its own: no replica and no member of a cluster. */
export function isDatabase(record: ChildRecord): record is ChildRecord & Pick<EndingDatabase, "kind"> {
  const database = databaseIn(record);
  return database !== undefined && database.kind !== "in-cluster";
}

export function isInstance({ kind }: ChildRecord): boolean {
  return kind === "DBInstance" || kind === "DBCluster";
}

export function isVolume({ kind }: ChildRecord): boolean {
  return kind === "PersistentVolumeClaim";
}

const OTHERS = new Set(["Table", "Queue", "LogGroup"]);

/**
 * What takes a person comes first, since nothing is lost while it waits: a bucket goes only when it is empty. Copies go before what they are
 * copies of, and what others refer to comes last.
 */
const STAGES: readonly ((record: ChildRecord) => boolean)[] = [
  ({ kind }) => kind === "Bucket",
  (record) => isInstance(record) && !isDatabase(record),
  isDatabase,
  isVolume,
  ({ kind }) => OTHERS.has(kind),
  () => true,
];
/** Up to here what AWS deletes leaves a snapshot, which is awaited before anything else goes. */
const DATABASES_GONE = STAGES.indexOf(isDatabase) + 1;

export type Stage = {
  readonly records: readonly ChildRecord[];
  /** It begins only when the final snapshots are there. */
  readonly afterSnapshots: boolean;
};

/** The first stage that something is left of; without records when nothing is. */
export function stageOf(records: readonly ChildRecord[]): Stage {
  const of = (record: ChildRecord) => STAGES.findIndex((isIn) => isIn(record));
  const first = Math.min(STAGES.length, ...records.map(of));
  return { records: records.filter((record) => of(record) === first), afterSnapshots: first >= DATABASES_GONE };
}

/** Opened: the thing in AWS goes with its object, a database not without its final snapshot. Undefined: it has none. */
export function openedLocks(record: ChildRecord, isProtected = false): Locks | undefined {
  if (!isAck(record)) return undefined;
  const annotations = { [ANNOTATION.deletionPolicy]: "delete", ...(isDatabase(record) ? bornSafe(record.name) : {}) };
  if (isDatabase(record) || isProtected) return { annotations, spec: { deletionProtection: false } };
  return record.kind === "Table" ? { annotations, spec: { deletionProtectionEnabled: false } } : { annotations };
}

/** As data is born. */
export function closedLocks(record: ChildRecord): Locks {
  const annotations = { [ANNOTATION.deletionPolicy]: "retain" };
  if (isDatabase(record)) return { annotations, spec: { deletionProtection: true } };
  return record.kind === "Table" ? { annotations, spec: { deletionProtectionEnabled: true } } : { annotations };
}

/** Long enough for a controller to say that it has begun with a change: then it is not ready until it has ended. */
const TAKEN_UP_MS = 15_000;

/** No status of a table shows its protection: its controller must have looked at it since the lock was opened, and be done. */
export function isTakenUp({ facts, health, syncedAt }: ChildRecord, now: number): boolean {
  const openedAt = facts.released?.at;
  if (health.state !== "ready") return false;
  // Opened by somebody else, at a time that nothing tells: waiting for more would be for ever.
  if (openedAt === undefined) return true;
  return (syncedAt ?? 0) > openedAt || now >= openedAt + TAKEN_UP_MS;
}

/** One object that goes, as status tells it. */
export function leavingInWords({ kind, name, namespace, health }: ChildRecord): string {
  const message = health.state === "ready" ? "is asked to go" : health.message;
  const text = `${kind} ${name} ${message}`;
  return kind === "Bucket" && NOT_EMPTY.test(message) ? `${text}. ${emptying(name, namespace)}` : text;
}
const NOT_EMPTY = /BucketNotEmpty|not empty/i;

/** AWS has no call for all of it: a thousand versions at a time. */
function emptying(bucket: string, namespace: string): string {
  const list = `aws s3api list-object-versions --bucket ${bucket} --max-items 1000 --output json`;
  const query = `--query "{Objects: [Versions,DeleteMarkers][].{Key:Key,VersionId:VersionId}}"`;
  return (
    `Empty it, with all versions, and repeat until nothing is left: aws s3api delete-objects --bucket ${bucket} --delete "$(${list} ${query})". ` +
    `Its controller tries again by itself, at most every few minutes. To keep the bucket in AWS: kubectl annotate --overwrite ` +
    `buckets.s3.services.k8s.aws ${bucket} -n ${namespace} ${ANNOTATION.deletionPolicy}=retain`
  );
}
