// After a restart: puts back into the model what an object and its status say that AWS held.
import { recordOf } from "../model/read.js";
import { desiredOf } from "./desired.js";
import { orderedLoss } from "./orders.js";
import { resourceFor } from "./reconcile.js";
import { act, isManaged, placeIn, type Session } from "./session.js";

export function restore(session: Session): void {
  const { object, controller, memory } = session;
  const status = recordOf(object, "status");
  const hadResource = isManaged(session) && status["ackResourceMetadata"] !== undefined;
  // An order that came before this process did was carried out by another one.
  if (hadResource) memory.lost = orderedLoss(object);
  const desired = desiredOf(session);
  if (!hadResource || desired.kind !== "resolved" || resourceFor(session, desired.attributes) !== undefined) return;
  const seen = { place: placeIn(session), attributes: desired.attributes, token: memory.uid, facts: status };
  act(session, (world) => world.restore(controller.type, seen));
  memory.rested = true;
}
