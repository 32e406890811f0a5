// Asks RDS for a database that was never Tenfold's, with all that tells whether it can be adopted. Only questions.
import type { DBCluster, DBInstance, RDSClient } from "@aws-sdk/client-rds";
import { DescribeDBClustersCommand } from "@aws-sdk/client-rds";
import type { CloudDatabase, OutsideDatabase, OutsideInstance } from "../../domain/api/cloud-database.js";
import { unlessMissing } from "./rds-refusals.js";
import { describeInstance, findDatabase, tagsOf } from "./rds-whole-databases.js";

const POSTGRES_PORT = 5432;

export async function inspectDatabase(
  client: RDSClient,
  sought: Pick<CloudDatabase, "kind" | "name">,
): Promise<OutsideDatabase | undefined> {
  const database = await findDatabase(client, sought);
  if (database === undefined) return undefined;
  return sought.kind === "rds" ? instanceOf(client, database) : clusterOf(client, database);
}

async function instanceOf(client: RDSClient, database: CloudDatabase): Promise<OutsideDatabase | undefined> {
  const instance = await describeInstance(client, database.name);
  if (instance === undefined) return undefined;
  return {
    ...{ ...database, ...common(instance) },
    accountID: accountOf(instance.DBInstanceArn),
    vpcID: instance.DBSubnetGroup?.VpcId,
    port: instance.Endpoint?.Port ?? POSTGRES_PORT,
    cluster: instance.DBClusterIdentifier,
    follows: instance.ReadReplicaSourceDBInstanceIdentifier ?? instance.ReadReplicaSourceDBClusterIdentifier,
    outsideInstances: [],
  };
}

async function clusterOf(client: RDSClient, database: CloudDatabase): Promise<OutsideDatabase | undefined> {
  const answer = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: database.name })).catch(unlessMissing);
  const cluster = answer?.DBClusters?.[0];
  if (cluster === undefined) return undefined;
  const found = await Promise.all(database.instances.map(({ name }) => describeInstance(client, name)));
  const instances = found.filter((instance) => instance !== undefined);
  const tierOf = (name: string | undefined) =>
    cluster.DBClusterMembers?.find((member) => member.DBInstanceIdentifier === name)?.PromotionTier;
  const [first] = instances;
  return {
    ...{ ...database, ...common(cluster) },
    accountID: accountOf(cluster.DBClusterArn),
    vpcID: first?.DBSubnetGroup?.VpcId,
    port: cluster.Port ?? POSTGRES_PORT,
    follows: cluster.ReplicationSourceIdentifier ?? cluster.GlobalClusterIdentifier,
    outsideInstances: instances.map((instance) => asInstance(instance, tierOf(instance.DBInstanceIdentifier))),
  };
}

function common({ Engine, MasterUsername, MasterUserSecret, StorageEncrypted }: DBInstance | DBCluster) {
  return {
    engine: Engine ?? "",
    masterUser: MasterUsername ?? "",
    masterIsManaged: MasterUserSecret !== undefined,
    isEncrypted: StorageEncrypted ?? false,
  };
}

function asInstance(instance: DBInstance, promotionTier = 1): OutsideInstance {
  return {
    name: instance.DBInstanceIdentifier ?? "",
    instanceClass: instance.DBInstanceClass ?? "",
    status: instance.DBInstanceStatus ?? "",
    isPublic: instance.PubliclyAccessible ?? false,
    promotionTier,
    tags: tagsOf(instance.TagList),
  };
}

/** arn:aws:rds:REGION:ACCOUNT:… */
function accountOf(arn = ""): string {
  return arn.split(":")[4] ?? "";
}
