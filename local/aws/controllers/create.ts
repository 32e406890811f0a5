// From an object without a resource to a resource: made new, or adopted.
import { isRefusal } from "../model/refusal.js";
import type { Attributes, Resource } from "../model/resource.js";
import { ADOPTED, adoptionOf, isAdopted, orderedDelayMs, orderedFailure } from "./orders.js";
import { giveUp, report, reportRefusal } from "./report.js";
import { noteDigests, readSecrets } from "./secrets.js";
import { act, addFinalizer, BACK_OFF, isManaged, placeIn, removeFinalizer, type Outcome, type Session } from "./session.js";
import { observe } from "./update.js";

export async function create(session: Session, attributes: Attributes): Promise<Outcome> {
  const { controller, object, around, memory } = session;
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
  const instances = !isHeld && around.instances?.isReal(controller.type.id, attributes) === true ? around.instances : undefined;
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

/** The resource is there, and this object did not make it. */
export async function adopt(session: Session, resource: Resource): Promise<Outcome> {
  const { controller, object, around, memory } = session;
  if (adoptionOf(object) === "none") {
    // Its status shows what was found all the same.
    await report(session, { kind: "terminal", message: "Resource already exists", cause: "not managed" }, resource);
    return giveUp(session);
  }
  const secrets = await readSecrets(session, controller.secrets ?? []);
  if (secrets.kind === "unusable") {
    await report(session, { kind: "recoverable", message: secrets.message });
    return BACK_OFF;
  }
  await addFinalizer(session, { [ADOPTED]: "true" });
  const owned = act(session, (world) => world.alter(resource.arn, { token: memory.uid })) ?? resource;
  memory.rested = true;
  // Adoption resets the master password to that of the Secret.
  const passwords = (controller.secrets ?? []).filter((field) => `${field}Digest` in secrets.digests);
  if (passwords.length > 0) around.world.recordReset(owned.arn, passwords);
  await report(session, { kind: "adopting" }, noteDigests(session, owned, secrets.digests));
  return { kind: "again", afterMs: around.world.delays.loopMs };
}
