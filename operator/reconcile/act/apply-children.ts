// Writes children in parallel: each only if it differs or drifted, none that is somebody else's.
import { FIELD_MANAGER, LABEL } from "../../../domain/api/keys.js";
import type { KubeObject, ObjectRef } from "../../../domain/api/objects.js";
import { ROLE } from "../../../domain/blueprint/roles.js";
import { credentialsFor, fillSecret } from "../../../cdk8s/fill-secret.js";
import { isAck, ourEntry } from "../../../domain/observed/extract.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { ById } from "../../../domain/observed/observe.js";
import { ClusterError } from "../../ports/cluster.js";
import { asData } from "./find-missing.js";
import { isLeftByKeda, takeBack } from "./take-back.js";
import type { ApplyOptions, ClusterErrorKind, Written } from "../../ports/cluster.js";
import { differs } from "../../../cdk8s/differs.js";
import { references } from "../../../cdk8s/references.js";
import { DATABASE_KINDS, secretUsers } from "../../../cdk8s/secret-users.js";
import { ownedFields } from "../../../domain/observed/managed-fields.js";
import { forgetGone, withEntry, withoutEntry } from "../memory.js";
import type { Memory } from "../memory.js";
import type { SpecWrite } from "../../../domain/observed/observe.js";
import type { PreparedChild } from "../../../cdk8s/prepare.js";
import type { Problem } from "../../../domain/admit/problem.js";
import { labelSecretAsUsed } from "./label-secrets.js";
import { nameConflict, writeProblem } from "../tell/problems.js";
import { controllerMissing } from "../../../domain/admit/controller-missing.js";
import type { ServiceKey } from "../../../domain/api/service.js";
import type { World } from "../world.js";

export type Outcome =
  | { readonly kind: "unchanged" | "frozen" }
  /** Only looked at: it would have been written. */
  | { readonly kind: "differs"; readonly message: string }
  /** `changed`: there is something that has to become ready; else only labels or annotations were put right. */
  | { readonly kind: "written"; readonly changed: boolean }
  /** `again`: worth trying soon, but not before the time that the server asked for. */
  | { readonly kind: "failed"; readonly problem: Problem; readonly again: boolean; readonly retryAfterSeconds?: number };
export type Applied = ReadonlyMap<string, Outcome>;

export type ApplyTask = {
  readonly key: ServiceKey;
  readonly uid: string;
  /** Of the service. */
  readonly generation: number;
  readonly children: readonly PreparedChild[];
  readonly observed: ById;
  readonly memory: Memory;
  /** A change of the database is being carried out. */
  readonly changesDatabase: boolean;
  /** Ids of children that stay as they are if they exist. */
  readonly frozen: ReadonlySet<string>;
};

const UNCHANGED: Outcome = { kind: "unchanged" };
const STANDS = Promise.resolve(UNCHANGED);

/**
 * Credentials and the binding first: what uses them must never be created before they are safe in the cluster. After that all in
 * parallel, each after those that it refers to and that are not there yet: what depends on a child that is somebody else's is not made.
 */
export async function applyChildren(world: World, task: ApplyTask): Promise<Applied> {
  forgetGone(task.memory, [...task.observed.values()]);
  const isFirst = ({ mode }: PreparedChild) => mode === "create-once" || mode === "commit";
  const outcomes = new Map<string, Promise<Outcome>>();
  for (const child of task.children.filter(isFirst))
    outcomes.set(
      child.id,
      guarded(task, child, () => applyFirst(world, task, child)),
    );
  const first = await Promise.all(outcomes.values());
  const failed = first.find((outcome) => outcome.kind === "failed");
  const byId = new Map(task.children.map((child) => [child.id, child]));
  const made = (child: PreparedChild): Promise<Outcome> => {
    if (failed !== undefined && child.part === "Database") return Promise.resolve(failed);
    if (stands(world, task, child)) return STANDS;
    return applyAfter(world, task, { child, needed: neededFor(child, task, byId).map(outcomeOf) });
  };
  const outcomeOf = (child: PreparedChild): Promise<Outcome> => {
    const outcome = outcomes.get(child.id) ?? made(child);
    outcomes.set(child.id, outcome);
    return outcome;
  };
  const all = await Promise.all(task.children.map(outcomeOf));
  return new Map(task.children.map(({ id }, index) => [id, all[index] ?? UNCHANGED]));
}

/** As nearly all are, nearly always: nothing is asked, written or waited for. */
function stands(world: World, { observed, frozen, memory }: ApplyTask, child: PreparedChild): boolean {
  const record = observed.get(child.id);
  if (record === undefined || record.deleting || record.retained || frozen.has(child.id)) return false;
  return world.isServed(child.kind) && !needsWrite(child, record, memory);
}

function applyFirst(world: World, task: ApplyTask, child: PreparedChild): Promise<Outcome> {
  return child.mode === "commit" ? applyChild(world, task, child) : createSecret(world, task, child);
}

/** Children that an absent child names and that are absent themselves. What exists was made after what it needs. */
function neededFor(
  child: PreparedChild,
  { observed }: ApplyTask,
  byId: ReadonlyMap<string, PreparedChild>,
): readonly PreparedChild[] {
  if (observed.has(child.id)) return [];
  return references(child.object).flatMap((id) => {
    const other = byId.get(id);
    return other === undefined || other === child ? [] : [other];
  });
}

type Step = { readonly child: PreparedChild; readonly needed: readonly Promise<Outcome>[] };

async function applyAfter(world: World, task: ApplyTask, { child, needed }: Step): Promise<Outcome> {
  for (const outcome of await Promise.all(needed)) {
    if (outcome.kind === "failed" && outcome.problem.reason === "NameConflict") return outcome;
  }
  const outcome = await guarded(task, child, () => applyChild(world, task, child));
  if (outcome.kind !== "failed" || outcome.problem.reason !== "VolumeCannotGrow") return outcome;
  // The gate then holds the growth alone; the next reconcile renders the rest of the tier with the volume as it is.
  task.memory.cannotGrow = task.generation;
  return { ...outcome, again: true };
}

/** A child that fails does not stop the others. */
async function guarded(task: ApplyTask, child: PreparedChild, act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    if (task.memory.endingFor === task.uid && !task.observed.has(child.id)) throw new ClusterError("namespace-ending", "");
    return await act();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.kind === "namespace-ending") task.memory.endingFor = task.uid;
    const again = WORTH_TRYING.has(error.kind);
    const { retryAfterSeconds } = error;
    return { kind: "failed", again, retryAfterSeconds, problem: writeProblem({ ...nameOf(child), part: child.part }, error) };
  }
}

/** A kind that is missing although its watch says otherwise: one of the two is about to change. */
const WORTH_TRYING = new Set<ClusterErrorKind>(["conflict", "not-found", "throttled", "unavailable", "kind-missing"]);

function nameOf({ kind: { apiVersion, kind }, name }: PreparedChild) {
  return { apiVersion, kind, name };
}

/** Secrets cannot be read: the database that uses one, or the pooler, is the proof that it exists. */
async function createSecret(world: World, task: ApplyTask, child: PreparedChild): Promise<Outcome> {
  const users = secretUsers(child, task.observed);
  // Adopted: before the database itself loses its label, so that a crash between the two is made good.
  if (users.some((record) => record.retained)) await labelSecretAsUsed(world, refOf(child));
  if (isSecretThere(child, task.observed, task.memory)) return UNCHANGED;
  const credentials = await world.credentials.fresh(credentialsFor(child.object));
  const result = await world.cluster.createOnce(refOf(child), fillSecret(child.object, credentials));
  // Whoever puts a Secret under a name of ours would choose the password.
  if (result === "exists" && (await world.cluster.inspectSecret(refOf(child))) !== "ours")
    return { kind: "failed", again: false, problem: nameConflict({ ...nameOf(child), part: child.part }) };
  // A pooler that is gone keeps no mark of its own that could tell of it.
  if (result === "exists" && child.role === ROLE.poolerAdmin) await labelSecretAsUsed(world, refOf(child));
  task.memory.secrets = new Set([...task.memory.secrets, child.name]);
  return result === "created" ? { kind: "written", changed: true } : UNCHANGED;
}

export function isSecretThere(child: PreparedChild, observed: ById, memory: Memory): boolean {
  return secretUsers(child, observed).length > 0 || memory.secrets.has(child.name);
}

async function applyChild(world: World, task: ApplyTask, child: PreparedChild): Promise<Outcome> {
  // Known without asking; the watch of the kind says when it is there.
  if (!world.isServed(child.kind))
    return { kind: "failed", again: false, problem: controllerMissing({ ...nameOf(child), part: child.part }) };
  const record = task.observed.get(child.id);
  if (record === undefined) return createChild(world, task, child);
  if (record.deleting) return { kind: "failed", again: false, problem: beingDeleted(child) };
  if (task.frozen.has(child.id)) return { kind: "frozen" };
  if (record.retained) await world.cluster.setLabels(refOf(child), { [LABEL.retained]: null }, record.uid);
  if (!needsWrite(child, record, task.memory)) return UNCHANGED;
  // What a change was planned from must be what is written over: a stale picture of data is a conflict, and is planned anew.
  const isFenced = child.mode === "commit" || (task.changesDatabase && DATABASE_KINDS.has(child.kind.kind));
  const version = isFenced ? { resourceVersion: record.resourceVersion } : {};
  return write(world, task, { child, expect: { uid: record.uid, ...version } });
}

export function needsWrite(child: PreparedChild, record: ChildRecord, memory: Memory): boolean {
  return differs(child, record, memory.acknowledged.get(record.uid));
}

function beingDeleted(child: PreparedChild): Problem {
  const { kind, name } = nameOf(child);
  return {
    reason: "Progressing",
    part: child.part,
    stalls: false,
    message: `${kind} ${name} is being deleted; it is made again once it is gone`,
  };
}

/** The store has no such child of ours. Somebody may have an object of that name, or may have taken our labels off. */
async function createChild(world: World, task: ApplyTask, child: PreparedChild): Promise<Outcome> {
  try {
    return await write(world, task, { child, expect: { absent: true } });
  } catch (error) {
    if (!(error instanceof ClusterError) || (error.kind !== "conflict" && error.kind !== "already-exists")) throw error;
    const live = await world.cluster.read(refOf(child));
    if (live === undefined) throw error;
    if (isLeftByKeda(live)) return { kind: "failed", again: true, problem: await takeBack(world, refOf(child), live) };
    if (!isOurs(live, task.uid, child))
      return { kind: "failed", again: false, problem: nameConflict({ ...nameOf(child), part: child.part }) };
    if (child.holdsData) return lookedAtAgain(task, child, live);
    return write(world, task, { child, expect: { uid: live.metadata.uid ?? "" } });
  }
}

/** What holds data is planned from as it stands: this child was rendered without having seen it. */
function lookedAtAgain(task: ApplyTask, child: PreparedChild, live: KubeObject): Outcome {
  const { labels = {} } = child.object.metadata;
  const whose = { service: labels[LABEL.service] ?? "", dataUid: labels[LABEL.serviceUid] ?? "", role: child.role };
  task.memory.foundLive = withEntry(task.memory.foundLive, child.id, asData(live, whose));
  const { kind, name } = nameOf(child);
  const message = `${kind} ${name} had lost our labels; it is planned from as it stands`;
  return { kind: "failed", again: true, problem: { reason: "Progressing", part: child.part, stalls: false, message } };
}

/** Ours by owner reference, or (data has none) by our own field manager and label. */
function isOurs(live: KubeObject, uid: string, child: PreparedChild): boolean {
  const owned = (live.metadata.ownerReferences ?? []).some((owner) => owner.uid === uid);
  return owned || (child.holdsData && ourEntry(live.metadata.managedFields ?? []) !== undefined);
}

type Write = { readonly child: PreparedChild; readonly expect: NonNullable<ApplyOptions["expect"]> };

async function write(world: World, task: ApplyTask, { child, expect }: Write): Promise<Outcome> {
  const written = await world.cluster.apply(refOf(child), child.object, { expect });
  const before = task.observed.get(child.id);
  const changed = before === undefined || written.generation !== before.generation;
  remember(task.memory, child, { written, changed });
  world.wrote({ key: task.key, ...nameOf(child), resourceVersion: written.resourceVersion });
  world.log.debug("wrote child", { kind: child.kind.kind, child: child.name, manager: FIELD_MANAGER });
  return { kind: "written", changed };
}

/** Only what later says more than the child itself. */
function remember(memory: Memory, child: PreparedChild, { written, changed }: Remembered): void {
  const { uid } = written;
  memory.foundLive = withoutEntry(memory.foundLive, child.id);
  const fields = acknowledgement(written);
  const isExpected = fields === child.expectedFields;
  memory.acknowledged = isExpected ? withoutEntry(memory.acknowledged, uid) : withEntry(memory.acknowledged, uid, fields);
  if (changed && isAck(child.kind)) memory.specWrites = withEntry(memory.specWrites, uid, specWrite(written));
}
type Remembered = { readonly written: Written; readonly changed: boolean };

function acknowledgement(written: Written): string {
  return ownedFields(ourEntry(written.managedFields ?? [])?.fieldsV1);
}

function specWrite({ managedFields = [], resourceVersion }: Written): SpecWrite {
  return { at: Date.parse(ourEntry(managedFields)?.time ?? "") || 0, resourceVersion };
}

export function refOf(child: Pick<PreparedChild, "kind" | "object">): ObjectRef {
  return { kind: child.kind, namespace: child.object.metadata.namespace, name: child.object.metadata.name };
}
