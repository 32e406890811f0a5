// RDS: the database of the application and its read replicas.
import type { DBInstanceSpec } from "../domain/api/ack/rds.js";
import { ACK } from "../domain/api/kinds.js";
import { ANNOTATION, AWS_TAG } from "../domain/api/keys.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import { memberAt } from "../domain/blueprint/members.js";
import type { Adopted, ApplicationNames, DatabaseMember, Identity, RdsDatabase } from "../domain/blueprint/types.js";
import { originAnnotations } from "../domain/observed/adopted.js";
import type { AckAnnouncement } from "./ack-object.js";
import { ackAnnouncement, ackObject, adoptionFields, refTo } from "./ack-object.js";
import { nameTags, replacementTag, tagList, tagListBeside } from "./aws-tags.js";
import { bornSafe, copyOnly } from "./born-safe.js";
import { childNameOf } from "./child-names.js";
import { databaseEndpoint, endpointWords, identifierOf, MASTER_USER, missingGroup } from "./database-facts.js";
import { SECRET_KEY, secretName } from "./database-facts.js";
import { dbParameterGroupName } from "./db-parameter-group.js";
import { placeGaps } from "./place-gaps.js";
import { asMoveTarget } from "./move-target.js";
import type { Scene } from "./scene.js";

export const ENGINE = "postgres";

type InstanceAnnouncement = AckAnnouncement<typeof ACK.dbInstance.spec>;

export function dbInstance(scene: Scene, database: RdsDatabase): void {
  const { identity, place } = scene.blueprint;
  const { main: role } = databaseRoles(database);
  const announcement = instance(scene, role);
  const name = childNameOf(identity, { kind: ACK.dbInstance.ref, role, holdsData: true });
  const group = missingGroup(scene, database);
  const gaps = [...placeGaps(place, "privateSubnetIDs", "vpcID"), ...(group === undefined ? [] : [group])];
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  const { storageChangedAt } = database;
  const member = memberAt(database, 0);
  const annotations: Record<string, string> = {
    ...{ ...bornSafe(name), ...classChanged(member), ...asMoveTarget(scene, database) },
    ...originAnnotations(database),
    ...(database.adopted === undefined ? {} : adoptedBy({ dbInstanceIdentifier: database.adopted.identifier })),
  };
  if (storageChangedAt !== undefined) annotations[ANNOTATION.storageChangedAt] = storageChangedAt;
  // No dbName: the bootstrap makes the application's database, owned by its own role. No availabilityZone: it moves.
  ackObject(
    scene,
    { ...announcement, annotations },
    {
      dbInstanceIdentifier: identifierOf(identity, database),
      dbInstanceClass: member.instanceClass,
      engine: ENGINE,
      engineVersion: database.version,
      allocatedStorage: database.storageGiB,
      maxAllocatedStorage: database.maxStorageGiB,
      ...(database.adopted === undefined ? { storageType: "gp3" } : {}),
      storageEncrypted: true,
      masterUsername: database.adopted?.masterUser ?? MASTER_USER,
      masterUserPassword: masterPassword(identity, database),
      multiAZ: database.multiAZ,
      backupRetentionPeriod: database.backupRetentionDays,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      ...surroundings(scene, database),
    },
  );
  // Beside the application's own database replicas are neither made nor removed.
  if (database !== scene.blueprint.database) return;
  for (let index = 1; index <= database.readReplicas; index += 1) replica(scene, database, index);
}

/** What somebody else has made is left where it is: its kind of storage, its subnets, its parameters and who reaches it stay as they are. */
function surroundings(scene: Scene, database: RdsDatabase): Partial<DBInstanceSpec> {
  const { identity } = scene.blueprint;
  const { adopted } = database;
  const { main: role } = databaseRoles(database);
  if (adopted !== undefined) return besideTheirs(scene, { ...database, adopted }, role);
  return {
    publiclyAccessible: false,
    dbSubnetGroupRef: refTo(childNameOf(identity, { kind: ACK.dbSubnetGroup.ref, role, holdsData: true })),
    dbParameterGroupRef: refTo(dbParameterGroupName(identity, database)),
    vpcSecurityGroupRefs: securityGroupRefs(identity, role),
    tags: [...tagList(identity, true), ...replacementTag(scene)],
  };
}

/** The groups and tags that it has, and ours. */
export function besideTheirs({ blueprint, late }: Scene, { adopted, application }: Theirs, role: string) {
  const { securityGroupIDs, tags } = adopted;
  const ours = late.databaseGroupIDs?.[role];
  return {
    vpcSecurityGroupIDs: [...new Set([...securityGroupIDs, ...(ours === undefined ? [] : [ours])])],
    tags: [...tagListBeside(blueprint.identity, tags).filter(({ key }) => !isNameTag(key)), ...nameTags(application)],
  };
}
type Theirs = { readonly adopted: Adopted; readonly application?: ApplicationNames };
const isNameTag = (key: string) => key === AWS_TAG.database || key === AWS_TAG.role;

/** Its controller takes it over and never makes it; what we leave out of the spec it fills in from what AWS has. */
export function adoptedBy(fields: Readonly<Record<string, string>>): Record<string, string> {
  return { [ANNOTATION.adoptionPolicy]: "adopt", ...adoptionFields(fields) };
}

/** The fewest fields: the rest comes from the source. Without maxAllocatedStorage ACK would modify it for ever. */
function replica(scene: Scene, database: RdsDatabase, index: number): void {
  const { identity } = scene.blueprint;
  const { main: source, member } = databaseRoles(database);
  const role = member(index);
  const announcement = instance(scene, role);
  if (databaseEndpoint(scene, database) === undefined) {
    scene.wait(ackAnnouncement(announcement), [endpointWords(identity, database)]);
    return;
  }
  if (index > (scene.late.readReplicasDue ?? 0)) {
    const before = childNameOf(identity, {
      kind: ACK.dbInstance.ref,
      role: index === 1 ? source : member(index - 1),
      holdsData: true,
    });
    scene.wait(ackAnnouncement(announcement), [`${ACK.dbInstance.ref.kind} ${before} to be available`]);
    return;
  }
  const reader = memberAt(database, index);
  ackObject(
    scene,
    { ...announcement, annotations: { ...copyOnly(), ...classChanged(reader) } },
    {
      dbInstanceIdentifier: childNameOf(identity, { kind: ACK.dbInstance.ref, role, holdsData: true }),
      dbInstanceClass: reader.instanceClass,
      engine: ENGINE,
      sourceDBInstanceIdentifier: identifierOf(identity, database),
      maxAllocatedStorage: database.maxStorageGiB,
      publiclyAccessible: false,
      // Not taken over from the source: AWS would put it into the VPC's default group.
      vpcSecurityGroupRefs: securityGroupRefs(identity, source),
      tags: tagList(identity, true),
    },
  );
}

export function instance({ blueprint }: Scene, role: string): InstanceAnnouncement {
  return { ack: ACK.dbInstance, part: "Database", role, holdsData: true, region: blueprint.place.region };
}

export function classChanged({ classChangedAt }: DatabaseMember): Record<string, string> {
  return classChangedAt === undefined ? {} : { [ANNOTATION.classChangedAt]: classChangedAt };
}

export function masterPassword(identity: Identity, database: Parameters<typeof secretName>[1]) {
  const name = secretName(identity, database, "masterSecret");
  return { name, namespace: identity.namespace, key: SECRET_KEY.password };
}

export function securityGroupRefs(identity: Identity, role: string) {
  return [refTo(childNameOf(identity, { kind: ACK.securityGroup.ref, role, holdsData: true }))];
}
