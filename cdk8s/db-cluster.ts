// Aurora: the cluster, its writer and readers, and the readers that AWS adds by load.
import type { DBClusterSpec } from "../domain/api/ack/rds.js";
import { ANNOTATION } from "../domain/api/keys.js";
import { ACK } from "../domain/api/kinds.js";
import { memberAt } from "../domain/blueprint/members.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type { AuroraDatabase, Identity } from "../domain/blueprint/types.js";
import { originAnnotations } from "../domain/observed/adopted.js";
import type { AckAnnouncement } from "./ack-object.js";
import { ackAnnouncement, ackObject, refTo } from "./ack-object.js";
import { partition } from "../domain/api/arn.js";
import { nameTags, replacementTag, tagList, tagListBeside } from "./aws-tags.js";
import { bornSafe, copyOnly } from "./born-safe.js";
import { childNameOf } from "./child-names.js";
import { databaseEndpoint, endpointWords, identifierOf, MASTER_USER, missingGroup } from "./database-facts.js";
import { adoptedBy, besideTheirs, classChanged, instance, masterPassword, securityGroupRefs } from "./db-instance.js";
import { placeGaps } from "./place-gaps.js";
import { asMoveTarget } from "./move-target.js";
import type { Scene } from "./scene.js";

const ENGINE = "aurora-postgresql";
const SCALING = { serviceNamespace: "rds", scalableDimension: "rds:cluster:ReadReplicaCount" } as const;
const READER_CPU_PERCENT = 60;
const SCALE_IN_COOLDOWN_SECONDS = 600;
const SCALE_OUT_COOLDOWN_SECONDS = 120;

export function dbCluster(scene: Scene, database: AuroraDatabase): void {
  const { identity, place } = scene.blueprint;
  const { main: role, member } = databaseRoles(database);
  const name = childNameOf(identity, { kind: ACK.dbCluster.ref, role, holdsData: true });
  const announcement: AckAnnouncement<typeof ACK.dbCluster.spec> = {
    ack: ACK.dbCluster,
    part: "Database",
    role,
    holdsData: true,
    region: place.region,
    annotations: {
      ...{ ...bornSafe(name), ...asMoveTarget(scene, database), ...descent(database), ...originAnnotations(database) },
      ...(database.adopted === undefined ? {} : adoptedBy({ dbClusterIdentifier: database.adopted.identifier })),
    },
  };
  const source = replicaSource(scene, database);
  const group = missingGroup(scene, database);
  const places = placeGaps(place, "privateSubnetIDs", "vpcID");
  const gaps = [...places, ...(source.waitsFor ?? []), ...(group === undefined ? [] : [group])];
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  ackObject(scene, announcement, {
    dbClusterIdentifier: identifierOf(identity, database),
    engine: ENGINE,
    engineVersion: database.version,
    ...master(identity, database),
    ...source.fields,
    storageEncrypted: true,
    deletionProtection: true,
    backupRetentionPeriod: database.backupRetentionDays,
    copyTagsToSnapshot: true,
    ...surroundings(scene, database),
  });
  for (let index = 0; index <= database.readersMin; index += 1) clusterMember(scene, database, { role: member(index), index });
}

function surroundings(scene: Scene, database: AuroraDatabase): Partial<DBClusterSpec> {
  const { identity } = scene.blueprint;
  const { main: role } = databaseRoles(database);
  const { adopted, application } = database;
  if (adopted !== undefined) return besideTheirs(scene, { adopted, application }, role);
  return {
    dbSubnetGroupRef: refTo(childNameOf(identity, { kind: ACK.dbSubnetGroup.ref, role, holdsData: true })),
    vpcSecurityGroupRefs: securityGroupRefs(identity, role),
    tags: [...tagList(identity, true), ...nameTags(application), ...replacementTag(scene)],
  };
}

/** What it was made of goes with it for good: it says whose password its master has. */
function descent({ bornOf }: AuroraDatabase): Record<string, string> {
  return bornOf === undefined ? {} : { [ANNOTATION.bornOf]: String(bornOf) };
}

/** AWS refuses a name or a password for a replica: it has those of its source, then and after it was promoted. */
function master(identity: Identity, database: AuroraDatabase): Pick<DBClusterSpec, "masterUsername" | "masterUserPassword"> {
  if (database.bornOf !== undefined) return {};
  const masterUsername = database.adopted?.masterUser ?? MASTER_USER;
  return { masterUsername, masterUserPassword: masterPassword(identity, database) };
}

type Source = {
  readonly fields?: Pick<DBClusterSpec, "replicationSourceIdentifier">;
  readonly waitsFor?: readonly string[];
};

/** Left out as soon as it follows nobody: AWS has no source of it then, and its controller would look for a difference for ever. */
function replicaSource({ blueprint, late }: Scene, { bornOf, follows }: AuroraDatabase): Source {
  if (bornOf === undefined || follows !== true) return {};
  const { main } = databaseRoles({ kind: "rds", generation: bornOf });
  const arn = late.instanceARNs?.[main];
  if (arn !== undefined) return { fields: { replicationSourceIdentifier: arn } };
  const name = childNameOf(blueprint.identity, { kind: ACK.dbInstance.ref, role: main, holdsData: true });
  return { waitsFor: [`the ARN of DBInstance ${name}`] };
}

/** Engine version and insights mode are the cluster's: on a member ACK would modify them for ever. */
function clusterMember(
  scene: Scene,
  database: AuroraDatabase,
  { role, index }: { readonly role: string; readonly index: number },
) {
  const { identity } = scene.blueprint;
  const announcement = instance(scene, role);
  const missing = clusterMissing(scene, database);
  if (missing !== undefined) {
    scene.wait(ackAnnouncement(announcement), [missing]);
    return;
  }
  const member = memberAt(database, index);
  const theirs = database.adopted?.instances?.[index];
  ackObject(
    scene,
    { ...announcement, annotations: { ...copyOnly(), ...classChanged(member) } },
    {
      dbInstanceIdentifier: theirs?.identifier ?? childNameOf(identity, { kind: ACK.dbInstance.ref, role, holdsData: true }),
      dbClusterIdentifier: identifierOf(identity, database),
      dbInstanceClass: member.instanceClass,
      engine: ENGINE,
      publiclyAccessible: theirs?.isPublic ?? false,
      // After a failover any of them is the writer; at rest all are of the same class.
      promotionTier: theirs?.promotionTier ?? Math.min(index, 1),
      tags: theirs === undefined ? tagList(identity, true) : tagListBeside(identity, theirs.tags),
    },
  );
}

export function auroraReaders(scene: Scene, database: AuroraDatabase): void {
  if (database.readersMax <= database.readersMin || database !== scene.blueprint.database) return;
  const { identity, place } = scene.blueprint;
  const role = databaseRoles(database).readers;
  const subject = { part: "Database", role, region: place.region } as const;
  const missing = [...placeGaps(place, "accountID"), clusterMissing(scene, database) ?? ""].filter((text) => text !== "");
  const target = { ...subject, ack: ACK.scalableTarget };
  const policy = { ...subject, ack: ACK.scalingPolicy };
  if (missing.length > 0) {
    scene.wait(ackAnnouncement(target), missing);
    scene.wait(ackAnnouncement(policy), missing);
    return;
  }
  const resourceID = `cluster:${identifierOf(identity, database)}`;
  ackObject(scene, target, {
    ...SCALING,
    resourceID,
    minCapacity: database.readersMin,
    maxCapacity: database.readersMax,
    // Both spelled out: without them the object is never Ready.
    roleARN: `arn:${partition(place.region)}:iam::${place.accountID}:role/${SERVICE_ROLE}`,
    suspendedState: { dynamicScalingInSuspended: false, dynamicScalingOutSuspended: false, scheduledScalingSuspended: false },
  });
  ackObject(scene, policy, {
    ...SCALING,
    resourceID,
    policyName: childNameOf(identity, { kind: ACK.scalingPolicy.ref, role }),
    policyType: "TargetTrackingScaling",
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: "RDSReaderAverageCPUUtilization" },
      targetValue: READER_CPU_PERCENT,
      scaleInCooldown: SCALE_IN_COOLDOWN_SECONDS,
      scaleOutCooldown: SCALE_OUT_COOLDOWN_SECONDS,
      disableScaleIn: false,
    },
  });
}

/** AWS makes this role by itself with the first target. */
const SERVICE_ROLE =
  "aws-service-role/rds.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_RDSCluster";

/** Members and autoscaling name the cluster by its identifier, not by a reference, so it must be there first. */
function clusterMissing(scene: Scene, database: AuroraDatabase): string | undefined {
  if (database !== scene.blueprint.database || databaseEndpoint(scene, database) !== undefined) return undefined;
  // It is there already, and so are they: their objects come with its own.
  if (database.adopted !== undefined) return missingGroup(scene, database);
  return endpointWords(scene.blueprint.identity, database);
}
