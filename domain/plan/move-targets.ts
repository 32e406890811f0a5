// Which of the databases beside the application's own were made to be moved to, so that their objects can say so.
import type { Blueprint, Database } from "../blueprint/types.js";
import type { GateInput } from "./decision.js";
import { refOf, roleOf, sameRef } from "./move-parts.js";

/** What was made as a target and is the only one that stands is the first database of the service. */
export function withoutOwn(others: readonly Database[], own: Database | undefined): readonly Database[] {
  return own === undefined ? others : others.filter((other) => !sameRef(refOf(other), refOf(own)));
}

/** What is made beside the application's database is made to be moved to, but for copies that are restored. */
export function moveTargets({ standing }: GateInput, others: readonly Database[]): Pick<Blueprint, "moveTargets"> {
  const isStanding = (role: string) => standing.others.some((other) => roleOf(refOf(other)) === role);
  const roles = others
    .filter((other) => other.kind !== "in-cluster" || other.restoredFrom === undefined)
    .map((other) => roleOf(refOf(other)))
    .filter((role) => standing.moveTargets.has(role) || !isStanding(role));
  return roles.length === 0 ? {} : { moveTargets: roles };
}
