// Which objects prove that a Secret was made: nobody ever reads one, and what uses it was written after it.
import { databaseRoles, ROLE } from "../domain/blueprint/roles.js";
import { databaseIn } from "../domain/observed/binding.js";
import type { ById } from "../domain/observed/observe.js";
import type { ChildRecord } from "../domain/observed/record.js";

export const DATABASE_KINDS: ReadonlySet<string> = new Set(["PersistentVolumeClaim", "DBInstance", "DBCluster"]);

/** Of the database in use, of the pooler or of the cache. Those of single runs of a program are proven by nothing. */
export function secretUsers({ role }: { readonly role: string }, observed: ById): readonly ChildRecord[] {
  if (role === ROLE.cache)
    return [...observed.values()].filter(
      ({ kind, facts }) => kind === "ReplicationGroup" && facts.password !== undefined && facts.password !== "none",
    );
  if (role === ROLE.poolerAdmin)
    return [...observed.values()].filter((record) => record.kind === "Deployment" && record.role === ROLE.pooler);
  const isUser = (record: ChildRecord) => role === ROLE.databaseApp || isMasterOf(role, record);
  return [...observed.values()].filter((record) => isWritten(record) && isUser(record));
}

/** One in AWS that somebody has put back by hand came without our Secrets: only what we wrote was written after them. */
function isWritten({ kind, hash }: ChildRecord): boolean {
  return DATABASE_KINDS.has(kind) && (kind === "PersistentVolumeClaim" || hash !== undefined);
}

function isMasterOf(role: string, record: ChildRecord): boolean {
  const database = databaseIn(record);
  return database !== undefined && databaseRoles(database).masterSecret === role;
}
