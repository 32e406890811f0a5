// What AWS still has of a service whose cluster is lost: the names to look for, and what was found as records that no object stands
// behind yet. The plan then starts from the database as it stands, so that taking it over changes nothing.
import { ANNOTATION, AWS_TAG } from "../api/keys.js";
import { ACK } from "../api/kinds.js";
import type { KindRef } from "../api/objects.js";
import type { WebService } from "../api/service.js";
import { ceilingGiB } from "../blueprint/rds-storage.js";
import { dataName, databaseRoles } from "../blueprint/roles.js";
import type { CloudDatabase } from "../api/cloud-database.js";
import type { CloudAnswer } from "./cloud-answer.js";
import type { ChildFacts, ChildRecord } from "./record.js";

type Found = Extract<CloudAnswer, { readonly kind: "found" }>;
export type Sought = { readonly kind: CloudDatabase["kind"]; readonly generation: number; readonly name: string };

/** A service that was moved or restored more often has outlived what anybody foresaw. */
const MOST_GENERATIONS = 16;
const MOST_INSTANCES = 16;

/** Names follow from namespace, name and UID alone, so that they can be looked for without the cluster that made them. */
export function soughtInCloud({ metadata }: WebService, dataUid: string): readonly Sought[] {
  const generations = Array.from({ length: MOST_GENERATIONS }, (_, generation) => generation);
  return (["rds", "aurora"] as const).flatMap((kind) =>
    generations.map((generation) => {
      const { main } = databaseRoles({ kind, generation });
      return {
        kind,
        generation,
        name: dataName({ ...metadata, dataUid }, main, kind === "aurora" ? "rdsCluster" : "kubernetes"),
      };
    }),
  );
}

export function foundRecords({ metadata }: WebService, { database, dataUid, generation }: Found): readonly ChildRecord[] {
  const roles = databaseRoles({ kind: database.kind, generation });
  const record = (kind: KindRef, role: string, rest: Pick<ChildRecord, "name" | "facts">) =>
    recordInCloud({ metadata, dataUid, kind, role, ...rest });
  const name = (role: string) => dataName({ ...metadata, dataUid }, role);
  const classOf = (role: string) => database.instances.find((instance) => instance.name === name(role))?.instanceClass;
  const instance = (role: string): readonly ChildRecord[] => {
    const instanceClass = classOf(role);
    return instanceClass === undefined ? [] : [record(ACK.dbInstance.ref, role, { name: name(role), facts: { instanceClass } })];
  };
  const indexes = Array.from({ length: MOST_INSTANCES }, (_, index) => index);
  const kind = database.kind === "rds" ? ACK.dbInstance.ref : ACK.dbCluster.ref;
  return [
    record(kind, roles.main, { name: database.name, facts: { adopting: database.resourceID, ...factsInCloud(database) } }),
    ...indexes.flatMap((index) => (database.kind === "rds" && index === 0 ? [] : instance(roles.member(index)))),
    ...groupOf(database).map((id) => record(ACK.securityGroup.ref, roles.main, { name: name(roles.main), facts: { id } })),
  ];
}

type InCloud = Pick<ChildRecord, "name" | "facts" | "role"> &
  Pick<WebService, "metadata"> & { readonly dataUid: string; readonly kind: KindRef };

/** What AWS has and no object stands for yet. */
export function recordInCloud({ metadata, dataUid, kind, role, name, facts }: InCloud): ChildRecord {
  return {
    ...{ apiVersion: kind.apiVersion, kind: kind.kind, namespace: metadata.namespace, service: metadata.name },
    ...{ isOnlyInCloud: true, uid: "", resourceVersion: "", generation: undefined, serviceUid: dataUid, role, name, facts },
    ...{ holdsData: true, retained: false, hash: undefined, ownedFields: "", appliedAt: 0, deleting: false },
    syncedAt: undefined,
    health: { state: "progressing", usable: true, message: "is in AWS and waits to be taken over" },
  };
}

/** With more than one nobody knows which is ours. Another one of its name is refused by EC2, which the status then says. */
function groupOf({ securityGroupIDs }: CloudDatabase): readonly string[] {
  return securityGroupIDs.length === 1 ? securityGroupIDs : [];
}

/** Undefined: the application has the names that Tenfold gives. */
export function namesByTags({ [AWS_TAG.database]: database, [AWS_TAG.role]: role }: CloudDatabase["tags"]) {
  return database === undefined || role === undefined ? undefined : { database, role };
}

export function factsInCloud(database: CloudDatabase): ChildFacts {
  const { version, backupRetentionDays, writer } = database;
  const application = namesByTags(database.tags);
  const names = application === undefined ? {} : { application };
  if (database.kind === "aurora") return { writer, aurora: { version, backupRetentionDays, ...names } };
  const { storageGiB, maxStorageGiB, multiAZ } = database;
  const instanceClass = database.instances.find(({ name }) => name === database.name)?.instanceClass ?? "";
  const sizes = { storageGiB, maxStorageGiB: ceilingGiB(storageGiB, maxStorageGiB ?? storageGiB), instanceClass, multiAZ };
  return { instanceClass, rds: { kind: "rds", version, backupRetentionDays, ...sizes, ...names } };
}

/** On a WebService: which of several databases is to be taken over. */
export function chosenDatabase({ metadata }: WebService): string | undefined {
  return metadata.annotations?.[ANNOTATION.adoptDatabase];
}
