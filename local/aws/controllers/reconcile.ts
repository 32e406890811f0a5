// One reconcile of one ACK object, as the story that all kinds share.
import type { Attributes, Resource } from "../model/resource.js";
import { adopt, create } from "./create.js";
import { desiredOf } from "./desired.js";
import { finalize } from "./finalize.js";
import { adoptionFields, adoptionOf, orderedLoss } from "./orders.js";
import { giveUp, report } from "./report.js";
import { act, isManaged, Overtaken, placeIn, SETTLED, stateOf, type Outcome, type Session } from "./session.js";
import { shownArn } from "./shown-arn.js";
import { update } from "./update.js";

export async function reconcile(session: Session): Promise<Outcome> {
  try {
    return await steps(session);
  } catch (error) {
    if (error instanceof Overtaken) return error.outcome;
    throw error;
  }
}

async function steps(session: Session): Promise<Outcome> {
  const { object, memory, around } = session;
  if (object.metadata.deletionTimestamp !== undefined) return finalize(session, around.world.ofToken(memory.uid));
  if (memory.terminalIn === stateOf(object)) return SETTLED;
  const adoption = isManaged(session) ? "none" : adoptionOf(object);
  if (typeof adoption === "object") {
    await report(session, { kind: "refused", message: adoption.refused });
    return giveUp(session);
  }
  const desired = desiredOf(session);
  if (desired.kind === "waiting") {
    await report(session, { kind: "waiting", reason: desired.reason });
    return desired.key === undefined ? SETTLED : { kind: "awaiting", key: desired.key };
  }
  const resource = withoutLost(session, resourceFor(session, desired.attributes));
  if (resource === undefined) return create(session, desired.attributes);
  const isOurs = isManaged(session) || resource.token === memory.uid;
  return isOurs ? update(session, resource, desired.attributes) : adopt(session, resource);
}

/** As ordered, once: AWS has it no more, and only now does its controller look. */
function withoutLost(session: Session, resource: Resource | undefined): Resource | undefined {
  const { memory, object } = session;
  const order = orderedLoss(object);
  const isNew = order !== memory.lost && order !== "";
  memory.lost = order;
  if (!isNew || resource?.token !== memory.uid) return resource;
  act(session, (world) => world.vanish(resource.arn));
  return undefined;
}

/** The resource that the wanted attributes lead to, made by whomever. */
export function resourceFor(session: Session, attributes: Attributes): Resource | undefined {
  const { controller, around, memory, object } = session;
  const birth = { place: placeIn(session), attributes, token: memory.uid, at: 0 };
  const named = around.world.find(controller.type.arnOf(birth));
  if (named !== undefined || controller.type.identity === "named") return named;
  return around.world.find(shownArn(object) ?? adoptableArn(session) ?? "");
}

/** Of a resource that has no name to be found by: as the annotation says, until the object is managed. */
function adoptableArn(session: Session): string | undefined {
  const { controller, object } = session;
  const isAsked = !isManaged(session) && typeof adoptionOf(object) === "string" && adoptionOf(object) !== "none";
  return isAsked ? controller.adoptedArn?.(adoptionFields(object) ?? {}, placeIn(session)) : undefined;
}
