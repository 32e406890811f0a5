// What would become of a service, as people and programs are told: changes, objects, cost, problems. From the operator's own steps. Pure.
import { classAsStored } from "../../cdk8s/as-stored.js";
import type { OfflineAnswer } from "../../cdk8s/desire-offline.js";
import { desireOffline } from "../../cdk8s/desire-offline.js";
import type { Desire } from "../../cdk8s/desire.js";
import { orphansOf } from "../../cdk8s/desire.js";
import { planEntry } from "../../cdk8s/plan-entry.js";
import { remarks } from "../../cdk8s/remarks.js";
import type { SettleQuestion } from "../../cdk8s/settle.js";
import { lookAt } from "../../cdk8s/settle.js";
import { controllerMissing } from "../../domain/admit/controller-missing.js";
import type { Problem } from "../../domain/admit/problem.js";
import { DEFAULT_DRAIN_SECONDS, DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { ChangeReport } from "../../domain/api/status.js";
import { BUILT_IN, VOLUME_SNAPSHOT } from "../../domain/api/kinds.js";
import type { Decision } from "../../domain/plan/decision.js";
import { verdict } from "../../domain/plan/permission.js";
import { afterwards } from "./afterwards.js";
import { costOutlook } from "./cost-outlook.js";
import type { Course } from "./object-changes.js";
import { objectChanges, retainedBefore, unchangedIn } from "./object-changes.js";
import type { Asked, GoodOutlook, Planned } from "./types.js";

export type { Asked, CostOutlook, ObjectAction, ObjectChange, Outlook, Planned } from "./types.js";

export function outlookOf(asked: Asked): Planned {
  const leaving = beingDeleted(asked);
  if (leaving !== undefined) return refused(asked, { ok: false, problem: leaving });
  const question = questionOf(asked);
  const answer = desireOffline({ ...question, hosts: asked.surroundings?.hosts });
  if (!answer.ok) return refused(asked, answer);
  const stored: SettleQuestion = { ...question, service: answer.service, serviceClass: classAsStored(asked.serviceClass) };
  const observed = lookAt(stored).byId;
  const course: Course = {
    observed,
    standing: asked.standing ?? [],
    rest: answer,
    end: afterwards(stored, answer),
    retained: asked.status?.retained,
    followsHours: (answer.service.spec.scaling?.schedules ?? []).length > 0,
  };
  return { answer, observed, outlook: inFull(asked, answer, course) };
}

function questionOf({ service, status, serviceClass, standing, operator, now, isAsStored, surroundings }: Asked) {
  const { version: operatorVersion, ...render } = operator ?? { version: VERSION, ...DEFAULT_IMAGES };
  const cannotGrow = status?.problems?.some(({ reason }) => reason === "VolumeCannotGrow") === true;
  const withStatus = { ...service, ...(status === undefined ? {} : { status }) };
  return {
    ...{
      service: withStatus,
      serviceClass,
      standing,
      now,
      render,
      operatorVersion,
      present: { drainSeconds: DEFAULT_DRAIN_SECONDS },
    },
    servesSnapshots: surroundings?.serves?.(VOLUME_SNAPSHOT.apiVersion) ?? true,
    servesScaledObjects: surroundings?.serves?.(BUILT_IN.scaledObject.apiVersion) ?? true,
    volumeCannotGrow: isAsStored === true && cannotGrow,
  };
}

function beingDeleted({ service: { metadata } }: Asked): Problem | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  const message = `the service is being deleted since ${metadata.deletionTimestamp}: no edit changes anything any more. What computes goes, what holds data is kept and listed by it. Apply the file anew when the service is gone.`;
  return { reason: "Deleting", stalls: true, message };
}

function refused({ service: { metadata } }: Asked, answer: Extract<OfflineAnswer, { readonly ok: false }>): Planned {
  const { name, namespace = "default" } = metadata;
  return { answer, observed: new Map(), outlook: { ok: false, service: name, namespace, problem: answer.problem } };
}

type Answered = Extract<OfflineAnswer, { readonly ok: true }>;

function inFull(asked: Asked, { first, service, notes }: Answered, course: Course): GoodOutlook {
  const objects = objectChanges(course);
  const { metadata, spec } = service;
  const { status } = asked;
  // Of a file that is not applied nothing goes yet.
  const inUse = asked.isAsStored === true ? orphansOf(course.observed, first).inUse : [];
  const problems = [...notes, ...remarks(service, first, inUse), ...missingKinds(asked, course)];
  const said = new Set(problems.map(({ message }) => message));
  const suspended = spec.suspend === true;
  return {
    ok: true,
    service: metadata.name,
    namespace: metadata.namespace,
    tier: first.target.tier,
    ...(status?.tier?.current === undefined ? {} : { tierNow: status.tier.current }),
    className: spec.className ?? asked.serviceClass.metadata.name,
    plan: first.plan.id,
    changes: first.gated.decisions.map((decision) => standingStill(planEntry(decision, first), suspended)),
    approvals: first.gated.decisions.filter((decision) => needsApproval(decision, first)).map(({ change }) => change.id),
    objects,
    unchanged: unchangedIn(course, objects),
    cost: costOutlook(course, status?.cost),
    problems,
    reported: (status?.problems ?? []).filter(({ message }) => !said.has(message)),
    suspended,
    namesAreFinal: asked.service.metadata.uid !== undefined,
    alreadyRetained: retainedBefore(course),
  };
}

/** Sooner or later, whatever else it waits for first. A window may do in its place. */
function needsApproval({ change, state }: Decision, { plan, permission }: Desire): boolean {
  return state === "Waiting" && verdict(change, plan, permission) !== "allowed";
}

/** As the operator says it: what could start now does not. */
function standingStill(change: ChangeReport, suspended: boolean): ChangeReport {
  if (!suspended || change.state !== "Running") return change;
  return { ...change, state: "Waiting", waitingFor: "spec.suspend to be false" };
}

/** Each kind once, of all that is made sooner or later. */
function missingKinds({ surroundings }: Asked, { rest, end }: Course): readonly Problem[] {
  const { serves } = surroundings ?? {};
  if (serves === undefined) return [];
  const children = [...rest.first.prepared.children, ...rest.last.prepared.children, ...(end?.last.prepared.children ?? [])];
  const missing = children.filter(({ kind }) => !serves(kind.apiVersion));
  const byKind = new Map(
    missing.map(({ kind: { apiVersion, kind }, part }) => [kind, controllerMissing({ apiVersion, kind, part })]),
  );
  return [...byKind.values()];
}
