// Events of a deletion of data: each once for as long as the process remembers.
import type { DeletionEvent } from "../../../domain/api/deletion-events.js";
import { DELETION_EVENTS } from "../../../domain/api/deletion-events.js";
import type { WebService } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import type { World } from "../world.js";

type Told = { readonly reason: DeletionEvent; readonly note: string };

export function tellDeletion(world: World, service: WebService, { reason, note }: Told): void {
  const { apiVersion, kind, metadata } = service;
  const memory = world.memory(serviceKey(metadata));
  if (memory.told.has(note)) return;
  memory.told = new Set([...memory.told, note]);
  const { namespace, name, uid } = metadata;
  world.events.record(
    { apiVersion, kind, namespace, name, uid },
    { type: DELETION_EVENTS[reason].type, reason, action: "Delete", note },
  );
}
