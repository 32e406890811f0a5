// RDS: DBInstance, DBCluster, DBSubnetGroup, DBParameterGroup. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, immutable, reference, secretReference, tags } from "./parts.js";

export const dbInstanceSpec = z.object({
  dbInstanceIdentifier: z.string(),
  dbInstanceClass: z.string(),
  engine: z.string(),
  engineVersion: z.string().optional(),
  allocatedStorage: z.int().optional(),
  maxAllocatedStorage: z.int().optional(),
  storageType: z.string().optional(),
  storageEncrypted: z.boolean().optional(),
  dbName: z.string().optional(),
  masterUsername: z.string().optional(),
  masterUserPassword: secretReference.optional(),
  multiAZ: z.boolean().optional(),
  backupRetentionPeriod: z.int().optional(),
  copyTagsToSnapshot: z.boolean().optional(),
  deletionProtection: z.boolean().optional(),
  publiclyAccessible: z.boolean().optional(),
  dbSubnetGroupRef: reference.optional(),
  dbParameterGroupRef: reference.optional(),
  vpcSecurityGroupRefs: z.array(reference).optional(),
  /** In place of references, where not all of them are ours. */
  vpcSecurityGroupIDs: z.array(z.string()).optional(),
  sourceDBInstanceIdentifier: z.string().optional(),
  dbClusterIdentifier: z.string().optional(),
  promotionTier: z.int().optional(),
  // Filled in by ACK from what AWS answered; never set by us.
  dbSubnetGroupName: z.string().optional(),
  dbParameterGroupName: z.string().optional(),
  caCertificateIdentifier: z.string().optional(),
  availabilityZone: immutable(z.string()).optional(),
  autoMinorVersionUpgrade: z.boolean().optional(),
  port: z.int().optional(),
  preferredBackupWindow: z.string().optional(),
  preferredMaintenanceWindow: z.string().optional(),
  tags: tags.optional(),
});
export type DBInstanceSpec = z.infer<typeof dbInstanceSpec>;

export const dbInstanceStatus = ackStatus.extend({
  dbInstanceStatus: z.string().optional(),
  endpoint: z
    .object({ address: z.string().optional(), port: z.int().optional(), hostedZoneID: z.string().optional() })
    .optional(),
  dbiResourceID: z.string().optional(),
  instanceCreateTime: z.string().optional(),
  latestRestorableTime: z.string().optional(),
  pendingModifiedValues: z
    .object({
      allocatedStorage: z.int().optional(),
      backupRetentionPeriod: z.int().optional(),
      dbInstanceClass: z.string().optional(),
      engineVersion: z.string().optional(),
      multiAZ: z.boolean().optional(),
    })
    .optional(),
  readReplicaDBInstanceIdentifiers: z.array(z.string()).optional(),
  readReplicaSourceDBInstanceIdentifier: z.string().optional(),
});
export type DBInstanceStatus = z.infer<typeof dbInstanceStatus>;

export const dbClusterSpec = z.object({
  dbClusterIdentifier: z.string(),
  engine: z.string(),
  engineVersion: z.string().optional(),
  databaseName: z.string().optional(),
  masterUsername: z.string().optional(),
  masterUserPassword: secretReference.optional(),
  storageEncrypted: z.boolean().optional(),
  deletionProtection: z.boolean().optional(),
  backupRetentionPeriod: z.int().optional(),
  copyTagsToSnapshot: z.boolean().optional(),
  dbSubnetGroupRef: reference.optional(),
  vpcSecurityGroupRefs: z.array(reference).optional(),
  vpcSecurityGroupIDs: z.array(z.string()).optional(),
  replicationSourceIdentifier: z.string().optional(),
  // Filled in by ACK; never set by us.
  dbSubnetGroupName: z.string().optional(),
  availabilityZones: z.array(z.string()).optional(),
  port: z.int().optional(),
  preferredBackupWindow: z.string().optional(),
  preferredMaintenanceWindow: z.string().optional(),
  tags: tags.optional(),
});
export type DBClusterSpec = z.infer<typeof dbClusterSpec>;

export const dbClusterStatus = ackStatus.extend({
  status: z.string().optional(),
  endpoint: z.string().optional(),
  readerEndpoint: z.string().optional(),
  clusterCreateTime: z.string().optional(),
  dbClusterResourceID: z.string().optional(),
  latestRestorableTime: z.string().optional(),
  dbClusterMembers: z
    .array(
      z.object({
        dbInstanceIdentifier: z.string().optional(),
        isClusterWriter: z.boolean().optional(),
        promotionTier: z.int().optional(),
      }),
    )
    .optional(),
});
export type DBClusterStatus = z.infer<typeof dbClusterStatus>;

export const dbSubnetGroupSpec = z.object({
  name: z.string(),
  description: z.string(),
  subnetIDs: z.array(z.string()).optional(),
  tags: tags.optional(),
});
export type DBSubnetGroupSpec = z.infer<typeof dbSubnetGroupSpec>;

export const dbSubnetGroupStatus = ackStatus.extend({
  subnetGroupStatus: z.string().optional(),
  vpcID: z.string().optional(),
});

export const dbParameterGroupSpec = z.object({
  name: z.string(),
  description: z.string(),
  family: z.string(),
  parameterOverrides: z.record(z.string(), z.string()).optional(),
  tags: tags.optional(),
});
export type DBParameterGroupSpec = z.infer<typeof dbParameterGroupSpec>;

export const dbParameterGroupStatus = ackStatus;
