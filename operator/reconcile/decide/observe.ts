// Children in the store → what this service has, and what an earlier service of the same name left behind.
import type { WebService } from "../../../domain/api/service.js";
import type { Children } from "../../../domain/observed/late-values.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId, childKey } from "../../../domain/observed/record.js";
import type { Memory, SpecWrite } from "../memory.js";

export type ById = ReadonlyMap<string, ChildRecord>;

export type Observed = {
  /** This service's own children, adopted data included, by kind and name. */
  readonly byId: ById;
  /** The same by kind and role; of two with one role the one made last. */
  readonly byRole: Children;
  /** Data of deleted services of the same name that this one has not adopted. */
  readonly leftBehind: readonly ChildRecord[];
};

export function observe(records: readonly ChildRecord[], service: WebService, memory: Pick<Memory, "specWrites">): Observed {
  const adopted = service.spec.database?.adoptFrom;
  const isOwn = (record: ChildRecord) =>
    record.serviceUid === service.metadata.uid || (record.holdsData && record.serviceUid === adopted);
  const own = records
    .filter((record) => isOwn(record) && !isNote(record))
    .map((record) => withDoubt(record, memory.specWrites.get(record.uid)));
  return {
    byId: new Map(own.map((record) => [childId(record), record])),
    byRole: new Map(own.map((record) => [childKey(record), record])),
    leftBehind: records.filter((record) => record.retained && !isOwn(record) && !isNote(record)),
  };
}

/**
 * An ACK object keeps Ready=True after a change of its spec until its controller reacts. Times have whole seconds, so
 * within one second the version decides: as long as nobody wrote after us, nobody has reacted.
 */
function withDoubt(record: ChildRecord, write: SpecWrite | undefined): ChildRecord {
  if (write === undefined || record.syncedAt === undefined || record.health.state !== "ready") return record;
  if (record.syncedAt >= write.at && record.resourceVersion !== write.resourceVersion) return record;
  return {
    ...record,
    health: { state: "progressing", usable: true, message: "waits for its controller to take up the last change" },
  };
}

export const NOTE_ROLE = "retained";

/** The ConfigMap that says how to adopt what was left behind. */
function isNote(record: ChildRecord): boolean {
  return record.kind === "ConfigMap" && record.role === NOTE_ROLE;
}
