// RDS: instances, replicas and Aurora members, clusters, subnet groups, parameter groups.
import { ACK } from "../../../domain/api/kinds.js";
import { numberOf, recordOf, textOf } from "../model/read.js";
import type { Attributes, Resource, WorldView } from "../model/resource.js";
import { dbCluster, membersOf } from "../model/types/rds-cluster.js";
import { dbParameterGroup, dbSubnetGroup } from "../model/types/rds-groups.js";
import { DB_INSTANCE, dbInstance, instanceArn, isReplica } from "../model/types/rds-instance.js";
import type { AckController, Reference, Waste } from "./ack-controller.js";
import { specOf } from "./session.js";

const IMMUTABLE = ["storageEncrypted", "kmsKeyID", "dbName", "masterUsername", "dbClusterIdentifier", "availabilityZone"];
const BUSY = "DB Instance in state that cannot be modified until 'available'";
const BROKEN = /^(failed|incompatible-.*|inaccessible-encryption-credentials.*|restore-error)$/;

const references: readonly Reference[] = [
  {
    field: "dbSubnetGroupRef",
    to: "dbSubnetGroupName",
    kind: ACK.dbSubnetGroup.ref,
    valueOf: (target) => textOf(specOf(target), "name"),
  },
  {
    field: "dbParameterGroupRef",
    to: "dbParameterGroupName",
    kind: ACK.dbParameterGroup.ref,
    valueOf: (target) => textOf(specOf(target), "name"),
  },
  {
    field: "vpcSecurityGroupRefs",
    to: "vpcSecurityGroupIDs",
    kind: ACK.securityGroup.ref,
    valueOf: (target) => textOf(recordOf(target, "status"), "id"),
  },
];

const instances: AckController = {
  kind: ACK.dbInstance.ref,
  type: dbInstance,
  references,
  secrets: ["masterUserPassword"],
  lateInitialized: [
    "availabilityZone",
    "autoMinorVersionUpgrade",
    "caCertificateIdentifier",
    "port",
    "preferredBackupWindow",
    "preferredMaintenanceWindow",
  ],
  ignored: ["port", "dbSubnetGroupName", "sourceDBInstanceIdentifier", "manageMasterUserPassword"],
  immutable: IMMUTABLE,
  clearable: ["tags", "vpcSecurityGroupIDs"],
  wastes: instanceWastes,
  busyMessage: BUSY,
  brokenBy: ({ state, name }) => (BROKEN.test(state) ? `DB Instance ${name} is in status ${state}` : undefined),
  lagOf: (resource) => (isReplica(resource) ? "status" : undefined),
  // A cluster shows its members as they were when its own controller last looked: nothing about a member makes it look.
  shownBy: ({ attributes, place }) => {
    const source = textOf(attributes, "sourceDBInstanceIdentifier");
    return source === undefined ? [] : [instanceArn(source, place)];
  },
  statusOf: instanceStatus,
};

const clusters: AckController = {
  kind: ACK.dbCluster.ref,
  type: dbCluster,
  references: references.filter(({ field }) => field !== "dbParameterGroupRef"),
  secrets: ["masterUserPassword"],
  lateInitialized: ["availabilityZones", "port", "preferredBackupWindow", "preferredMaintenanceWindow"],
  ignored: ["port", "dbSubnetGroupName", "availabilityZones", "replicationSourceIdentifier"],
  immutable: ["storageEncrypted", "kmsKeyID", "databaseName", "masterUsername"],
  clearable: ["tags", "vpcSecurityGroupIDs", "serverlessV2ScalingConfiguration"],
  wastes: clusterWastes,
  busyMessage: "DB Cluster in state that cannot be modified until 'available'",
  statusOf: clusterStatus,
};

export const rdsControllers: readonly AckController[] = [
  instances,
  clusters,
  {
    kind: ACK.dbSubnetGroup.ref,
    type: dbSubnetGroup,
    clearable: ["tags"],
    statusOf: ({ state }) => ({ subnetGroupStatus: state, vpcID: "vpc-local" }),
  },
  { kind: ACK.dbParameterGroup.ref, type: dbParameterGroup, clearable: ["tags", "parameterOverrides"] },
];

function instanceWastes(spec: Attributes): readonly Waste[] {
  const isReader = textOf(spec, "sourceDBInstanceIdentifier") !== undefined;
  const isMember = textOf(spec, "dbClusterIdentifier") !== undefined;
  return [
    ...(isReader && numberOf(spec, "maxAllocatedStorage") === undefined
      ? [{ fields: ["maxAllocatedStorage"], reason: "a read replica without maxAllocatedStorage is modified for ever" }]
      : []),
    ...(isMember && textOf(spec, "engineVersion") !== undefined
      ? [{ fields: ["engineVersion"], reason: "the version of a member belongs to its cluster" }]
      : []),
    ...(isMember && textOf(spec, "databaseInsightsMode") !== undefined
      ? [{ fields: ["databaseInsightsMode"], reason: "database insights belong to the cluster" }]
      : []),
  ];
}

function clusterWastes(spec: Attributes, resource: Resource): readonly Waste[] {
  const isPromoted = textOf(resource.attributes, "replicationSourceIdentifier") === undefined;
  return [
    ...(numberOf(spec, "allocatedStorage") !== undefined
      ? [{ fields: ["allocatedStorage"], reason: "Aurora has no allocated storage" }]
      : []),
    ...(isPromoted && textOf(spec, "replicationSourceIdentifier") !== undefined
      ? [{ fields: ["replicationSourceIdentifier"], reason: "the cluster is promoted and has no source any more" }]
      : []),
    ...(!isPromoted && textOf(spec, "replicationSourceIdentifier") === undefined
      ? [{ fields: ["replicationSourceIdentifier"], reason: "the cluster still has a source that its object does not name" }]
      : []),
  ];
}

function instanceStatus(resource: Resource, world: WorldView): Attributes {
  const { attributes, facts, state, phase } = resource;
  const pending = Object.fromEntries(Object.entries(resource.pending).filter(([field]) => SHOWN_PENDING.includes(field)));
  const replicas = [...world.all(DB_INSTANCE)].filter(
    (other) => other.attributes["sourceDBInstanceIdentifier"] === resource.name,
  );
  const source = textOf(attributes, "sourceDBInstanceIdentifier");
  return {
    dbInstanceStatus: state,
    dbiResourceID: facts["dbiResourceID"],
    endpoint: phase === "creating" ? undefined : facts["endpoint"],
    instanceCreateTime: phase === "creating" ? undefined : facts["instanceCreateTime"],
    pendingModifiedValues: Object.keys(pending).length === 0 ? null : pending,
    readReplicaDBInstanceIdentifiers: replicas.length === 0 ? null : replicas.map(({ name }) => name).sort(),
    readReplicaSourceDBInstanceIdentifier: source ?? null,
  };
}

const SHOWN_PENDING = ["allocatedStorage", "backupRetentionPeriod", "dbInstanceClass", "engineVersion", "multiAZ"];

function clusterStatus(resource: Resource, world: WorldView): Attributes {
  const { facts, state } = resource;
  const members = membersOf(resource, world);
  return {
    status: state,
    dbClusterResourceID: facts["dbClusterResourceID"],
    clusterCreateTime: facts["clusterCreateTime"],
    endpoint: facts["endpoint"],
    readerEndpoint: facts["readerEndpoint"],
    dbClusterMembers:
      members.length === 0
        ? null
        : members.map(({ name, attributes }, index) => ({
            dbInstanceIdentifier: name,
            isClusterWriter: index === 0,
            promotionTier: numberOf(attributes, "promotionTier") ?? 1,
          })),
  };
}
