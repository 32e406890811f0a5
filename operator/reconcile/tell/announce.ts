// Events: one for each transition, none for a state that merely goes on.
import type { WebService } from "../../../domain/api/service.js";
import type { Condition, WebServiceStatus } from "../../../domain/api/status.js";
import { serviceKey } from "../world.js";
import type { World } from "../world.js";

/** Conditions whose transitions are events. */
export const ANNOUNCED = ["Ready", "Stalled", "PlanPending", "DataRetained", "Suspended"] as const;

export function announce(world: World, service: WebService, status: WebServiceStatus): void {
  const memory = world.memory(serviceKey(service.metadata));
  const facts = transitions(status);
  const before = memory.announced ?? new Set(transitions(service.status ?? {}).keys());
  memory.announced = new Set(facts.keys());
  const { apiVersion, kind, metadata } = service;
  const subject = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
  for (const [key, note] of facts) {
    if (!before.has(key)) world.events.record(subject, note);
  }
}

type Note = Parameters<World["events"]["record"]>[1];

/** Undefined: no event. A condition that is False by nature (nothing pending, not stalled) is announced only when it becomes True. */
export function eventTypeOf({ type, status, reason }: Pick<Condition, "type" | "status" | "reason">): Note["type"] | undefined {
  if (type === "Ready") return status === "True" ? "Normal" : reason === "WaitingForChildren" ? undefined : "Warning";
  if (status !== "True") return undefined;
  return type === "DataRetained" || type === "Suspended" ? "Normal" : "Warning";
}

function transitions(status: WebServiceStatus): ReadonlyMap<string, Note> {
  const notes = new Map<string, Note>();
  for (const type of ANNOUNCED) {
    const condition = status.conditions?.find((candidate) => candidate.type === type);
    const eventType = condition === undefined ? undefined : eventTypeOf(condition);
    if (condition === undefined || eventType === undefined) continue;
    notes.set(`${type}/${condition.status}/${condition.reason}`, {
      type: eventType,
      reason: condition.reason,
      action: type,
      note: condition.message,
    });
  }
  return notes;
}
