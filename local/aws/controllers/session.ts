// What one reconcile of one object works with, and how it may end.
import type { Clock } from "../../../operator/ports/clock.js";
import type { Log } from "../../../operator/ports/log.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { isRecord } from "../model/read.js";
import type { Attributes, Place, Resource } from "../model/resource.js";
import type { World } from "../model/world.js";
import { finalizerOf, MANAGER, type AckController } from "./ack-controller.js";
import type { ClusterAccess, Patched } from "./cluster-access.js";
import { refOf } from "./cluster-access.js";
import { keyOfRef, type ObjectIndex } from "./object-index.js";
import { ordersOf, placeOf } from "./orders.js";

export type Surroundings = {
  readonly world: World;
  readonly cluster: ClusterAccess;
  readonly index: ObjectIndex;
  readonly clock: Clock;
  readonly log: Log;
  readonly place: Place;
  /** Undefined: nothing listens behind the endpoints. */
  readonly instances?: RealInstances;
};

/** Brings up what the model only speaks of. */
export type RealInstances = {
  /** True: its creation is held until it takes connections. */
  readonly isReal: (type: string, attributes: Attributes, namespace: string) => boolean;
  /** `secrets` by the name of the spec field that refers to them. Safe to repeat. */
  readonly provide: (resource: Resource, secrets: ReadonlyMap<string, string>) => Promise<void>;
};

/** Kept per object from one reconcile to the next, and lost with the process. */
export type Memory = {
  readonly uid: string;
  /** State of the object that was reconciled last, our own changes to it included. */
  handled?: string;
  /** Nothing is tried again in this state. */
  terminalIn?: string;
  /** The order to lose its resource that was carried out last. */
  lost: string;
  attempts: number;
  /** Its own reconcile changes the world at this moment: no news to it. */
  acting: boolean;
  /** It was seen at rest: from now on no lag. */
  rested: boolean;
  /** Spec fields that the API server does not keep, since its schema lacks them. */
  readonly unkept: Set<string>;
};

export function freshMemory(uid: string): Memory {
  return { uid, lost: "", attempts: 0, acting: false, rested: false, unkept: new Set() };
}

export type Session = {
  readonly controller: AckController;
  readonly around: Surroundings;
  readonly memory: Memory;
  /** Replaced by what our own writes answer. */
  object: KubeObject;
};

export type Outcome =
  /** Until the object or its resource changes. */
  | { readonly kind: "settled" }
  | { readonly kind: "again"; readonly afterMs: number }
  | { readonly kind: "back-off" }
  /** Until the object of this key is synced. */
  | { readonly kind: "awaiting"; readonly key: string };

export const SETTLED: Outcome = { kind: "settled" };
export const BACK_OFF: Outcome = { kind: "back-off" };
const CONFLICT_PAUSE_MS = 20;

export function specOf(object: KubeObject): Attributes {
  const spec = object["spec"];
  return isRecord(spec) ? spec : {};
}

export function placeIn({ object, around }: Session): Place {
  return placeOf(object, around.place);
}

/** As a managed object counts one that has our finalizer. */
export function isManaged({ object, controller }: Session): boolean {
  return object.metadata.finalizers?.includes(finalizerOf(controller)) === true;
}

/** Changes exactly when there is a reason to look at the object again. */
export function stateOf(object: KubeObject): string {
  const { uid, generation, deletionTimestamp } = object.metadata;
  return [uid, generation, deletionTimestamp, ordersOf(object)].join("|");
}

export function nowOf({ around }: Session): string {
  return `${new Date(around.clock.now()).toISOString().slice(0, -5)}Z`;
}

/** Changes the world for the object of the session. What AWS tells about it meanwhile is known to the caller. */
export function act<T>({ around, memory }: Session, change: (world: World) => T): T {
  memory.acting = true;
  try {
    return change(around.world);
  } finally {
    memory.acting = false;
  }
}

/** Thrown when the object went or changed under our hands: the reconcile is over, and another one follows if need be. */
export class Overtaken extends Error {
  constructor(readonly outcome: Outcome) {
    super("the object changed during its reconcile");
    this.name = "Overtaken";
  }
}

/** Metadata and spec. Finalizers are a whole list, hence the precondition. */
export async function patchObject(session: Session, body: Attributes): Promise<void> {
  const { uid, resourceVersion } = session.object.metadata;
  const metadata = isRecord(body["metadata"]) ? body["metadata"] : {};
  const whole = { ...body, metadata: { ...metadata, uid, resourceVersion } };
  const before = stateOf(session.object);
  await patched(session, (ref) => session.around.cluster.patch(ref, whole, { manager: MANAGER }));
  // With the precondition nothing but our own change lies between the two.
  if (session.memory.handled === before) session.memory.handled = stateOf(session.object);
}

export async function patchStatus(session: Session, status: Attributes): Promise<void> {
  const body = { metadata: { uid: session.object.metadata.uid }, status };
  await patched(session, (ref) => session.around.cluster.patch(ref, body, { manager: MANAGER, subresource: "status" }));
}

async function patched(session: Session, patch: (ref: ReturnType<typeof refOf>) => Promise<Patched>): Promise<void> {
  const ref = refOf(session.controller.kind, session.object);
  const answer = await patch(ref);
  if (answer.kind === "gone") throw new Overtaken(SETTLED);
  if (answer.kind === "conflict") throw new Overtaken({ kind: "again", afterMs: CONFLICT_PAUSE_MS });
  session.around.index.put(keyOfRef(ref), answer.object);
  session.object = answer.object;
}

export async function addFinalizer(session: Session, annotations?: Readonly<Record<string, string>>): Promise<void> {
  const finalizer = finalizerOf(session.controller);
  const finalizers = [...(session.object.metadata.finalizers ?? [])];
  if (finalizers.includes(finalizer) && annotations === undefined) return;
  await patchObject(session, { metadata: { finalizers: [...new Set([...finalizers, finalizer])], annotations } });
}

export async function removeFinalizer(session: Session): Promise<void> {
  const finalizers = session.object.metadata.finalizers ?? [];
  const finalizer = finalizerOf(session.controller);
  if (!finalizers.includes(finalizer)) return;
  await patchObject(session, { metadata: { finalizers: finalizers.filter((other) => other !== finalizer) } });
}
