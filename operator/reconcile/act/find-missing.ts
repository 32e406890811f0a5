// Looks past the store for the data that the binding names and the store does not have: an object without our labels is out of our
// watches, not out of the world. One read, only while it is missing.
import { FIELD_MANAGER } from "../../../domain/api/keys.js";
import { CHILD_KINDS } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { WebService } from "../../../domain/api/service.js";
import { extractor, ourEntry } from "../../../domain/observed/extract.js";
import { ownedFields } from "../../../domain/observed/managed-fields.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId } from "../../../domain/observed/record.js";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import { withEntry } from "../memory.js";
import { missingObject } from "../../../domain/admit/data-problems.js";
import type { Observed } from "../../../domain/observed/observe.js";
import { observe } from "../../../domain/observed/observe.js";
import type { World } from "../world.js";
import { serviceKey } from "../../../domain/api/service.js";

export async function findMissing(world: World, service: WebService, observed: Observed): Promise<Observed> {
  const missing = missingObject(service, observed);
  if (missing === undefined || missing.binding.database === "none") return observed;
  const kind = CHILD_KINDS.find((candidate) => candidate.kind === missing.kind);
  const { namespace } = service.metadata;
  const live = kind === undefined ? undefined : await world.cluster.read({ kind, namespace, name: missing.name });
  if (live === undefined || live.metadata.deletionTimestamp !== undefined || !isOurs(live)) return observed;
  const { dataUid = service.metadata.uid } = missing.binding;
  const role = databaseRoles({ kind: missing.binding.database, generation: missing.binding.generation }).main;
  const key = serviceKey(service.metadata);
  world.log.warn("data was found without our labels", { kind: missing.kind, child: missing.name, manager: FIELD_MANAGER });
  remember(world, key, asData(live, { service: service.metadata.name, dataUid, role }));
  return observe(world.children.of(key), service, world.memory(key));
}

type Whose = { readonly service: string; readonly dataUid: string; readonly role: string };

/** The record as it would be with our labels on. */
export function asData(live: KubeObject, { service, dataUid, role }: Whose): ChildRecord {
  return { ...extractor(ownedFields)(live), service, serviceUid: dataUid, role, holdsData: true };
}

function remember(world: World, key: string, record: ChildRecord): void {
  const memory = world.memory(key);
  memory.foundLive = withEntry(memory.foundLive, childId(record), record);
}

/** Written by our own field manager, whatever labels it has lost. */
function isOurs({ metadata }: KubeObject): boolean {
  return ourEntry(metadata.managedFields ?? []) !== undefined;
}
