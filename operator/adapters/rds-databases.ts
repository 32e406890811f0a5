// The CloudDatabases port through the AWS SDK. Only questions, never a change.
import type { DBInstance } from "@aws-sdk/client-rds";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import type { CloudDatabaseFacts, CloudDatabases } from "../ports/cloud-databases.js";

export type RdsOptions = {
  /** In place of the region's own. */
  readonly endpoint: string | undefined;
  /** Default: the SDK's own chain, which knows Pod Identity. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const ATTEMPTS = 3;

export function rdsDatabases({ endpoint, credentials }: RdsOptions): CloudDatabases {
  const clients = new Map<string, RDSClient>();
  const clientOf = (region: string): RDSClient => {
    const client = clients.get(region) ?? new RDSClient({ region, endpoint, credentials, maxAttempts: ATTEMPTS });
    clients.set(region, client);
    return client;
  };
  return {
    describe: async (region, identifier) => {
      try {
        const answer = await clientOf(region).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
        return factsOf(answer.DBInstances?.[0]);
      } catch (error) {
        if (error instanceof Error && error.name === "DBInstanceNotFoundFault") return undefined;
        throw error;
      }
    },
  };
}

/** In place of RDS where the operator may not ask it. */
export const unaskedDatabases: CloudDatabases = {
  describe: () => Promise.reject(new Error("questions to AWS are switched off (--no-aws-queries)")),
};

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
