// Every type of resource that the model knows.
import type { ResourceType } from "./resource.js";
import { distribution, originAccessControl } from "./types/cloudfront.js";
import { eventSourceMapping, lambdaFunction, scalableTarget, scalingPolicy } from "./types/computing.js";
import { elasticIPAddress, securityGroup } from "./types/ec2.js";
import { recordSet, webACL } from "./types/edge.js";
import { cacheSubnetGroup, replicationGroup } from "./types/elasticache.js";
import { podIdentityAssociation, policy, role } from "./types/identity.js";
import { loadBalancer } from "./types/load-balancer.js";
import { dbCluster } from "./types/rds-cluster.js";
import { dbParameterGroup, dbSubnetGroup } from "./types/rds-groups.js";
import { dbInstance } from "./types/rds-instance.js";
import { bucket } from "./types/s3.js";
import { queue, table } from "./types/storage.js";
import { dashboard, logGroup, metricAlarm } from "./types/watching.js";

const ALL: readonly ResourceType[] = [
  bucket,
  cacheSubnetGroup,
  dashboard,
  dbCluster,
  dbInstance,
  dbParameterGroup,
  dbSubnetGroup,
  distribution,
  elasticIPAddress,
  eventSourceMapping,
  lambdaFunction,
  loadBalancer,
  logGroup,
  metricAlarm,
  originAccessControl,
  podIdentityAssociation,
  policy,
  queue,
  recordSet,
  replicationGroup,
  role,
  scalableTarget,
  scalingPolicy,
  securityGroup,
  table,
  webACL,
];

export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(ALL.map((type) => [type.id, type]));
