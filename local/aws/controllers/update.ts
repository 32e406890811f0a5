// From a resource that this object made to one that is as its spec says, and a status that shows it.
import { differences } from "../model/compare.js";
import { isRefusal } from "../model/refusal.js";
import type { Attributes, Resource } from "../model/resource.js";
import { isAtRest, type AckController } from "./ack-controller.js";
import type { Standing } from "./conditions.js";
import { orderedFailure } from "./orders.js";
import { giveUp, report, reportRefusal } from "./report.js";
import { noteDigests, readSecrets } from "./secrets.js";
import { act, BACK_OFF, patchObject, SETTLED, specOf, type Outcome, type Session } from "./session.js";

export async function update(session: Session, resource: Resource, attributes: Attributes): Promise<Outcome> {
  const { controller, object } = session;
  const failure = orderedFailure(object);
  if (failure === "terminal" || failure === "recoverable") {
    return reportRefusal(session, { kind: failure, code: "InvalidParameterValue", message: "ordered by annotation" }, resource);
  }
  if (failure !== "never-ready") act(session, (world) => world.release(resource.arn));
  if (resource.phase === "deleting") return notSynced(session, resource);
  const broken = controller.brokenBy?.(resource);
  if (broken !== undefined) {
    await report(session, { kind: "terminal", message: broken, cause: "failed in AWS" }, resource);
    return giveUp(session);
  }
  const wasted = noteWaste(session, resource, attributes);
  if (wasted === "for ever") return notSynced(session, resource);
  const changes = changesOf(controller, resource, attributes);
  return Object.keys(changes).length === 0 ? observe(session, resource) : change(session, resource, changes);
}

/** Nothing is to be changed: shows the resource, late values copied into spec when it is at rest. */
export async function observe(session: Session, resource: Resource): Promise<Outcome> {
  const { controller, memory, around } = session;
  const never = orderedFailure(session.object) === "never-ready" || controller.neverSyncs?.(specOf(session.object)) === true;
  const synced = !never && (controller.isSynced ?? isAtRest)(resource);
  if (!synced) return notSynced(session, resource);
  await lateInitialize(session, resource);
  const lag = memory.rested ? undefined : controller.lagOf?.(resource);
  memory.rested = true;
  switch (lag) {
    case undefined:
      await report(session, { kind: "synced" }, resource);
      return SETTLED;
    case "status":
      await report(session, { kind: "synced" });
      break;
    case "conditions":
      await report(session, { kind: "not-synced" }, resource);
      break;
    case "recoverable":
      await report(session, { kind: "recoverable", message: "Reconciling to sync additional fields" }, resource);
      break;
  }
  return { kind: "again", afterMs: around.world.delays.loopMs };
}

/** What the resource has to be changed to; empty when it is as wanted, or on its way there. */
export function changesOf(controller: AckController, resource: Resource, attributes: Attributes): Attributes {
  const skipped = new Set([...(controller.ignored ?? []), ...(controller.immutable ?? [])]);
  const coming = { ...resource.attributes, ...resource.pending };
  const changed = differences(coming, attributes).filter((field) => !skipped.has(field));
  const cleared = (controller.clearable ?? []).filter((field) => isRemoved(resource, attributes, field));
  const first = controller.oneAtATime?.find((field) => changed.includes(field));
  const wanted = first === undefined ? changed : changed.filter((field) => !isLater(controller, field, first));
  return Object.fromEntries([...wanted, ...cleared].map((field) => [field, attributes[field]]));
}

async function change(session: Session, resource: Resource, changes: Attributes): Promise<Outcome> {
  const { controller, memory } = session;
  if (!isAtRest(resource)) return busy(session, resource);
  const changedSecrets = (controller.secrets ?? []).filter((field) => field in changes);
  const secrets = await readSecrets(session, changedSecrets);
  if (secrets.kind === "unusable") {
    const standing: Standing = { kind: "recoverable", message: secrets.message };
    await report(session, standing, resource);
    return BACK_OFF;
  }
  const answer = act(session, (world) => world.modify(resource.arn, changes));
  if (isRefusal(answer)) return reportRefusal(session, answer, resource);
  memory.rested = false;
  const changed = noteDigests(session, answer, secrets.digests);
  return isAtRest(changed) ? observe(session, changed) : notSynced(session, changed);
}

/** AWS does one thing after the other. */
async function busy(session: Session, resource: Resource): Promise<Outcome> {
  const message = session.controller.busyMessage;
  await report(session, message === undefined ? { kind: "not-synced" } : { kind: "recoverable", message }, resource);
  return SETTLED;
}

async function notSynced(session: Session, resource: Resource): Promise<Outcome> {
  await report(session, { kind: "not-synced" }, resource);
  return SETTLED;
}

async function lateInitialize(session: Session, resource: Resource): Promise<void> {
  const { controller, memory } = session;
  const spec = specOf(session.object);
  const standIns = new Map(controller.references?.map(({ to, field }) => [to, field]));
  const missing = (controller.lateInitialized ?? []).filter(
    (field) =>
      spec[field] === undefined &&
      spec[standIns.get(field) ?? field] === undefined &&
      resource.attributes[field] !== undefined &&
      !memory.unkept.has(field),
  );
  if (missing.length === 0) return;
  await patchObject(session, { spec: Object.fromEntries(missing.map((field) => [field, resource.attributes[field]])) });
  const kept = specOf(session.object);
  for (const field of missing) if (kept[field] === undefined) memory.unkept.add(field);
}

/** Calls that a real controller would repeat: noted once a reconcile, at rest only. */
function noteWaste(session: Session, resource: Resource, attributes: Attributes): "for ever" | "now and then" {
  const { controller, around, object } = session;
  if (!isAtRest(resource)) return "now and then";
  const immutable = differences(resource.attributes, attributes).filter((field) => controller.immutable?.includes(field));
  const removed = removedForEver(controller, resource, attributes);
  const wastes = [
    ...(controller.wastes?.(attributes, resource) ?? []),
    ...(immutable.length > 0 ? [{ fields: immutable, reason: "AWS never changes these fields" }] : []),
    ...(removed.length > 0 ? [{ fields: removed, reason: "fields that were set once are removed" }] : []),
  ];
  for (const { fields, reason } of wastes) {
    around.world.recordWasted(resource.arn, fields, reason);
    const { namespace, name } = object.metadata;
    around.log.warn("a real controller would modify this for ever", {
      kind: controller.kind.kind,
      namespace,
      name,
      fields,
      reason,
    });
  }
  return immutable.length > 0 ? "for ever" : "now and then";
}

function removedForEver(controller: AckController, resource: Resource, attributes: Attributes): readonly string[] {
  const harmless = new Set([
    ...(controller.lateInitialized ?? []),
    ...(controller.clearable ?? []),
    ...(controller.ignored ?? []),
  ]);
  return resource.given.filter((field) => !harmless.has(field) && isRemoved(resource, attributes, field));
}

function isRemoved(resource: Resource, attributes: Attributes, field: string): boolean {
  return resource.given.includes(field) && attributes[field] === undefined;
}

function isLater({ oneAtATime }: AckController, field: string, first: string): boolean {
  return field !== first && oneAtATime?.includes(field) === true;
}
