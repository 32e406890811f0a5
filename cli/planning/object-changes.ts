// What becomes of each object: from what stands, what is decided now, and how it ends. Pure.
import type { Desire } from "../../cdk8s/desire.js";
import { orphansOf } from "../../cdk8s/desire.js";
import { differs } from "../../cdk8s/differs.js";
import { secretUsers } from "../../cdk8s/secret-users.js";
import type { SettledState } from "../../cdk8s/settle.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceStatus } from "../../domain/api/status.js";
import type { ById } from "../../domain/observed/observe.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { childId, childKey } from "../../domain/observed/record.js";
import { isSnapshot } from "../../domain/observed/snapshots.js";
import type { ObjectAction, ObjectChange } from "./types.js";
import { waitOf } from "./waits.js";

export type Course = {
  readonly observed: ById;
  readonly standing: readonly KubeObject[];
  /** `rest.first` is what is decided now. */
  readonly rest: SettledState;
  /** When everything that waits is approved. Undefined: nothing waits. */
  readonly end: SettledState | undefined;
  /** As a status lists it. */
  readonly retained: WebServiceStatus["retained"];
  /** The floor of pods follows the hour, and `end` is later than now. */
  readonly followsHours: boolean;
};

type Child = Desire["prepared"]["children"][number];

export function objectChanges(course: Course): readonly ObjectChange[] {
  const now = course.rest.first.prepared.children.flatMap((child) => {
    const change = atOnce(child, course);
    return change === undefined ? [] : [change];
  });
  const told = new Set(now.map(childId));
  const later = atRest(course, told);
  for (const change of later) told.add(childId(change));
  return [...now, ...later, ...whenApproved(course, told), ...leaving(course)].sort(inOrder);
}

/** How many objects are written neither now nor later. */
export function unchangedIn({ rest }: Course, changes: readonly ObjectChange[]): number {
  const changed = new Set(changes.map(childId));
  return rest.first.prepared.children.filter(({ id }) => !changed.has(id)).length;
}

/** Data that was kept before this plan. */
export function retainedBefore({ observed, retained = [] }: Course): readonly { readonly kind: string; readonly name: string }[] {
  const known = new Map(retained.map(({ kind, name }) => [childId({ kind, name }), { kind, name }]));
  for (const record of observed.values())
    if (record.retained) known.set(childId(record), { kind: record.kind, name: record.name });
  return [...known.values()];
}

function atOnce(child: Child, course: Course): ObjectChange | undefined {
  const { observed, rest } = course;
  if (child.mode === "create-once") return secret(child, observed);
  const record = observed.get(child.id);
  if (record === undefined) return { action: "create", ...named(child) };
  if (record.deleting)
    return { action: "create-later", ...named(child), waitsFor: "the present one, which is being deleted, to be gone" };
  const because = whyWritten(child, record, course);
  if (because === undefined) return undefined;
  return rest.first.frozen.has(child.id)
    ? { action: "frozen", ...named(child), waitsFor: "the approval" }
    : { action: "update", ...named(child), because };
}

/** What uses it was written after it. Of those that nothing proves it is not known whether they are there. */
function secret(child: Child, observed: ById): ObjectChange | undefined {
  if (secretUsers(child, observed).length > 0 || observed.has(`Job/${child.name}`)) return undefined;
  const isRun = [...observed.values()].some(({ kind, role }) => kind === "Job" && role === child.role);
  if (isRun) return undefined;
  return { action: "create", ...named(child), ...(observed.size === 0 ? {} : { unlessThere: true }) };
}

/** As a reconcile decides it. An export without managedFields tells nothing of drift. */
export function whyWritten(child: Child, record: ChildRecord, { standing }: Pick<Course, "standing">): ObjectChange["because"] {
  if (record.hash !== child.hash) return differs(child, record) ? "changed" : undefined;
  const live = standing.find(({ kind, metadata }) => kind === child.kind.kind && metadata.name === child.name);
  if (live?.metadata.managedFields === undefined) return undefined;
  return differs(child, record) ? "drifted" : undefined;
}

function named({ kind, name, part }: Child): Pick<ObjectChange, "kind" | "apiVersion" | "name" | "part"> {
  return { kind: kind.kind, apiVersion: kind.apiVersion, name, part };
}

/** Written before anything more is approved: it waits for a value of AWS, or for a step of the plan. */
function atRest({ rest, observed }: Course, told: ReadonlySet<string>): readonly ObjectChange[] {
  const rounds = [rest.first, ...rest.rounds];
  return otherThanNow(rest.first, rest.last, told).map((child) => {
    const isThere = observed.has(child.id);
    const now = hashIn(rest.first, child.id);
    const waitsFor = waitOf(child, rounds, ({ id, hash }) => id === child.id && hash !== now) ?? "what is written before it";
    return { action: isThere ? "update-later" : "create-later", ...named(child), waitsFor };
  });
}

function whenApproved(course: Course, told: ReadonlySet<string>): readonly ObjectChange[] {
  const { rest, end, observed, followsHours } = course;
  if (end === undefined) return [];
  const waitsFor = waitingChanges(rest);
  const isOfHour = ({ kind, id }: Child) => followsHours && kind === BUILT_IN.horizontalPodAutoscaler && observed.has(id);
  return otherThanNow(rest.last, end.last, told)
    .filter((child) => !isOfHour(child))
    .map((child) => ({ action: observed.has(child.id) ? "update-later" : "create-later", ...named(child), waitsFor }));
}

/** What is there at the end and is not the same now. Secrets are made once, so a new one is a new name; Jobs never change. */
function otherThanNow(now: Desire, end: Desire, told: ReadonlySet<string>): readonly Child[] {
  return end.prepared.children.filter((child) => {
    const known = hashIn(now, child.id);
    if (told.has(child.id)) return false;
    return known === undefined || (known !== child.hash && child.mode !== "create-once" && child.mode !== "apply-once");
  });
}

function hashIn({ prepared }: Desire, id: string): string | undefined {
  return prepared.children.find((child) => child.id === id)?.hash;
}

/** By their numbers in the plan as it is told, which are those of what is decided now. */
function waitingChanges({ first, last }: SettledState): string {
  const waiting = last.gated.decisions.filter(({ state }) => state === "Waiting");
  const numbers = waiting.map(
    ({ change }) => first.gated.decisions.findIndex((decision) => decision.change.id === change.id) + 1,
  );
  const known = numbers.filter((number) => number > 0);
  const named = known.length === 0 ? "what waits" : `change ${known.join(" and ")}`;
  return `${named}: ${waiting.map(({ change }) => change.summary).join("; ")}`;
}

/** What the end no longer names. What stands was named by the plan before, unless the status says otherwise. */
function leaving(course: Course): readonly ObjectChange[] {
  const { observed, rest, end } = course;
  const known = new Set(retainedBefore(course).map(childId));
  const atEnd = orphansOf(observed, (end ?? rest).last);
  const kept = atEnd.kept.filter((record) => !isSnapshot(record) && !known.has(childId(record)));
  return [
    ...[...atEnd.going, ...atEnd.inUse].map((record) => ({
      action: "remove" as const,
      ...ofRecord(record, rest),
      ...until(record, course),
    })),
    ...kept.map((record) => ({ action: "retain" as const, ...ofRecord(record, rest) })),
  ];
}

function ofRecord(record: ChildRecord, { first }: SettledState): Pick<ObjectChange, "kind" | "apiVersion" | "name" | "part"> {
  const { kind, apiVersion, name } = record;
  const same = [...first.prepared.children, ...first.prepared.waiting].find(
    (child) => childKey({ kind: child.kind.kind, role: child.role }) === childKey(record),
  );
  return { kind, apiVersion, name, part: same?.part };
}

function until(record: ChildRecord, { observed, rest }: Course): { readonly waitsFor?: string } {
  const { first, last } = rest;
  const { going, inUse } = orphansOf(observed, first);
  const isOf = (records: readonly ChildRecord[]) => records.some((one) => childId(one) === childId(record));
  if (isOf(inUse)) return { waitsFor: "the last pod that uses it to be gone" };
  if (isOf(going)) return first.prepared.waiting.length === 0 ? {} : { waitsFor: "everything new to be written" };
  const names = [...last.prepared.children, ...last.prepared.waiting].some(
    ({ name, kind }) => name === record.name && kind.kind === record.kind,
  );
  return { waitsFor: names ? waitingChanges(rest) : "traffic and pods to have left it" };
}

const ORDER: readonly ObjectAction[] = ["create", "update", "frozen", "create-later", "update-later", "remove", "retain"];

function inOrder(a: ObjectChange, b: ObjectChange): number {
  const byAction = ORDER.indexOf(a.action) - ORDER.indexOf(b.action);
  if (byAction !== 0) return byAction;
  return `${a.part ?? ""}/${a.kind}/${a.name}` < `${b.part ?? ""}/${b.kind}/${b.name}` ? -1 : 1;
}
