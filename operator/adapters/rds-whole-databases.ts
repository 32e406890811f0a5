// Asks RDS for one database with all its instances, as it stands: what is taken over must not be changed by it.
import type { DBCluster, DBInstance, RDSClient, Tag } from "@aws-sdk/client-rds";
import { DescribeDBClustersCommand, DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { unlessMissing } from "./rds-refusals.js";
import type { CloudDatabase, CloudInstance } from "../../domain/api/cloud-database.js";

export function findDatabase(
  client: RDSClient,
  { kind, name }: Pick<CloudDatabase, "kind" | "name">,
): Promise<CloudDatabase | undefined> {
  return kind === "rds" ? findInstance(client, name) : findCluster(client, name);
}

async function findInstance(client: RDSClient, name: string): Promise<CloudDatabase | undefined> {
  const instance = await describeInstance(client, name);
  if (instance === undefined) return undefined;
  const replicas = await instancesOf(client, instance.ReadReplicaDBInstanceIdentifiers ?? []);
  return {
    ...common(instance),
    kind: "rds",
    name,
    resourceID: instance.DbiResourceId ?? "",
    status: instance.DBInstanceStatus ?? "",
    storageGiB: instance.AllocatedStorage ?? 0,
    maxStorageGiB: instance.MaxAllocatedStorage,
    multiAZ: instance.MultiAZ ?? false,
    instances: [asInstance(instance), ...replicas],
  };
}

async function findCluster(client: RDSClient, name: string): Promise<CloudDatabase | undefined> {
  const answer = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: name })).catch(unlessMissing);
  const cluster = answer?.DBClusters?.[0];
  if (cluster === undefined) return undefined;
  const members = cluster.DBClusterMembers ?? [];
  return {
    ...common(cluster),
    kind: "aurora",
    name,
    resourceID: cluster.DbClusterResourceId ?? "",
    status: cluster.Status ?? "",
    storageGiB: 0,
    maxStorageGiB: undefined,
    multiAZ: false,
    instances: await instancesOf(
      client,
      members.map(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier),
    ),
    writer: members.find(({ IsClusterWriter }) => IsClusterWriter === true)?.DBInstanceIdentifier,
  };
}

function common({ EngineVersion, BackupRetentionPeriod, TagList, VpcSecurityGroups = [] }: DBInstance | DBCluster) {
  return {
    version: EngineVersion?.split(".")[0] ?? "",
    backupRetentionDays: BackupRetentionPeriod ?? 1,
    tags: tagsOf(TagList),
    securityGroupIDs: VpcSecurityGroups.map(({ VpcSecurityGroupId = "" }) => VpcSecurityGroupId),
  };
}

export function tagsOf(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

function asInstance({ DBInstanceIdentifier = "", DBInstanceClass = "" }: DBInstance): CloudInstance {
  return { name: DBInstanceIdentifier, instanceClass: DBInstanceClass };
}

/** One in another region is named by its ARN, and is none of ours. */
async function instancesOf(client: RDSClient, names: readonly string[]): Promise<readonly CloudInstance[]> {
  const here = names.filter((name) => !name.startsWith("arn:"));
  const found = await Promise.all(here.map((name) => describeInstance(client, name)));
  return found.filter((instance) => instance !== undefined).map(asInstance);
}

export async function describeInstance(client: RDSClient, name: string): Promise<DBInstance | undefined> {
  const answer = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name })).catch(unlessMissing);
  return answer?.DBInstances?.[0];
}
