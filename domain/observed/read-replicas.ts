// How many read replicas there may be now. AWS refuses one while its source, or an earlier one, is not at rest.
import { databaseRoles } from "../blueprint/roles.js";
import type { RdsDatabase } from "../blueprint/types.js";
import type { ChildRecord } from "./record.js";
import { childKey, isReady } from "./record.js";

/** Those that exist, in the order of their numbers, and one more once everything that exists is available as it is to be. */
export function readReplicasDue(children: ReadonlyMap<string, ChildRecord>, database: RdsDatabase): number {
  const { main, member } = databaseRoles(database);
  const instance = (role: string) => children.get(childKey({ kind: "DBInstance", role }));
  const replicas: ChildRecord[] = [];
  for (let replica = instance(member(1)); replica !== undefined; replica = instance(member(replicas.length + 1)))
    replicas.push(replica);
  const source = instance(main);
  const instances = source === undefined ? [] : [source, ...replicas];
  const isQuiet = source !== undefined && stands(source, database) && instances.every(isAvailable);
  const changes = instances.some(({ facts }, index) => facts.instanceClass !== classDue(database, index, facts.instanceClass));
  return replicas.length + (isQuiet && !changes ? 1 : 0);
}

/** As it is, where nothing is said of it. */
function classDue({ members }: RdsDatabase, index: number, stands: string | undefined): string | undefined {
  return members === undefined ? stands : members[index]?.instanceClass;
}

function isAvailable(record: ChildRecord): boolean {
  return isReady(record) && record.facts.available === true;
}

/** No change of it is about to be written: that would be refused, or refuse the replica, depending on who comes first. */
function stands({ facts: { rds } }: ChildRecord, wanted: RdsDatabase): boolean {
  const fields = ["version", "instanceClass", "multiAZ", "storageGiB", "maxStorageGiB", "backupRetentionDays"] as const;
  return rds !== undefined && fields.every((field) => rds[field] === wanted[field]);
}
