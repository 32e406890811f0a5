// The state that a service comes to rest in when every controller does what it is asked, found without any of them: decide and render,
// answer each child as a healthy world would, look again, until nothing is written any more. The same pure steps as a reconcile's.
import { LABEL } from "../domain/api/keys.js";
import type { KubeObject } from "../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../domain/api/service.js";
import type { RenderOptions } from "../domain/blueprint/children.js";
import { extractor } from "../domain/observed/extract.js";
import type { FrontTargets } from "../domain/observed/front-targets.js";
import { ownedFields } from "../domain/observed/managed-fields.js";
import type { ProgramEnd } from "../domain/observed/program-ends.js";
import type { Observed, Recollection } from "../domain/observed/observe.js";
import { observe } from "../domain/observed/observe.js";
import { childId, isReady } from "../domain/observed/record.js";
import type { GateInput } from "../domain/plan/decision.js";
import type { ReplicaAnswer, ReplicaQuestion } from "../domain/plan/move-cloud.js";
import type { Surroundings } from "../domain/observed/settled.js";
import { ANYWHERE, settled } from "../domain/observed/settled.js";
import type { Desire } from "./desire.js";
import { desire, orphansOf } from "./desire.js";
import type { PreparedChild } from "./prepare.js";

export type SettleQuestion = {
  readonly service: WebService;
  readonly serviceClass: WebServiceClass;
  readonly render: RenderOptions;
  readonly operatorVersion: string;
  /** Milliseconds since the epoch. It stands still: what only passing time allows is not in the answer. */
  readonly now: number;
  /** Objects that are there already, as a cluster has them. Default: none. */
  readonly standing?: readonly KubeObject[];
  /** How the programs of a move end, by the role of their Job. Default: nobody knows, and a move stays at its rehearsal. */
  readonly programs?: (role: string) => ProgramEnd;
  /** The cluster knows VolumeSnapshots. Default: it does. */
  readonly servesSnapshots?: boolean;
  /** The StorageClass has refused to expand the volume of the database. Default: it has not. */
  readonly volumeCannotGrow?: boolean;
  /**
   * What `first` is decided with where it is to say what an operator does now: it waits for connections to drain, and whether load balancers
   * reach the pods is not known. Default: as all else, no time passes and they do.
   */
  readonly present?: { readonly drainSeconds: number };
};

export type SettledState = {
  /** What is decided at once, before anything has answered: its plan is the way from what stands. */
  readonly first: Desire;
  /** What is decided at rest: nothing of it is to be written, and what its plan still says is held or waits. */
  readonly last: Desire;
  /** All that was decided on the way, `first` and `last` included. */
  readonly rounds: readonly Desire[];
  /** What is seen at rest. */
  readonly observed: Observed;
  /** All that is there at rest, with the status that it has then, by kind and name. In Secrets marks stand for the values. */
  readonly objects: ReadonlyMap<string, KubeObject>;
};

type Objects = ReadonlyMap<string, KubeObject>;
type Round = { readonly observed: Observed; readonly wanted: Desire; readonly objects: Objects };

/** More than any way has: a round for each member of the largest database, and some for what waits on one another. */
const MOST_ROUNDS = 100;
const RECALLS_NOTHING: Recollection = { specWrites: new Map(), foundLive: new Map(), lostInAws: new Map(), inCloud: undefined };
/** Load balancers reach the pods, and have for long. */
const REACHED: Required<FrontTargets> = {
  nlb: { state: "healthy", since: 0 },
  alb: { state: "healthy", since: 0 },
  internal: { state: "healthy", since: 0 },
};

/** Deterministic. Throws when nothing comes to rest, which is a defect of ours and never of the service. */
export function settle(question: SettleQuestion): SettledState {
  const around = surroundings(question);
  let objects = standing(question);
  const rounds: Desire[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const observed = look(objects, question.service);
    const last = decideAgain(question, observed, { last: rounds.at(-1) });
    rounds.push(last);
    const next = answered({ observed, wanted: last, objects }, around);
    if (next === undefined) return { first: atPresent(question) ?? rounds[0] ?? last, last, rounds, observed, objects };
    objects = next;
  }
  throw new Error(`${question.service.metadata.name} does not come to rest in ${MOST_ROUNDS} rounds`);
}

function atPresent(question: SettleQuestion): Desire | undefined {
  return question.present && decideAgain(question, lookAt(question), { pace: question.present });
}

/** What a reconcile would see before it does anything. */
export function lookAt(question: SettleQuestion): Observed {
  return look(standing(question), question.service);
}

function standing(question: SettleQuestion): Objects {
  return new Map((question.standing ?? []).map((object) => [idOf(object), object]));
}

function surroundings({ serviceClass: { spec }, now }: SettleQuestion): Surroundings {
  const { region, accountID } = ANYWHERE.place;
  return {
    place: { region: spec.region ?? region, accountID: spec.accountID ?? accountID },
    time: new Date(now).toISOString(),
  };
}

/** What is being deleted is seen as such at first, and is gone as soon as everybody has acted once. */
function isLeaving({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

function idOf({ kind, metadata: { name } }: KubeObject): string {
  return childId({ kind, name });
}

/** As the operator sees it, which never looks at a Secret. */
function look(objects: Objects, service: WebService): Observed {
  const seen = [...objects.values()].filter(({ kind }) => kind !== "Secret");
  return observe(seen.map(extractor(ownedFields)), service, RECALLS_NOTHING);
}

/** No time passes, and everything is reached at once. */
const AT_ONCE = { drainSeconds: 0, targets: REACHED } as const;

type Pace = Pick<GateInput, "drainSeconds" | "targets">;

function decideAgain(
  question: SettleQuestion,
  { byRole }: Observed,
  { last, pace = AT_ONCE }: { readonly last?: Desire; readonly pace?: Pace },
): Desire {
  const { service, serviceClass, render, operatorVersion, now, servesSnapshots, volumeCannotGrow = false } = question;
  const asked = { service, serviceClass, render, operatorVersion, now, servesSnapshots, volumeCannotGrow, children: byRole };
  const inputs = { ...asked, ...pace };
  const wanted = desire(inputs, last?.rendering);
  const { programs } = question;
  const { asksEnds, asksCloud } = wanted.gated;
  const ends =
    programs === undefined || asksEnds.length === 0 ? undefined : new Map(asksEnds.map((role) => [role, programs(role)]));
  const cloud = asksCloud && willing(asksCloud);
  return ends === undefined && cloud === undefined ? wanted : desire({ ...inputs, ends, cloud }, wanted.rendering);
}

/** AWS has nothing against a replica or an upgrade, and does at once what it is asked for. */
function willing(question: ReplicaQuestion): ReplicaAnswer {
  switch (question.about) {
    case "replica":
      return { about: "replica", obstacles: [] };
    case "snapshot":
      return { about: "snapshot", name: question.suffix, isFinished: true };
    case "promotion":
      return { about: "promotion", state: question.promotes ? "promoted" : "replica" };
    case "upgrade": {
      const { version: stands } = question.database;
      return { about: "upgrade", stands, isAtRest: true, obstacles: [], snapshot: { name: "", isFinished: true } };
    }
  }
}

/** What is there after everybody has acted once; undefined when nobody has anything to do. */
function answered(round: Round, around: Surroundings): Objects | undefined {
  const { observed, wanted, objects } = round;
  const leaving = [...objects].filter(([, object]) => isLeaving(object)).map(([id]) => id);
  const changed = wanted.prepared.children
    .filter((child) => !leaving.includes(child.id) && !isAtRest(child, round))
    .map((child): [string, KubeObject] => [child.id, settled(written(child, round), around)]);
  // As the operator: nothing goes while something is waited for.
  const going = wanted.prepared.waiting.length > 0 ? [] : [...orphansOf(observed.byId, wanted).going, ...observed.notes];
  if (changed.length === 0 && going.length === 0 && leaving.length === 0) return undefined;
  const gone = new Set([...going.map(childId), ...leaving]);
  return new Map([...objects, ...changed].filter(([id]) => !gone.has(id)));
}

function isAtRest(child: PreparedChild, round: Round): boolean {
  if (child.mode === "create-once") return isUsed(round.objects.get(child.id));
  return staysAsItIs(child, round) && isReady(round.observed.byId.get(child.id));
}

/** Nobody looks into a Secret: whoever uses it takes off the label that it is kept, and nothing else. */
function isUsed(secret: KubeObject | undefined): boolean {
  return secret !== undefined && secret.metadata.labels?.[LABEL.retained] === undefined;
}

function asUsed(secret: KubeObject): KubeObject {
  const labels = Object.fromEntries(Object.entries(secret.metadata.labels ?? {}).filter(([key]) => key !== LABEL.retained));
  return { ...secret, metadata: { ...secret.metadata, labels } };
}

function staysAsItIs({ id, hash, mode }: PreparedChild, { observed, wanted }: Round): boolean {
  const record = observed.byId.get(id);
  if (record === undefined || record.retained) return false;
  return wanted.frozen.has(id) || mode === "apply-once" || record.hash === hash;
}

/** As it stands after our apply, with what AWS has said of it before. */
function written(child: PreparedChild, round: Round): KubeObject {
  const { object } = child;
  const known = round.objects.get(child.id);
  if (known === undefined) return { ...object, metadata: { ...object.metadata, generation: 1 } };
  if (child.mode === "create-once") return asUsed(known);
  if (staysAsItIs(child, round)) return known;
  const { uid, generation = 0 } = known.metadata;
  const metadata = { ...object.metadata, ...(uid === undefined ? {} : { uid }), generation: generation + 1 };
  return { ...object, metadata, ...("status" in known ? { status: known.status } : {}) };
}
