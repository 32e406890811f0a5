// Writes the status of an object: what its resource shows, and how it stands.
import type { Attributes, Resource } from "../model/resource.js";
import type { Refusal } from "../model/refusal.js";
import { conditionsFor, withTrouble, type Standing } from "./conditions.js";
import { refersAnywhere } from "./desired.js";
import { BACK_OFF, nowOf, patchStatus, placeIn, SETTLED, specOf, type Outcome, type Session } from "./session.js";

export async function report(session: Session, standing: Standing, resource?: Resource): Promise<void> {
  const { controller } = session;
  const late = controller.lateInitialized ?? [];
  const spec = specOf(session.object);
  const traits = {
    refers: refersAnywhere(session),
    lateInitialized: late.length > 0 && late.some((field) => spec[field] !== undefined),
    syncsItself: controller.syncsItself === true,
  };
  const conditions = conditionsFor(standing, traits, nowOf(session));
  await patchStatus(session, { ...shown(session, resource), conditions });
}

/** For an object that is being deleted: the trouble beside conditions that stay as they are. */
export async function reportTrouble(session: Session, standing: Standing): Promise<void> {
  await patchStatus(session, { conditions: withTrouble(session.object, standing, nowOf(session)) });
}

export async function reportRefusal(session: Session, refusal: Refusal, resource?: Resource): Promise<Outcome> {
  const message = messageOf(refusal);
  const isFinal = refusal.kind === "terminal";
  const standing: Standing = isFinal ? { kind: "terminal", message, cause: "refused by AWS" } : { kind: "recoverable", message };
  await report(session, standing, resource);
  return isFinal ? giveUp(session) : BACK_OFF;
}

/** Nothing more until the spec changes. */
export function giveUp(session: Session): Outcome {
  session.memory.terminalIn = session.memory.handled;
  return SETTLED;
}

export function messageOf({ code, message }: Refusal): string {
  return `api error ${code}: ${message}`;
}

/** Nothing of the resource: the status keeps what it shows. */
function shown(session: Session, resource: Resource | undefined): Attributes {
  if (resource === undefined) return {};
  const { controller, around } = session;
  const { accountID, region } = placeIn(session);
  const arn = controller.hasArn === false ? {} : { arn: resource.arn };
  return {
    ackResourceMetadata: { ...arn, ownerAccountID: accountID, region },
    ...controller.statusOf?.(resource, around.world),
  };
}
