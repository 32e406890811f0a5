// The instances of a database in AWS: of which class each is.
import type { AuroraDatabase, DatabaseMember, RdsDatabase } from "./types.js";

type WithMembers = Pick<RdsDatabase | AuroraDatabase, "members" | "instanceClass">;

export function memberAt({ members, instanceClass }: WithMembers, index: number): DatabaseMember {
  return members?.[index] ?? { instanceClass };
}

/** The instances are listed, and say no more than the database itself. */
export function areAlike({ members = [], instanceClass }: WithMembers): boolean {
  return members.every(({ instanceClass: own, ...more }) => own === instanceClass && JSON.stringify(more) === "{}");
}

/** Classes of `count` instances from the one at `first` on, with how many are of each. */
export function classCounts(database: WithMembers, first: number, count: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let index = first; index < first + count; index += 1) {
    const { instanceClass } = memberAt(database, index);
    counts.set(instanceClass, (counts.get(instanceClass) ?? 0) + 1);
  }
  return counts;
}
