// A WebService is being deleted: what computes goes, what holds data stays, labelled, with a note on how to use it again; or, with both keys,
// goes as well (finalize-data.ts).
//
// Guarantees: no child that holds data is deleted here; the finalizer goes last, after everything that computes is gone.
// A namespace that is being deleted takes the data in it along, whatever is done here: nothing is written into it any more.
// Caveat: a child whose own controller is not running keeps its finalizer, and this service waits for it and says so.
import { isHeld, withoutOurs } from "../../../domain/api/finalizer.js";
import { LABEL } from "../../../domain/api/keys.js";
import type { WebService } from "../../../domain/api/service.js";
import { serviceKey, WEB_SERVICE } from "../../../domain/api/service.js";
import { isMoveRole, ROLE } from "../../../domain/blueprint/roles.js";
import { databaseIn } from "../../../domain/observed/binding.js";
import { dataOwner, isNote } from "../../../domain/observed/data-owner.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { observe } from "../../../domain/observed/observe.js";
import { wantsDataDeleted } from "../decide/data-deletion.js";
import type { Leaving } from "../tell/findings.js";
import type { World } from "../world.js";
import { endData } from "./finalize-data.js";
import { closeLocks, unlessGone } from "./finalize-locks.js";
import { writeKept } from "./finalize-note.js";
import { labelSecretsAsKept } from "./label-secrets.js";
import { letIn } from "./let-in.js";
import { recordRef, removeChild } from "./prune-orphans.js";

export type Finalized = { readonly done: true } | { readonly done: false; readonly leaving: Leaving };

type Remains = {
  readonly service: WebService;
  readonly dataUid: string;
  readonly data: readonly ChildRecord[];
  readonly notes: readonly ChildRecord[];
  /** Says whose data it is, so it stays until everything else is decided. */
  readonly binding: ChildRecord | undefined;
  readonly computing: readonly ChildRecord[];
};

export async function finalize(world: World, service: WebService): Promise<Finalized> {
  const key = serviceKey(service.metadata);
  const all = world.children.of(key);
  const doing = await letIn(world, service, observe(all, service, world.memory(key)));
  if (doing !== undefined) return going(all.filter(isOfMove), !wantsDataDeleted(service));
  const remains = remainsOf(service, all);
  const { computing } = remains;
  const isKept = !wantsDataDeleted(service) || endsWithNamespace(world, service);
  if (isKept) await keep(world, remains);
  await Promise.all(computing.filter((record) => !record.deleting).map((record) => removeChild(world, record)));
  if (computing.length > 0) return going(computing, isKept);
  if (!isKept) {
    const end = await endData(world, remains);
    if (end.kind !== "done") return { done: false, leaving: { ...end, kind: end.kind === "held" ? "held" : "data" } };
  }
  await leave(world, remains, isKept);
  return { done: true };
}

function going(records: readonly ChildRecord[], isDataKept: boolean): Finalized {
  return { done: false, leaving: { kind: "computing", records, isDataKept } };
}

/** The note of a deletion that has begun knows whose data it is about; the binding may be gone by now. */
function remainsOf(service: WebService, all: readonly ChildRecord[]): Remains {
  const { uid } = service.metadata;
  const begun = all.find(({ facts }) => facts.ending?.service === uid);
  const owner = dataOwner(service, all, undefined);
  // What it has not decided about is not its own to label or to delete.
  const dataUid = begun?.serviceUid ?? (owner.kind === "known" ? owner.dataUid : uid);
  const records = all.filter((record) => record.serviceUid === uid || (record.holdsData && record.serviceUid === dataUid));
  const isBinding = ({ kind, role }: ChildRecord) => kind === "ConfigMap" && role === ROLE.binding;
  return {
    service,
    dataUid,
    data: records.filter((record) => record.holdsData && !isNote(record)),
    notes: records.filter(isNote),
    binding: records.find(isBinding),
    computing: records.filter((record) => !record.holdsData && !isBinding(record)),
  };
}

function endsWithNamespace(world: World, { metadata }: WebService): boolean {
  return world.memory(serviceKey(metadata)).endingFor === metadata.uid;
}

async function keep(world: World, remains: Remains): Promise<void> {
  const { data } = remains;
  await closeLocks(world, data);
  await Promise.all(data.filter((record) => !record.retained).map((record) => label(world, record)));
  if (data.length > 0) await writeKept(world, remains, data);
}

async function leave(world: World, { service, dataUid, data, binding }: Remains, isDataKept: boolean): Promise<void> {
  const { name, namespace, uid } = service.metadata;
  const databases = data.flatMap((record) => databaseIn(record) ?? []);
  if (isDataKept) await labelSecretsAsKept(world, { name, namespace, uid, dataUid }, databases);
  if (binding !== undefined && !binding.deleting) await removeChild(world, binding);
  await dropFinalizer(world, service);
}

function isOfMove({ role, serviceUid, kind }: ChildRecord): boolean {
  return kind === "Job" && serviceUid !== "" && isMoveRole(role);
}

async function label(world: World, record: ChildRecord): Promise<void> {
  const ref = recordRef(record);
  if (ref === undefined) return;
  await unlessGone(() => world.cluster.setLabels(ref, { [LABEL.retained]: "true" }, record.uid));
}

async function dropFinalizer(world: World, service: WebService): Promise<void> {
  const { namespace, name, resourceVersion } = service.metadata;
  if (!isHeld(service.metadata)) return;
  const others = withoutOurs(service.metadata);
  await unlessGone(() => world.cluster.setFinalizers({ kind: WEB_SERVICE, namespace, name }, others, resourceVersion));
}
