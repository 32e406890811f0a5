// Events: one for each transition, none for a state that merely goes on or flickers.
import type { WebService } from "../../../domain/api/service.js";
import type { Condition, Reason, WebServiceStatus } from "../../../domain/api/status.js";
import { sharedText } from "../../../domain/observed/shared-text.js";
import type { Announced } from "../memory.js";
import { serviceKey } from "../../../domain/api/service.js";
import type { World } from "../world.js";

/** Conditions whose transitions are events. */
export const ANNOUNCED = ["Ready", "Stalled", "PlanPending", "DataRetained", "Suspended"] as const;

/** Reason of the event that says that a service was Ready and is not any more. */
export const LOST = "NotReady";

/** Why a service is not ready, although it tries, and no other condition says so. */
const TROUBLES: ReadonlySet<Reason> = new Set([
  ...(["ChildFailed", "ControllerMissing", "ClassIncomplete", "VolumeCannotGrow", "Unreachable"] as const),
]);
/** Somebody wanted it so, or is asked: nothing has broken. */
const WANTED: ReadonlySet<Reason> = new Set([
  ...(["ApprovalNeeded", "WindowClosed", "WaitingForStep", "ChangeHeld"] as const),
  ...(["SuspendRequested", "Deleting"] as const),
]);

type Note = Parameters<World["events"]["record"]>[1];

export function announce(world: World, service: WebService, status: WebServiceStatus): void {
  const memory = world.memory(serviceKey(service.metadata));
  const { apiVersion, kind, metadata } = service;
  if (memory.endingFor === metadata.uid) return; // its namespace takes no event any more
  const subject = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
  const { notes, announced } = transitions(memory.announced ?? announcedIn(service.status ?? {}), status);
  memory.announced = announced;
  for (const note of notes) world.events.record(subject, note);
}

/** Undefined: no event. A condition that is False by nature (nothing pending, not stalled) is announced only when it becomes True. */
export function eventTypeOf({ type, status, reason }: Pick<Condition, "type" | "status" | "reason">): Note["type"] | undefined {
  if (type === "Ready" && status !== "True") {
    if (reason === "Deleting") return "Normal";
    return TROUBLES.has(reason) ? "Warning" : undefined;
  }
  if (status !== "True") return undefined;
  return type === "Stalled" || reason === "ChangeHeld" ? "Warning" : "Normal";
}

type Transitions = { readonly notes: readonly Note[]; readonly announced: Announced };

/** Pure: what has been announced, and a status → what is to be announced of it. */
export function transitions(before: Announced, status: WebServiceStatus): Transitions {
  const now = announcedIn(status);
  const isLost = before.ready && !now.ready;
  const lost = isLost ? [lostNote(before, status)] : [];
  const said = (key: string) => before.keys.includes(key) || (isLost && key.startsWith(UNREADY));
  const notes = [...notesOf(status)].filter(([key]) => !said(key)).map(([, note]) => note);
  // While it is not ready its reasons come and go: each is said once, until it was ready or somebody has edited it.
  const isSameSpell = !now.ready && !before.ready && now.generation === before.generation;
  const earlier = isSameSpell ? before.keys.filter((key) => key.startsWith(UNREADY)) : [];
  return { notes: [...lost, ...notes], announced: { ...now, keys: [...new Set([...now.keys, ...earlier])] } };
}

const UNREADY = "Ready/False/";

function announcedIn(status: WebServiceStatus): Announced {
  const ready = readyOf(status);
  return {
    keys: [...notesOf(status).keys()].map(sharedText),
    ready: ready?.status === "True",
    generation: ready?.observedGeneration,
  };
}

function readyOf({ conditions = [] }: WebServiceStatus): Condition | undefined {
  return conditions.find(({ type }) => type === "Ready");
}

/** A warning only when nobody has asked for anything: then something has broken. */
function lostNote(before: Announced, status: WebServiceStatus): Note {
  const { reason, message, observedGeneration } = readyOf(status) ?? { reason: "Progressing", message: "" };
  const isAsked = WANTED.has(reason) || observedGeneration !== before.generation;
  const type = isAsked ? "Normal" : "Warning";
  return { type, reason: LOST, action: "Ready", note: `was ready and is not any more: ${reason}: ${message}` };
}

function notesOf(status: WebServiceStatus): ReadonlyMap<string, Note> {
  const notes = new Map<string, Note>();
  const isStalled = status.conditions?.some((condition) => condition.type === "Stalled" && condition.status === "True");
  for (const type of ANNOUNCED) {
    const condition = status.conditions?.find((candidate) => candidate.type === type);
    const eventType = condition === undefined ? undefined : eventTypeOf(condition);
    if (condition === undefined || eventType === undefined) continue;
    if (type === "Ready" && isStalled === true) continue; // Stalled says the same, and says that waiting does not help
    const { reason, message } = condition;
    notes.set(`${type}/${condition.status}/${reason}`, { type: eventType, reason, action: type, note: message });
  }
  return notes;
}
