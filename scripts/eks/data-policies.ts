// Policies for the ACK controllers of what holds data or state: RDS, ElastiCache, S3, DynamoDB, SQS. None may delete data.
import { databaseRoles, ROLE, uploadRole } from "../../domain/blueprint/roles.js";
import { arn, FILL_IN, named } from "./arn-pattern.js";
import type { Grant } from "./policy.js";
import { actionsOf } from "./policy.js";

const RDS = databaseRoles("rds").main;
const AURORA = databaseRoles("aurora").main;

/** The RDS things of Tenfold by their types in ARNs. */
export const RDS_ARNS = {
  instances: [RDS, `${RDS}-*`, `${AURORA}-*`].map((role) => arn("rds", `db:${named(role)}`)),
  // One that is made beside another of its kind has a number.
  clusters: [AURORA, `${AURORA}-g*`].map((role) => arn("rds", `cluster:${named(role)}`)),
  subnetGroups: [RDS, `${RDS}-g*`, AURORA, `${AURORA}-g*`].map((role) => arn("rds", `subgrp:${named(role)}`)),
  parameterGroups: [arn("rds", `pg:${named(`${RDS}-pg*`)}`)],
  /** Groups that AWS makes: used where we name none. */
  defaults: ["og:default:*", "pg:default.*"].map((resource) => arn("rds", resource)),
  clusterDefaults: [arn("rds", "cluster-pg:default.*")],
} as const;

const OURS = [...RDS_ARNS.instances, ...RDS_ARNS.clusters, ...RDS_ARNS.subnetGroups, ...RDS_ARNS.parameterGroups];

export const rds: readonly Grant[] = [
  {
    sid: "Read",
    actions: actionsOf(
      "rds",
      ...["DescribeDBInstances", "DescribeDBClusters", "DescribeDBSubnetGroups", "DescribeDBParameterGroups"],
      ...["DescribeDBParameters", "ListTagsForResource"],
    ),
    resources: OURS,
    why: "The controller asks for each thing by its name. Names end in the role and a hash, which is as narrow as a name can be told beforehand.",
  },
  {
    sid: "ReadDefaults",
    actions: ["rds:DescribeEngineDefaultParameters"],
    resources: ["*"],
    why: "Which parameters a version has. AWS has no resource to narrow it to, and it shows nothing of the account.",
  },
  {
    sid: "Databases",
    actions: actionsOf(
      "rds",
      ...["CreateDBInstance", "CreateDBInstanceReadReplica", "ModifyDBInstance", "CreateDBCluster", "ModifyDBCluster"],
    ),
    resources: [...OURS, ...RDS_ARNS.defaults, ...RDS_ARNS.clusterDefaults],
    why: "AWS checks these calls against the groups that the database uses as well; default groups are those that AWS makes.",
  },
  {
    sid: "Groups",
    actions: actionsOf(
      "rds",
      ...["CreateDBSubnetGroup", "ModifyDBSubnetGroup"],
      ...["CreateDBParameterGroup", "ModifyDBParameterGroup", "ResetDBParameterGroup"],
    ),
    resources: [...RDS_ARNS.subnetGroups, ...RDS_ARNS.parameterGroups],
    why: "Subnets and parameters of a database.",
  },
  {
    sid: "Tags",
    actions: actionsOf("rds", "AddTagsToResource", "RemoveTagsFromResource"),
    resources: OURS,
    why: "Tags are part of creating; they say whose the thing is.",
  },
  {
    sid: "Network",
    actions: actionsOf(
      "ec2",
      ...["DescribeAccountAttributes", "DescribeAvailabilityZones", "DescribeInternetGateways"],
      ...["DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcAttribute", "DescribeVpcs"],
    ),
    resources: ["*"],
    why: "RDS looks at the network in the caller's name when it places a database. EC2 has no resources for what only describes.",
  },
];

const CACHE_GROUPS = [
  arn("elasticache", `replicationgroup:${named(ROLE.cache)}`),
  arn("elasticache", `subnetgroup:${named(ROLE.cache)}`),
];
const CACHE_NODES = arn("elasticache", `cluster:${named(ROLE.cache)}-*`);

export const elasticache: readonly Grant[] = [
  {
    sid: "Read",
    actions: actionsOf(
      "elasticache",
      ...["DescribeReplicationGroups", "DescribeCacheSubnetGroups", "DescribeCacheClusters"],
      ...["ListAllowedNodeTypeModifications", "ListTagsForResource"],
    ),
    resources: [...CACHE_GROUPS, CACHE_NODES],
    why: "The controller asks for each thing by its name; nodes have the name of their group with numbers behind it.",
  },
  {
    sid: "ReadEvents",
    actions: ["elasticache:DescribeEvents"],
    resources: ["*"],
    why: "The controller reports AWS's events about a group. AWS has no resource to narrow it to.",
  },
  {
    sid: "Caches",
    actions: actionsOf(
      "elasticache",
      ...["CreateReplicationGroup", "ModifyReplicationGroup", "ModifyReplicationGroupShardConfiguration"],
      ...["IncreaseReplicaCount", "DecreaseReplicaCount", "DeleteReplicationGroup"],
      ...["CreateCacheSubnetGroup", "ModifyCacheSubnetGroup", "DeleteCacheSubnetGroup"],
      ...["AddTagsToResource", "RemoveTagsFromResource"],
    ),
    resources: [...CACHE_GROUPS, CACHE_NODES, arn("elasticache", "parametergroup:default.valkey*")],
    why: "A cache is no data of record: it is made, resized and deleted. Parameters are those of AWS's own group for Valkey.",
  },
  {
    sid: "Network",
    actions: actionsOf("ec2", "DescribeNetworkInterfaces", "DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcs"),
    resources: ["*"],
    why: "ElastiCache looks at the network in the caller's name; the interfaces it makes with its own service-linked role. EC2 has no resources for what only describes.",
  },
];

export const BUCKETS = [`arn:aws:s3:::${named(ROLE.assets)}`];
/** Names of buckets are global, their ARNs have no account: without this a bucket of somebody else would do. */
export const OWN_ACCOUNT = { StringEquals: { "aws:ResourceAccount": FILL_IN.account } };

export const s3: readonly Grant[] = [
  {
    sid: "Find",
    actions: ["s3:ListAllMyBuckets"],
    resources: ["*"],
    why: "The controller finds its bucket in the list of all. It shows their names, and AWS has no resource to narrow it to.",
  },
  { sid: "Create", actions: ["s3:CreateBucket"], resources: BUCKETS, why: "By name; there is no account to check yet." },
  {
    sid: "Read",
    actions: actionsOf(
      "s3",
      ...["ListBucket", "GetAccelerateConfiguration", "GetAnalyticsConfiguration", "GetBucketAbac", "GetBucketAcl"],
      ...["GetBucketCORS", "GetBucketLocation", "GetBucketLogging", "GetBucketNotification"],
      ...["GetBucketObjectLockConfiguration", "GetBucketOwnershipControls", "GetBucketPolicy"],
      ...["GetBucketPublicAccessBlock", "GetBucketRequestPayment", "GetBucketTagging", "GetBucketVersioning"],
      ...["GetBucketWebsite", "GetEncryptionConfiguration", "GetIntelligentTieringConfiguration"],
      ...["GetInventoryConfiguration", "GetLifecycleConfiguration", "GetMetricsConfiguration"],
      ...["GetReplicationConfiguration", "ListTagsForResource"],
    ),
    resources: BUCKETS,
    conditions: OWN_ACCOUNT,
    why: "The controller compares the whole configuration of the bucket. Objects cannot be read with it: that would take s3:GetObject.",
  },
  {
    sid: "Configure",
    actions: actionsOf(
      "s3",
      ...["PutBucketNotification", "PutBucketOwnershipControls", "PutBucketPolicy", "PutBucketPublicAccessBlock"],
      ...["PutBucketTagging", "PutBucketVersioning", "PutEncryptionConfiguration", "TagResource", "UntagResource"],
    ),
    resources: BUCKETS,
    conditions: OWN_ACCOUNT,
    why: "What Tenfold sets on a bucket, and nothing else.",
  },
];

export const TABLES = [arn("dynamodb", `table/${named(ROLE.sessions)}`)];

export const dynamodb: readonly Grant[] = [
  {
    sid: "Tables",
    actions: actionsOf(
      "dynamodb",
      ...["CreateTable", "DescribeTable", "UpdateTable", "DescribeTimeToLive", "UpdateTimeToLive"],
      ...["DescribeContinuousBackups", "UpdateContinuousBackups", "DescribeContributorInsights", "GetResourcePolicy"],
      ...["ListTagsOfResource", "TagResource", "UntagResource"],
    ),
    resources: TABLES,
    why: "Tables for sessions by name. Items cannot be read or written with it.",
  },
];

export const QUEUES = [ROLE.queue, ROLE.deadLetters, ROLE.uploadDeadLetters, uploadRole("*")].map((role) =>
  arn("sqs", named(role)),
);

export const sqs: readonly Grant[] = [
  {
    sid: "Queues",
    actions: actionsOf(
      "sqs",
      ...["CreateQueue", "GetQueueUrl", "GetQueueAttributes", "SetQueueAttributes"],
      ...["ListQueueTags", "TagQueue", "UntagQueue"],
    ),
    resources: QUEUES,
    why: "Queues by name. Messages cannot be read or sent with it.",
  },
];

export const keda: readonly Grant[] = [
  {
    sid: "Backlog",
    actions: actionsOf("sqs", "GetQueueAttributes"),
    resources: [arn("sqs", named(ROLE.queue))],
    why: "How many messages wait, of the queues that workers read. Messages cannot be read or sent with it.",
  },
];
