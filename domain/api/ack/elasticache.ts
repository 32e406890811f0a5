// ElastiCache: ReplicationGroup, CacheSubnetGroup. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, reference, secretReference, tags } from "./parts.js";

export const replicationGroupSpec = z.object({
  replicationGroupID: z.string(),
  description: z.string(),
  engine: z.string().optional(),
  engineVersion: z.string().optional(),
  cacheNodeType: z.string().optional(),
  cacheParameterGroupName: z.string().optional(),
  authToken: secretReference.optional(),
  numNodeGroups: z.int().optional(),
  replicasPerNodeGroup: z.int().optional(),
  automaticFailoverEnabled: z.boolean().optional(),
  multiAZEnabled: z.boolean().optional(),
  atRestEncryptionEnabled: z.boolean().optional(),
  transitEncryptionEnabled: z.boolean().optional(),
  snapshotRetentionLimit: z.int().optional(),
  cacheSubnetGroupRef: reference.optional(),
  securityGroupRefs: z.array(reference).optional(),
  // Filled in by ACK; never set by us.
  preferredMaintenanceWindow: z.string().optional(),
  snapshotWindow: z.string().optional(),
  tags: tags.optional(),
});
export type ReplicationGroupSpec = z.infer<typeof replicationGroupSpec>;

export const replicationGroupStatus = ackStatus.extend({
  status: z.string().optional(),
  authTokenEnabled: z.boolean().optional(),
  clusterEnabled: z.boolean().optional(),
  configurationEndpoint: z.object({ address: z.string().optional(), port: z.int().optional() }).optional(),
  memberClusters: z.array(z.string()).optional(),
  nodeGroups: z.array(z.object({ nodeGroupID: z.string().optional(), status: z.string().optional() })).optional(),
  replicationGroupCreateTime: z.string().optional(),
});
export type ReplicationGroupStatus = z.infer<typeof replicationGroupStatus>;

export const cacheSubnetGroupSpec = z.object({
  cacheSubnetGroupName: z.string(),
  cacheSubnetGroupDescription: z.string(),
  subnetIDs: z.array(z.string()).optional(),
  tags: tags.optional(),
});
export type CacheSubnetGroupSpec = z.infer<typeof cacheSubnetGroupSpec>;

export const cacheSubnetGroupStatus = ackStatus.extend({ vpcID: z.string().optional() });
