// Events: one for each transition, none for a state that merely goes on.
import type { WebService } from "../api/service.js";
import type { WebServiceStatus } from "../api/status.js";
import { serviceKey } from "./world.js";
import type { World } from "./world.js";

const ANNOUNCED = ["Ready", "Stalled", "PlanPending", "DataRetained", "Suspended"] as const;

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

/** A condition that is False by nature (nothing pending, not stalled) is announced only when it becomes True. */
function transitions(status: WebServiceStatus): ReadonlyMap<string, Note> {
  const notes = new Map<string, Note>();
  for (const type of ANNOUNCED) {
    const condition = status.conditions?.find((candidate) => candidate.type === type);
    if (condition === undefined || (condition.status !== "True" && type !== "Ready")) continue;
    if (type === "Ready" && condition.status !== "True" && condition.reason === "WaitingForChildren") continue;
    const isGood = type === "Ready" ? condition.status === "True" : type === "DataRetained" || type === "Suspended";
    notes.set(`${type}/${condition.status}/${condition.reason}`, {
      type: isGood ? "Normal" : "Warning",
      reason: condition.reason,
      action: type,
      note: condition.message,
    });
  }
  return notes;
}
