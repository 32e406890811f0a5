// The instances of a database in AWS as they stand: which one takes writes, and whether each is at rest with the class that we wrote.
import type { DatabaseMember } from "../blueprint/types.js";
import type { ChildRecord } from "./record.js";
import { isReady, isUsable } from "./record.js";

export type StandingMember = DatabaseMember & {
  readonly name: string;
  readonly isWriter: boolean;
  /** `settled`: available with its class, and its controller has said so after our last change of the class. */
  readonly state: "settled" | "changing" | "failed";
  readonly usable: boolean;
  /** What its controller says, while it is not settled. */
  readonly message?: string;
};

/** Without a word on who writes, the first does: it was made first. */
export function standingMembers(records: readonly ChildRecord[], writer?: string): readonly StandingMember[] {
  const named = records.findIndex(({ name }) => name === writer);
  return records.map((record, index) => standingMember(record, index === Math.max(0, named)));
}

function standingMember(record: ChildRecord, isWriter: boolean): StandingMember {
  const { name, health, facts } = record;
  const { instanceClass = "", classChangedAt } = facts;
  const member = { name, isWriter, instanceClass, ...(classChangedAt === undefined ? {} : { classChangedAt }) };
  if (health.state === "failed") return { ...member, state: "failed", usable: false, message: health.message };
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

/** What of it the blueprint carries. */
export function asMember({ instanceClass, classChangedAt }: DatabaseMember): DatabaseMember {
  return { instanceClass, ...(classChangedAt === undefined ? {} : { classChangedAt }) };
}
