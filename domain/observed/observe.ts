// Children in the store → what this service has, and whose data it uses.
import type { WebService } from "../api/service.js";
import { ROLE } from "../blueprint/roles.js";
import type { Binding } from "./binding.js";
import type { CloudAnswer } from "./cloud-answer.js";
import type { DataOwner, DataSet } from "./data-owner.js";
import { dataOwner, dataSets, isNote } from "./data-owner.js";
import { isAck } from "./extract.js";
import type { Adoption, AdoptionAnswer } from "./adoption.js";
import { adoptionOf, outsideRecords } from "./adoption.js";
import { foundRecords } from "./found-in-cloud.js";
import type { Children } from "./late-values.js";
import type { ChildRecord } from "./record.js";
import { childId, childKey } from "./record.js";

export type SpecWrite = { readonly at: number; readonly resourceVersion: string };

/** What is known beside the store; nothing of it is needed to be right. */
export type Recollection = {
  /** Child UID → our last write that changed its spec: when by the server's clock (milliseconds), and the version it made. */
  readonly specWrites: ReadonlyMap<string, SpecWrite>;
  /** Data that a live read has found although the store does not have it, by kind and name. */
  readonly foundLive: ReadonlyMap<string, ChildRecord>;
  /** Sealed databases that AWS does not have any more: resource id by kind and name. */
  readonly lostInAws: ReadonlyMap<string, string>;
  /** What AWS said when it was asked for the data that this service is to take over. */
  readonly inCloud: CloudAnswer | undefined;
  /** What came of looking at the database that this service is to adopt. */
  readonly outside?: AdoptionAnswer | undefined;
};

export type ById = ReadonlyMap<string, ChildRecord>;

export type Observed = {
  /** This service's own children, adopted data included, by kind and name. */
  readonly byId: ById;
  /** The same by kind and role; of two with one role the one made last. With what AWS has of it and no object stands for yet. */
  readonly byRole: Children;
  readonly owner: DataOwner;
  /** Of a database that was never Tenfold's. Undefined: none is wished for, or it was taken over. */
  readonly adoption: Adoption | undefined;
  /** Data of deleted services of the same name that this one does not use. */
  readonly foreign: readonly DataSet[];
  /** Says how to adopt data that this service uses by now. */
  readonly notes: readonly ChildRecord[];
  readonly binding: Binding | undefined;
  /** Sealed databases that AWS does not have any more: resource id by kind and name. */
  readonly lostInAws: ReadonlyMap<string, string>;
};

export function observe(
  seen: readonly ChildRecord[],
  service: WebService,
  { specWrites, foundLive, lostInAws, inCloud, outside }: Recollection,
): Observed {
  const { uid } = service.metadata;
  const records = [...seen, ...unseen(seen, foundLive)];
  const owner = dataOwner(service, records, inCloud);
  const dataUid = owner.kind === "known" ? owner.dataUid : uid;
  const own = records
    .filter((record) => !isNote(record) && (record.serviceUid === uid || (record.holdsData && record.serviceUid === dataUid)))
    .map((record) => withDoubt(record, specWrites.get(record.uid)));
  const isFound = inCloud?.kind === "found" && owner.kind === "known" && inCloud.dataUid === dataUid;
  const found = isFound ? foundRecords(service, inCloud) : [];
  const binding = own.find(({ kind, role }) => kind === "ConfigMap" && role === ROLE.binding)?.facts.binding;
  const adoption = adoptionOf(service, own, { binding, answer: outside });
  const around = outsideRecords(service, own, { adoption, dataUid });
  const byRole = new Map([...found, ...around, ...own].map((record) => [childKey(record), record]));
  return {
    byId: new Map(own.map((record) => [childId(record), record])),
    byRole,
    owner,
    adoption,
    foreign: [...dataSets(records).values()].filter((set) => set.uid !== uid && set.uid !== dataUid),
    notes: owner.kind === "known" ? records.filter((record) => isNote(record) && record.serviceUid === dataUid) : [],
    lostInAws,
    binding,
  };
}

/** Data that only a live read has found, until the store has it too. */
function unseen(seen: readonly ChildRecord[], foundLive: ReadonlyMap<string, ChildRecord>): readonly ChildRecord[] {
  if (foundLive.size === 0) return [];
  const known = new Set(seen.map(childId));
  return [...foundLive.values()].filter((record) => !known.has(childId(record)));
}

/**
 * An ACK object keeps Ready=True after a change of its spec until its controller reacts. Times have whole seconds, so
 * within one second the version decides: as long as nobody wrote after us, nobody has reacted. So it does where the
 * time is unknown.
 */
function withDoubt(record: ChildRecord, write: SpecWrite | undefined): ChildRecord {
  if (write === undefined || !isAck(record) || record.health.state !== "ready") return record;
  const isOld = record.syncedAt !== undefined && record.syncedAt < write.at;
  if (!isOld && record.resourceVersion !== write.resourceVersion) return record;
  return {
    ...record,
    health: { state: "progressing", usable: true, message: "waits for its controller to take up the last change" },
  };
}
