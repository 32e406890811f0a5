// The CloudReplicas port through the AWS SDK. It changes two things and no more: it takes snapshots, and it promotes a cluster.
import type { DBInstance, RDSClient } from "@aws-sdk/client-rds";
import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  paginateDescribeDBEngineVersions,
  paginateDescribeOrderableDBInstanceOptions,
  PromoteReadReplicaDBClusterCommand,
} from "@aws-sdk/client-rds";
import type { CloudReplicas, ReplicaState, ReplicaWish } from "../ports/cloud-replicas.js";
import type { RdsOptions } from "./rds-clients.js";
import { rdsClients } from "./rds-clients.js";
import { allowed, isNamed } from "./rds-refusals.js";
import { snapshotOnce } from "./rds-snapshots.js";
import { upgradeOffer } from "./rds-upgrades.js";

const ENGINE = "aurora-postgresql";

export function rdsReplicas(options: RdsOptions): CloudReplicas {
  const clientOf = rdsClients(options);
  return {
    asks: true,
    obstacles: (wish) => obstaclesOf(clientOf(wish.region), wish),
    state: (region, cluster) => stateOf(clientOf(region), cluster),
    promote: (region, cluster) => promote(clientOf(region), cluster),
    upgrade: (wish) => upgradeOffer(clientOf(wish.region), wish),
    snapshot: (wish) => snapshotOnce(clientOf(wish.region), wish),
  };
}

async function obstaclesOf(client: RDSClient, { instance, instanceClass }: ReplicaWish): Promise<readonly string[]> {
  const answer = await allowed("rds:DescribeDBInstances", () =>
    client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance })),
  );
  const source = answer.DBInstances?.[0];
  if (source === undefined) return [`AWS has no DBInstance ${instance}`];
  const versions = await versionsFor(client, source);
  const version = versions.at(-1);
  return [
    ...ofSource(source),
    ...(version === undefined
      ? [
          `Aurora PostgreSQL has no version in this region that is not older than the present database's ${source.EngineVersion ?? ""}: wait until AWS offers one`,
        ]
      : await ofClass(client, source, { version, instanceClass })),
  ];
}

function ofSource(source: DBInstance): readonly string[] {
  const { DBInstanceIdentifier: name = "", ReadReplicaDBClusterIdentifiers: clusters = [] } = source;
  const elsewhere = (source.ReadReplicaDBInstanceIdentifiers ?? []).filter((replica) => replica.startsWith("arn:"));
  return [
    ...((source.BackupRetentionPeriod ?? 0) > 0
      ? []
      : [`DBInstance ${name} has no automated backups, without which it has no replica: set spec.database.backupRetentionDays`]),
    ...(source.StorageEncrypted === true
      ? []
      : [
          `DBInstance ${name} is not encrypted, and an encrypted replica of it cannot be made: restore an encrypted copy of a snapshot of it first`,
        ]),
    ...(clusters.length === 0
      ? []
      : [
          `DBInstance ${name} has the Aurora replica ${clusters.join(", ")} already, and AWS makes one of each: promote or delete it`,
        ]),
    ...(elsewhere.length === 0
      ? []
      : [
          `DBInstance ${name} has replicas in other regions (${elsewhere.join(", ")}), beside which AWS makes no Aurora replica: delete them`,
        ]),
  ];
}

/** The same major version, and no older minor one; the newest last. */
async function versionsFor(client: RDSClient, { EngineVersion = "" }: DBInstance): Promise<readonly string[]> {
  const [major = "", minor = "0"] = EngineVersion.split(".");
  const found: string[] = [];
  await allowed("rds:DescribeDBEngineVersions", async () => {
    for await (const page of paginateDescribeDBEngineVersions({ client }, { Engine: ENGINE, EngineVersion: major }))
      found.push(...(page.DBEngineVersions ?? []).map((version) => version.EngineVersion ?? ""));
  });
  const minorOf = (version: string) => Number(version.split(".")[1] ?? 0);
  return found.filter((version) => minorOf(version) >= Number(minor)).sort((a, b) => minorOf(a) - minorOf(b));
}

type Member = { readonly version: string; readonly instanceClass: string };

async function ofClass(client: RDSClient, source: DBInstance, { version, instanceClass }: Member): Promise<readonly string[]> {
  const offered = new Set<string>();
  const wanted = { Engine: ENGINE, EngineVersion: version, DBInstanceClass: instanceClass };
  await allowed("rds:DescribeOrderableDBInstanceOptions", async () => {
    for await (const page of paginateDescribeOrderableDBInstanceOptions({ client }, wanted)) {
      const zones = (page.OrderableDBInstanceOptions ?? []).flatMap((option) => option.AvailabilityZones ?? []);
      for (const { Name = "" } of zones) offered.add(Name);
    }
  });
  const what = `instances of class ${instanceClass} for Aurora PostgreSQL ${version}`;
  if (offered.size === 0)
    return [`AWS does not offer ${what} in this region: set spec.database.instanceClass to one that it offers`];
  const zones = (source.DBSubnetGroup?.Subnets ?? []).flatMap(({ SubnetAvailabilityZone }) => SubnetAvailabilityZone?.Name ?? []);
  if (zones.length === 0 || zones.some((zone) => offered.has(zone))) return [];
  return [
    `AWS offers ${what} in none of the zones of the subnets (${zones.join(", ")}): add a subnet in ${[...offered].join(" or ")}`,
  ];
}

async function stateOf(client: RDSClient, cluster: string): Promise<ReplicaState> {
  try {
    const answer = await allowed("rds:DescribeDBClusters", () =>
      client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: cluster })),
    );
    const found = answer.DBClusters?.[0];
    if (found === undefined) return "gone";
    if (found.Status !== "available") return "promoting";
    return (found.ReplicationSourceIdentifier ?? "") === "" ? "promoted" : "replica";
  } catch (error) {
    if (isNamed(error, "DBClusterNotFoundFault")) return "gone";
    throw error;
  }
}

async function promote(client: RDSClient, cluster: string): Promise<void> {
  try {
    await allowed("rds:PromoteReadReplicaDBCluster", () =>
      client.send(new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: cluster })),
    );
  } catch (error) {
    // It is being promoted, or was: its state tells.
    if (!isNamed(error, "InvalidDBClusterStateFault", "DBClusterNotFoundFault")) throw error;
  }
}
