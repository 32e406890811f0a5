// What deletes data in AWS: in no controller's own policy, attached by an administrator who wants just that.
import { BUCKETS, OWN_ACCOUNT, QUEUES, RDS_ARNS, TABLES } from "./data-policies.js";
import { arn } from "./arn-pattern.js";
import type { Grant } from "./policy.js";
import { actionsOf } from "./policy.js";
import { LOG_GROUPS } from "./watching-policies.js";

/** As cdk8s/born-safe.ts names them. */
const FINAL_SNAPSHOT = arn("rds", "snapshot:*-final");
const FINAL_CLUSTER_SNAPSHOT = arn("rds", "cluster-snapshot:*-final");

export const rdsDataDeletion: readonly Grant[] = [
  {
    sid: "Delete",
    actions: actionsOf("rds", "DeleteDBInstance", "DeleteDBCluster", "DeleteDBSubnetGroup", "DeleteDBParameterGroup"),
    resources: [
      ...[...RDS_ARNS.instances, ...RDS_ARNS.clusters, ...RDS_ARNS.subnetGroups, ...RDS_ARNS.parameterGroups],
      FINAL_CLUSTER_SNAPSHOT,
    ],
    why: "Databases of Tenfold by name. AWS still refuses while deletion protection is on.",
  },
  {
    sid: "FinalSnapshot",
    actions: actionsOf("rds", "CreateDBSnapshot", "CreateDBClusterSnapshot", "AddTagsToResource"),
    resources: [...RDS_ARNS.instances, ...RDS_ARNS.clusters, FINAL_SNAPSHOT, FINAL_CLUSTER_SNAPSHOT],
    why: "The last snapshot is taken in the caller's name: without this the deletion is refused.",
  },
];

export const s3DataDeletion: readonly Grant[] = [
  {
    sid: "Delete",
    actions: ["s3:DeleteBucket"],
    resources: BUCKETS,
    conditions: OWN_ACCOUNT,
    why: "AWS deletes empty buckets only. Emptying one is not granted here.",
  },
];

export const dynamodbDataDeletion: readonly Grant[] = [
  {
    sid: "Delete",
    actions: ["dynamodb:DeleteTable"],
    resources: TABLES,
    why: "AWS still refuses while deletion protection is on.",
  },
];

export const sqsDataDeletion: readonly Grant[] = [
  { sid: "Delete", actions: ["sqs:DeleteQueue"], resources: QUEUES, why: "A deleted queue takes its messages along, at once." },
];

export const cloudwatchlogsDataDeletion: readonly Grant[] = [
  { sid: "Delete", actions: ["logs:DeleteLogGroup"], resources: LOG_GROUPS, why: "A deleted group takes its lines along." },
];
