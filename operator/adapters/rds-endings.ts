// What RDS says of one database that is to end, and of one snapshot. Only questions, never a change.
import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
} from "@aws-sdk/client-rds";
import type { RDSClient } from "@aws-sdk/client-rds";
import type { CloudDatabaseState, CloudSnapshot, CloudDatabaseKind } from "../ports/cloud-databases.js";

export async function stateOf(client: RDSClient, kind: CloudDatabaseKind, name: string): Promise<CloudDatabaseState | undefined> {
  if (kind === "DBInstance") {
    const [found] = (await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }))).DBInstances ?? [];
    return found && state(found.DBInstanceStatus, found.DbiResourceId, found.DeletionProtection);
  }
  const [found] = (await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: name }))).DBClusters ?? [];
  return found && state(found.Status, found.DbClusterResourceId, found.DeletionProtection);
}

function state(status = "", resourceID = "", deletionProtection = false): CloudDatabaseState {
  return { status, resourceID, deletionProtection };
}

export async function snapshotOf(client: RDSClient, kind: CloudDatabaseKind, name: string): Promise<CloudSnapshot | undefined> {
  if (kind === "DBInstance") {
    const [found] = (await client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: name }))).DBSnapshots ?? [];
    return found && snapshot(found.Status, found.DBInstanceIdentifier, found.DbiResourceId);
  }
  const command = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: name });
  const [found] = (await client.send(command)).DBClusterSnapshots ?? [];
  return found && snapshot(found.Status, found.DBClusterIdentifier, found.DbClusterResourceId);
}

function snapshot(status = "", source = "", resourceID = ""): CloudSnapshot {
  return { status, source, resourceID };
}
