// A WebService is being deleted: what computes goes, what holds data stays, labelled, with a note on how to use it again.
//
// Guarantees: no child that holds data is deleted; the finalizer goes last, after everything that computes is gone.
// A namespace that is being deleted takes the data in it along, whatever is done here: nothing is written into it any more.
// Caveat: a child whose own controller is not running keeps its finalizer, and this service waits for it and says so.
import { FIELD_MANAGER, FINALIZER, LABEL, MANAGED_BY } from "../../../domain/api/keys.js";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { WebService } from "../../../domain/api/service.js";
import { WEB_SERVICE } from "../../../domain/api/service.js";
import { nameFor } from "../../../domain/api/names.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { ClusterError } from "../../ports/cluster.js";
import type { ClusterErrorKind } from "../../ports/cluster.js";
import { dataOwner, NOTE_ROLE } from "../../../domain/observed/data-owner.js";
import { isMoveRole } from "../../../domain/blueprint/roles.js";
import { observe } from "../../../domain/observed/observe.js";
import { labelSecretsAsKept } from "./label-secrets.js";
import { letIn } from "./let-in.js";
import { recordRef, removeChild } from "./prune-orphans.js";
import type { World } from "../world.js";
import { serviceKey } from "../../../domain/api/service.js";

export type Finalized = {
  readonly done: boolean;
  readonly waitingFor: readonly ChildRecord[];
  readonly kept: readonly ChildRecord[];
};

export async function finalize(world: World, service: WebService): Promise<Finalized> {
  const uid = service.metadata.uid;
  const key = serviceKey(service.metadata);
  const all = world.children.of(key);
  const doing = await letIn(world, service, observe(all, service, world.memory(key)));
  if (doing !== undefined) return { done: false, waitingFor: all.filter(isOfMove), kept: [] };
  const owner = dataOwner(service, all);
  // What it has not decided about is not its own to label.
  const dataUid = owner.kind === "known" ? owner.dataUid : uid;
  const records = all.filter((record) => record.serviceUid === uid || (record.holdsData && record.serviceUid === dataUid));
  const kept = records.filter((record) => record.holdsData && record.role !== NOTE_ROLE);
  await Promise.all(kept.filter((record) => !record.retained).map((record) => label(world, record)));
  if (kept.length > 0) await writeNote(world, { service, dataUid, kept });
  const computing = records.filter((record) => !record.holdsData);
  await Promise.all(computing.filter((record) => !record.deleting).map((record) => removeChild(world, record)));
  if (computing.length > 0) return { done: false, waitingFor: computing, kept };
  const { name, namespace } = service.metadata;
  await labelSecretsAsKept(world, { name, namespace, uid, dataUid });
  await dropFinalizer(world, service);
  return { done: true, waitingFor: [], kept };
}

function isOfMove({ role, serviceUid, kind }: ChildRecord): boolean {
  return kind === "Job" && serviceUid !== "" && isMoveRole(role);
}

async function label(world: World, record: ChildRecord): Promise<void> {
  const ref = recordRef(record);
  if (ref === undefined) return;
  await unlessGone("not-found", () => world.cluster.setLabels(ref, { [LABEL.retained]: "true" }, record.uid));
}

async function dropFinalizer(world: World, service: WebService): Promise<void> {
  const { namespace, name, resourceVersion, finalizers = [] } = service.metadata;
  if (!finalizers.includes(FINALIZER)) return;
  const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
  await unlessGone("not-found", () =>
    world.cluster.setFinalizers({ kind: WEB_SERVICE, namespace, name }, others, resourceVersion),
  );
}

/** Whether it was done; false: there is nothing left to do it to. */
async function unlessGone(kind: ClusterErrorKind, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof ClusterError && error.kind === kind) return false;
    throw error;
  }
}

type Left = { readonly service: WebService; readonly dataUid: string; readonly kept: readonly ChildRecord[] };

async function writeNote(world: World, left: Left): Promise<void> {
  const object = note(left);
  const { namespace, uid } = left.service.metadata;
  const ref = { kind: BUILT_IN.configMap, namespace, name: object.metadata.name };
  const memory = world.memory(serviceKey(left.service.metadata));
  if (memory.endingFor === uid) return;
  if (!(await unlessGone("namespace-ending", () => world.cluster.apply(ref, object, {})))) memory.endingFor = uid;
}

/** Not owned by the service, so that it outlives it. */
function note({ service, dataUid, kept }: Left): KubeObject {
  const { name, namespace } = service.metadata;
  const labels = {
    [LABEL.name]: name,
    [LABEL.instance]: name,
    [LABEL.component]: NOTE_ROLE,
    [LABEL.managedBy]: MANAGED_BY,
    [LABEL.service]: name,
    [LABEL.serviceUid]: dataUid,
    [LABEL.retained]: "true",
    [LABEL.data]: "true",
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: nameFor({ stem: name, role: NOTE_ROLE, namespace, uid: dataUid }), namespace, labels },
    data: {
      service: name,
      uid: dataUid,
      kept: kept
        .map((record) => `${record.kind} ${record.name}`)
        .sort()
        .join("\n"),
      "how-to-adopt": `Create a WebService ${name} in this namespace with spec.database.adoptFrom: "${dataUid}".`,
      "what-it-costs": "Databases, volumes, buckets, tables and queues that are kept are billed as before.",
      writtenBy: FIELD_MANAGER,
    },
  };
}
