// Seals: once data in AWS was ready, its object says so for good, and its controller never makes it again, empty, in place of a lost one.
import { ROLE } from "../blueprint/roles.js";
import { databaseIn } from "./binding.js";
import type { ChildRecord } from "./record.js";
import { childKey, isReady } from "./record.js";

/** What holds the only copy of data. Replicas and cluster members do not; a queue's messages are gone with it anyway. */
function holdsOnlyCopy(record: ChildRecord): boolean {
  const { kind, role } = record;
  const database = databaseIn(record);
  if (database !== undefined) return database.kind !== "in-cluster";
  return (kind === "Bucket" && role === ROLE.assets) || (kind === "Table" && role === ROLE.sessions);
}

/** Accepts that the data of this resource id is gone: it is unsealed, so that its controller makes it anew. */
export function lostInAws(resourceID: string): string {
  return `${resourceID}${LOST}`;
}

/** Says that AWS has no bucket or table of this name: one is made. */
export function absentInAws(name: string): string {
  return `${name}${ABSENT}`;
}
const ABSENT = ".absent";

export function absentName(accepted: string | undefined): string | undefined {
  return accepted?.endsWith(ABSENT) === true ? accepted.slice(0, -ABSENT.length) : undefined;
}

/** The resource id that is given up by it. */
export function givenUp(accepted: string | undefined): string | undefined {
  return accepted?.endsWith(LOST) === true ? accepted.slice(0, -LOST.length) : undefined;
}
const LOST = ".lost";

/** Resource id by kind and role. `accepted`: a loss by {@link lostInAws}, or the resource id of what came in place of something. */
export function seals(children: ReadonlyMap<string, ChildRecord>, accepted: string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  // Until then the object of the database is all that says which instances it had.
  const isWhole = ![...children.values()].some(
    ({ isOnlyInCloud, facts }) => isOnlyInCloud === true && facts.identifier !== undefined,
  );
  for (const record of children.values()) {
    const isSealed = record.facts.sealedID !== undefined;
    const id = holdsOnlyCopy(record) && (isSealed || isWhole) ? sealOf(record, accepted) : undefined;
    if (id !== undefined) found[childKey(record)] = id;
  }
  return found;
}

function sealOf(record: ChildRecord, accepted: string | undefined): string | undefined {
  const { resourceID, sealedID, isTagged } = record.facts;
  // With the policy adopt its controller is ready once before it takes up what we want, the new password among it.
  if (sealedID === undefined) return isReady(record) && isTagged !== false ? resourceID : undefined;
  if (accepted === lostInAws(sealedID)) return undefined;
  return accepted !== undefined && accepted === resourceID ? resourceID : sealedID;
}
