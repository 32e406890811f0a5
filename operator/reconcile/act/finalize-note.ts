// The ConfigMap that a deletion leaves behind: how to use the data again, or, until the last step of a deletion of data, what is deleted.
// Not owned by the service, so that it outlives it.
import { FIELD_MANAGER, LABEL, MANAGED_BY } from "../../../domain/api/keys.js";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import { nameFor } from "../../../domain/api/names.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { WebService } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { NOTE_ROLE } from "../../../domain/observed/data-owner.js";
import type { Ending } from "../../../domain/observed/ending.js";
import { ENDING_KEY } from "../../../domain/observed/ending.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { ClusterError } from "../../ports/cluster.js";
import type { World } from "../world.js";

export type Whose = { readonly service: WebService; readonly dataUid: string };

export async function writeKept(world: World, whose: Whose, kept: readonly ChildRecord[]): Promise<void> {
  await write(world, whose, {
    kept: kept
      .map((record) => `${record.kind} ${record.name}`)
      .sort()
      .join("\n"),
    "how-to-adopt": `Create a WebService ${whose.service.metadata.name} in this namespace with spec.database.adoptFrom: "${whose.dataUid}".`,
    "what-it-costs": "Databases, volumes, buckets, tables and queues that are kept are billed as before.",
  });
}

export async function writeEnding(world: World, whose: Whose, ending: Ending): Promise<void> {
  await write(world, whose, {
    [ENDING_KEY]: JSON.stringify(ending),
    "what-happens": "The WebService is being deleted with its data. This note goes last; its operator reads it until then.",
  });
}

async function write(world: World, { service, dataUid }: Whose, data: Readonly<Record<string, string>>): Promise<void> {
  const { namespace, name, uid } = service.metadata;
  const key = serviceKey(service.metadata);
  const memory = world.memory(key);
  if (memory.endingFor === uid) return;
  const object = note({ service, dataUid }, { service: name, uid: dataUid, ...data, writtenBy: FIELD_MANAGER });
  const ref = { kind: BUILT_IN.configMap, namespace, name: object.metadata.name };
  try {
    const { resourceVersion } = await world.cluster.apply(ref, object, {});
    world.wrote({ key, apiVersion: object.apiVersion, kind: object.kind, name: ref.name, resourceVersion });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.kind !== "namespace-ending") throw error;
    memory.endingFor = uid;
  }
}

function note({ service, dataUid }: Whose, data: Readonly<Record<string, string>>): KubeObject {
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
  const metadata = { name: nameFor({ stem: name, role: NOTE_ROLE, namespace, uid: dataUid }), namespace, labels };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}
