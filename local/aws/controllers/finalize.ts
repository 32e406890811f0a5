// The end of an object: its resource is deleted or kept, then the finalizer goes. Conditions are never reset here.
import { isRefusal } from "../model/refusal.js";
import { textOf } from "../model/read.js";
import type { DeleteRequest, Resource } from "../model/resource.js";
import { annotationOf, isRetained, orderedFailure, orderedObjects } from "./orders.js";
import { giveUp, messageOf, reportTrouble } from "./report.js";
import {
  act,
  BACK_OFF,
  isManaged,
  patchObject,
  removeFinalizer,
  SETTLED,
  specOf,
  stateOf,
  type Outcome,
  type Session,
} from "./session.js";

export async function finalize(session: Session, resource: Resource | undefined): Promise<Outcome> {
  const { object, memory } = session;
  if (!isManaged(session) || orderedFailure(object) === "delete-stuck") return SETTLED;
  if (resource === undefined || isRetained(object) || resource.token !== memory.uid) return leave(session);
  if (resource.phase === "deleting") return session.controller.waitsForDeletion === true ? SETTLED : leave(session);
  if (memory.terminalIn === stateOf(object)) return SETTLED;
  return deleteResource(session, resource);
}

async function deleteResource(session: Session, resource: Resource): Promise<Outcome> {
  const { controller, object } = session;
  const objectCount = orderedObjects(object);
  const answer = act(session, (world) => {
    if (objectCount !== undefined) world.alter(resource.arn, { facts: { ...resource.facts, objectCount } });
    return world.delete(resource.arn, requestOf(object));
  });
  if (answer === undefined) return leave(session);
  if (!isRefusal(answer)) return controller.waitsForDeletion === true ? SETTLED : leave(session);
  const message = messageOf(answer);
  const isFinal = answer.kind === "terminal";
  await reportTrouble(
    session,
    isFinal ? { kind: "terminal", message, cause: "refused by AWS" } : { kind: "recoverable", message },
  );
  if (!isFinal) return BACK_OFF;
  await writeBackProtection(session, resource);
  return giveUp(session);
}

/** Seen on the real ones: they write the protection back, and never modify what they delete. Only AWS's own API gets out. */
async function writeBackProtection(session: Session, resource: Resource): Promise<void> {
  const isProtected = resource.attributes["deletionProtection"] === true;
  if (!isProtected || specOf(session.object)["deletionProtection"] !== false) return;
  await patchObject(session, { spec: { deletionProtection: true } });
}

async function leave(session: Session): Promise<Outcome> {
  await removeFinalizer(session);
  return SETTLED;
}

function requestOf(object: Session["object"]): DeleteRequest {
  const annotation = (name: string): string | undefined => annotationOf(object, `rds.services.k8s.aws/${name}`);
  return {
    skipFinalSnapshot: annotation("skip-final-snapshot") !== "false",
    finalSnapshotID: textOf({ id: annotation("final-db-snapshot-identifier") }, "id"),
  };
}
