// Resources of the model in the words of RDS's own API.
import { numberOf, recordOf, recordsOf, textOf, textsOf } from "../model/read.js";
import type { Attributes, Resource, WorldView } from "../model/resource.js";
import { membersOf } from "../model/types/rds-cluster.js";
import { DB_CLUSTER, DB_INSTANCE } from "../model/types/rds-instance.js";
import { followedBy } from "../model/types/rds-replica.js";
import { listOf, type Xml } from "./xml.js";

export function instanceXml(resource: Resource, world: WorldView): Xml {
  const { attributes, facts, name, phase } = resource;
  const replicas = [...world.all(DB_INSTANCE)].filter((other) => other.attributes["sourceDBInstanceIdentifier"] === name);
  return {
    DBInstanceIdentifier: name,
    DBInstanceArn: resource.arn,
    DBInstanceStatus: resource.state,
    DbiResourceId: textOf(facts, "dbiResourceID"),
    ...sizes(attributes),
    ...engineXml(attributes),
    AvailabilityZone: textOf(attributes, "availabilityZone"),
    DBName: textOf(attributes, "dbName"),
    DBClusterIdentifier: textOf(attributes, "dbClusterIdentifier"),
    StorageType: textOf(attributes, "storageType"),
    DBSubnetGroup: subnetsXml(attributes),
    MasterUserSecret: attributes["manageMasterUserPassword"] === true ? { SecretStatus: "active" } : undefined,
    PubliclyAccessible: flag(attributes, "publiclyAccessible") ?? false,
    VpcSecurityGroups: groupsXml(attributes),
    TagList: tagsXml(attributes),
    InstanceCreateTime: phase === "creating" ? undefined : textOf(facts, "instanceCreateTime"),
    Endpoint: phase === "creating" ? undefined : endpointXml(recordOf(facts, "endpoint")),
    PendingModifiedValues: { ...sizes(resource.pending), EngineVersion: textOf(resource.pending, "engineVersion") },
    ReadReplicaSourceDBInstanceIdentifier: textOf(attributes, "sourceDBInstanceIdentifier"),
    ReadReplicaDBClusterIdentifiers: listOf(
      "ReadReplicaDBClusterIdentifier",
      [...world.all(DB_CLUSTER)].filter((cluster) => followedBy(cluster) === resource.arn).map((cluster) => cluster.name),
    ),
    ReadReplicaDBInstanceIdentifiers: listOf(
      "ReadReplicaDBInstanceIdentifier",
      replicas.map((replica) => replica.name),
    ),
  };
}

export function clusterXml(resource: Resource, world: WorldView): Xml {
  const { attributes, facts } = resource;
  const members = membersOf(resource, world).map((member, index): Xml => ({
    DBInstanceIdentifier: member.name,
    IsClusterWriter: index === 0,
    PromotionTier: numberOf(member.attributes, "promotionTier") ?? 1,
  }));
  return {
    DBClusterIdentifier: resource.name,
    DBClusterArn: resource.arn,
    DbClusterResourceId: textOf(facts, "dbClusterResourceID"),
    Status: resource.state,
    ...engineXml(attributes),
    DatabaseName: textOf(attributes, "databaseName"),
    Endpoint: textOf(facts, "endpoint"),
    ReaderEndpoint: textOf(facts, "readerEndpoint"),
    ClusterCreateTime: textOf(facts, "clusterCreateTime"),
    PendingModifiedValues: { EngineVersion: textOf(resource.pending, "engineVersion") },
    MasterUserSecret: attributes["manageMasterUserPassword"] === true ? { SecretStatus: "active" } : undefined,
    ReplicationSourceIdentifier: textOf(attributes, "replicationSourceIdentifier"),
    DBClusterMembers: listOf("DBClusterMember", members),
    BackupRetentionPeriod: numberOf(attributes, "backupRetentionPeriod"),
    VpcSecurityGroups: groupsXml(attributes),
    TagList: tagsXml(attributes),
  };
}

/** RDS names the group of all subnets of a VPC after the VPC; what a group of our own making is of, the model does not know. */
function subnetsXml(attributes: Attributes): Xml {
  const DBSubnetGroupName = textOf(attributes, "dbSubnetGroupName") ?? "default";
  return { DBSubnetGroupName, VpcId: /^default-(vpc-[0-9a-z]+)$/.exec(DBSubnetGroupName)?.[1] };
}

function groupsXml(attributes: Attributes): Xml {
  const groups = textsOf(attributes, "vpcSecurityGroupIDs").map((VpcSecurityGroupId): Xml => ({ VpcSecurityGroupId }));
  return listOf("VpcSecurityGroupMembership", groups);
}

function tagsXml(attributes: Attributes): Xml {
  const tags = recordsOf(attributes, "tags");
  return listOf(
    "Tag",
    tags.map((tag): Xml => ({ Key: textOf(tag, "key"), Value: textOf(tag, "value") })),
  );
}

function sizes(attributes: Attributes): Readonly<Record<string, Xml>> {
  return {
    DBInstanceClass: textOf(attributes, "dbInstanceClass"),
    AllocatedStorage: numberOf(attributes, "allocatedStorage"),
    MaxAllocatedStorage: numberOf(attributes, "maxAllocatedStorage"),
    MultiAZ: flag(attributes, "multiAZ"),
    BackupRetentionPeriod: numberOf(attributes, "backupRetentionPeriod"),
  };
}

function engineXml(attributes: Attributes): Readonly<Record<string, Xml>> {
  return {
    Engine: textOf(attributes, "engine"),
    EngineVersion: textOf(attributes, "engineVersion"),
    MasterUsername: textOf(attributes, "masterUsername"),
    StorageEncrypted: flag(attributes, "storageEncrypted"),
    DeletionProtection: flag(attributes, "deletionProtection") ?? false,
  };
}

function endpointXml(endpoint: Attributes): Xml {
  return { Address: textOf(endpoint, "address"), Port: numberOf(endpoint, "port") };
}

function flag(attributes: Attributes, field: string): boolean | undefined {
  const value = attributes[field];
  return typeof value === "boolean" ? value : undefined;
}
