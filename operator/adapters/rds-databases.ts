// The CloudDatabases port through the AWS SDK. Only questions, never a change.
import type { DBInstance, RDSClient } from "@aws-sdk/client-rds";
import { DescribeDBInstancesCommand, paginateDescribeDBClusters, paginateDescribeDBInstances } from "@aws-sdk/client-rds";
import type { RdsOptions } from "./rds-clients.js";
import { rdsClients } from "./rds-clients.js";
import { snapshotOf, stateOf } from "./rds-endings.js";
import { unlessMissing } from "./rds-refusals.js";
import { inspectDatabase } from "./rds-outside.js";
import { findDatabase } from "./rds-whole-databases.js";
import type { CloudDatabaseFacts, CloudDatabases } from "../ports/cloud-databases.js";

export function rdsDatabases(options: RdsOptions): CloudDatabases {
  const clientOf = rdsClients(options);
  return {
    asks: true,
    list: async (region) => {
      const client = clientOf(region);
      return { instances: await instancesOf(client), clusters: await clustersOf(client) };
    },
    describe: (region, identifier) => factsAbout(clientOf(region), identifier).catch(unlessMissing),
    state: (region, kind, identifier) => stateOf(clientOf(region), kind, identifier).catch(unlessMissing),
    snapshot: (region, kind, name) => snapshotOf(clientOf(region), kind, name).catch(unlessMissing),
    find: (region, database) => findDatabase(clientOf(region), database),
    inspect: (region, database) => inspectDatabase(clientOf(region), database),
  };
}

async function factsAbout(client: RDSClient, identifier: string): Promise<CloudDatabaseFacts | undefined> {
  const answer = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
  return factsOf(answer.DBInstances?.[0]);
}

/** An answer without the next page would make databases look lost, so the SDK's own paginator follows all of them. */
async function instancesOf(client: RDSClient): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const page of paginateDescribeDBInstances({ client }, {})) {
    for (const { DBInstanceIdentifier = "", DbiResourceId = "" } of page.DBInstances ?? [])
      found.set(DBInstanceIdentifier, DbiResourceId);
  }
  return found;
}

async function clustersOf(client: RDSClient): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const page of paginateDescribeDBClusters({ client }, {})) {
    for (const { DBClusterIdentifier = "", DbClusterResourceId = "" } of page.DBClusters ?? [])
      found.set(DBClusterIdentifier, DbClusterResourceId);
  }
  return found;
}

function factsOf(instance: DBInstance | undefined): CloudDatabaseFacts | undefined {
  if (instance === undefined) return undefined;
  return {
    status: instance.DBInstanceStatus ?? "",
    allocatedStorageGiB: instance.AllocatedStorage ?? 0,
    instanceClass: instance.DBInstanceClass ?? "",
    multiAZ: instance.MultiAZ ?? false,
    version: instance.EngineVersion?.split(".")[0] ?? "",
    deletionProtection: instance.DeletionProtection ?? false,
  };
}
