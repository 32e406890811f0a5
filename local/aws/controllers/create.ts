// From an object without a resource to a resource: made new, or adopted.
import { isRefusal } from "../model/refusal.js";
import type { Attributes, Resource } from "../model/resource.js";
import { ADOPTED, adoptionOf, isAdopted, orderedDelayMs, orderedFailure } from "./orders.js";
import { giveUp, report, reportRefusal } from "./report.js";
import { noteDigests, readSecrets } from "./secrets.js";
import {
  act,
  addFinalizer,
  BACK_OFF,
  isManaged,
  patchObject,
  placeIn,
  removeFinalizer,
  specOf,
  type Outcome,
  type RealInstances,
  type Session,
} from "./session.js";
import { observe } from "./update.js";

export async function create(session: Session, attributes: Attributes): Promise<Outcome> {
  const { controller, object, memory } = session;
  // What counts as adopted is never made, neither again nor at first, and nothing is reported: its conditions stay as they were.
  if (isAdopted(object) || (!isManaged(session) && adoptionOf(object) === "adopt")) return BACK_OFF;
  await addFinalizer(session);
  const failure = orderedFailure(object);
  if (failure === "terminal" || failure === "recoverable") {
    return reportRefusal(session, { kind: failure, code: "InvalidParameterValue", message: "ordered by annotation" });
  }
  const secrets = await readSecrets(session, controller.secrets ?? []);
  if (secrets.kind === "unusable") {
    await report(session, { kind: "recoverable", message: secrets.message });
    return BACK_OFF;
  }
  const isHeld = failure === "never-ready";
  const instances = isHeld ? undefined : realInstances(session, attributes);
  const held = isHeld || instances !== undefined;
  const wanted = { place: placeIn(session), attributes, token: memory.uid, delayMs: orderedDelayMs(object), held };
  const answer = act(session, (world) => world.create(controller.type, wanted));
  if (isRefusal(answer)) {
    if (answer.kind === "recoverable") await removeFinalizer(session);
    return reportRefusal(session, answer);
  }
  await instances?.provide(answer, secrets.values);
  return observe(session, noteDigests(session, answer, secrets.digests));
}

/** Undefined: nothing is behind it. */
function realInstances({ controller, object, around }: Session, attributes: Attributes): RealInstances | undefined {
  const { instances } = around;
  return instances?.isReal(controller.type.id, attributes, object.metadata.namespace ?? "") === true ? instances : undefined;
}

/** The resource is there, and this object did not make it. */
export async function adopt(session: Session, resource: Resource): Promise<Outcome> {
  const { object, around, memory } = session;
  if (adoptionOf(object) === "none") {
    // Its status shows what was found all the same.
    await report(session, { kind: "terminal", message: "Resource already exists", cause: "not managed" }, resource);
    return giveUp(session);
  }
  const isWhole = adoptionOf(object) === "adopt-or-create";
  await addFinalizer(session, { [ADOPTED]: "true" });
  const owned = act(session, (world) => world.alter(resource.arn, adoptedBy(session, resource))) ?? resource;
  memory.rested = true;
  if (!isWhole) return takenAsItIs(session, owned);
  await report(session, { kind: "adopting" }, owned);
  return { kind: "again", afterMs: around.world.delays.loopMs };
}

/** Its controller has never sent the password that the Secret has, whatever it is: the next look at it is a change of the password. */
function adoptedBy({ memory, controller }: Session, { attributes }: Resource): Partial<Resource> {
  const secrets = new Set(controller.secrets ?? []);
  const known = Object.entries(attributes).filter(([field]) => !secrets.has(field));
  return { token: memory.uid, attributes: Object.fromEntries(known) };
}

/** The policy "adopt": the spec of the object becomes what AWS has, whatever it was, and only later changes of it are carried out. */
async function takenAsItIs(session: Session, resource: Resource): Promise<Outcome> {
  const spec = specOf(session.object);
  const referred = (session.controller.references ?? []).filter(({ field }) => spec[field] !== undefined).map(({ to }) => to);
  const found = Object.entries(resource.attributes).filter(([field]) => !referred.includes(field));
  await patchObject(session, { spec: Object.fromEntries(found) });
  return observe(session, resource);
}
