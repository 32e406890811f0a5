// The instances of a database in AWS as they stand: which one takes writes, and whether each is at rest with the class that we wrote.
import type { DatabaseMember } from "../blueprint/types.js";
import type { ChildRecord } from "./record.js";
import { isReady, isUsable, nameInAws } from "./record.js";

export type StandingMember = DatabaseMember & {
  readonly index: number;
  readonly name: string;
  readonly isWriter: boolean;
  /** As it was written last; differs where AWS has refused it and still runs another one. */
  readonly askedClass: string;
  /**
   * `settled`: available with its class, and its controller has said so after our last change of the class.
   * `refused`: nothing happens until somebody changes the spec.
   */
  readonly state: "settled" | "changing" | "failed" | "refused";
  readonly usable: boolean;
  /** What its controller says, while it is not settled. */
  readonly message?: string;
};

export type Instance = { readonly index: number; readonly record: ChildRecord };

/** Without a word on who writes, the first does: it was made first. */
export function standingMembers(instances: readonly Instance[], writer?: string): readonly StandingMember[] {
  const named = instances.findIndex(({ record }) => nameInAws(record) === writer);
  return instances.map((instance, place) => standingMember(instance, place === Math.max(0, named)));
}

function standingMember({ index, record }: Instance, isWriter: boolean): StandingMember {
  const { name, health, facts } = record;
  const { instanceClass: askedClass = "" } = facts;
  const stands = asMember({ ...facts, instanceClass: facts.rds?.instanceClass ?? askedClass });
  const member = { ...stands, index, name, isWriter, askedClass };
  if (health.state === "failed")
    return { ...member, state: health.terminal ? "refused" : "failed", usable: false, message: health.message };
  if (isReady(record) && facts.available === true && isInEffect(record)) return { ...member, state: "settled", usable: true };
  const message = health.state === "progressing" ? health.message : NOT_TAKEN_UP;
  return { ...member, state: "changing", usable: isUsable(record), message };
}

const NOT_TAKEN_UP = "its controller has not said yet that the class is in effect";

/** Kept in the object and not in memory, so that an operator that starts anew doubts it as well. Times of conditions have whole seconds. */
function isInEffect({ facts, syncedAt }: ChildRecord): boolean {
  const { classChangedAt, pendingClass, instanceClass } = facts;
  if (pendingClass !== undefined && pendingClass === instanceClass) return false;
  const changedAt = Date.parse(classChangedAt ?? "");
  return Number.isNaN(changedAt) || syncedAt === undefined || syncedAt >= Math.floor(changedAt / SECOND_MS) * SECOND_MS;
}

const SECOND_MS = 1000;

/** For the blueprint: one that somebody has deleted is made again like the one that takes writes. */
export function membersByIndex(members: readonly StandingMember[]): readonly DatabaseMember[] {
  const { instanceClass = "" } = members.find(({ isWriter }) => isWriter) ?? {};
  const length = 1 + Math.max(-1, ...members.map(({ index }) => index));
  return Array.from({ length }, (_, at) => asMember(members.find(({ index }) => index === at) ?? { instanceClass }));
}

function asMember({ instanceClass, classChangedAt }: DatabaseMember): DatabaseMember {
  return { instanceClass, ...(classChangedAt === undefined ? {} : { classChangedAt }) };
}
