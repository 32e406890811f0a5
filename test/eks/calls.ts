// For each ACK kind the calls that make and delete it, and the ARN that AWS checks them against. Written from AWS's own
// authorization reference, not from the policies, so that a policy that misses one is found.
import type { ACK } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";

export type Calls = {
  readonly create: string;
  readonly remove: string;
  readonly arn: (name: string, object: KubeObject) => string;
};

const ACCOUNT = "ACCOUNT_ID";
const regional = (service: string, type: string) => (name: string) => `arn:aws:${service}:REGION:${ACCOUNT}:${type}${name}`;
const global = (service: string, type: string) => (name: string) => `arn:aws:${service}::${ACCOUNT}:${type}${name}`;
/** Ids of AWS's own, which have nothing to do with the name. */
const SOME_ID = "E1A2B3C4D5";
const EVERYTHING = "*";

function calls(create: string, remove: string, arn: Calls["arn"]): Calls {
  return { create, remove, arn };
}

export const CALLS: Readonly<Record<keyof typeof ACK, Calls>> = {
  dbInstance: calls("rds:CreateDBInstance", "rds:DeleteDBInstance", regional("rds", "db:")),
  dbCluster: calls("rds:CreateDBCluster", "rds:DeleteDBCluster", regional("rds", "cluster:")),
  dbSubnetGroup: calls("rds:CreateDBSubnetGroup", "rds:DeleteDBSubnetGroup", regional("rds", "subgrp:")),
  dbParameterGroup: calls("rds:CreateDBParameterGroup", "rds:DeleteDBParameterGroup", regional("rds", "pg:")),
  replicationGroup: calls(
    "elasticache:CreateReplicationGroup",
    "elasticache:DeleteReplicationGroup",
    regional("elasticache", "replicationgroup:"),
  ),
  cacheSubnetGroup: calls(
    "elasticache:CreateCacheSubnetGroup",
    "elasticache:DeleteCacheSubnetGroup",
    regional("elasticache", "subnetgroup:"),
  ),
  bucket: calls("s3:CreateBucket", "s3:DeleteBucket", (name) => `arn:aws:s3:::${name}`),
  distribution: calls("cloudfront:CreateDistribution", "cloudfront:DeleteDistribution", () =>
    global("cloudfront", "distribution/")(SOME_ID),
  ),
  originAccessControl: calls("cloudfront:CreateOriginAccessControl", "cloudfront:DeleteOriginAccessControl", () =>
    global("cloudfront", "origin-access-control/")(SOME_ID),
  ),
  recordSet: calls(
    "route53:ChangeResourceRecordSets",
    "route53:ChangeResourceRecordSets",
    () => "arn:aws:route53:::hostedzone/HOSTED_ZONE_ID",
  ),
  table: calls("dynamodb:CreateTable", "dynamodb:DeleteTable", regional("dynamodb", "table/")),
  queue: calls("sqs:CreateQueue", "sqs:DeleteQueue", regional("sqs", "")),
  securityGroup: calls("ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup", () => regional("ec2", "security-group/")(SOME_ID)),
  elasticIPAddress: calls("ec2:AllocateAddress", "ec2:ReleaseAddress", () => regional("ec2", "elastic-ip/")(SOME_ID)),
  role: calls("iam:CreateRole", "iam:DeleteRole", global("iam", "role/")),
  policy: calls("iam:CreatePolicy", "iam:DeletePolicy", global("iam", "policy/")),
  podIdentityAssociation: calls("eks:CreatePodIdentityAssociation", "eks:DeletePodIdentityAssociation", () =>
    regional("eks", "podidentityassociation/CLUSTER_NAME/")(SOME_ID),
  ),
  metricAlarm: calls("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms", regional("cloudwatch", "alarm:")),
  dashboard: calls("cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards", global("cloudwatch", "dashboard/")),
  logGroup: calls("logs:CreateLogGroup", "logs:DeleteLogGroup", (_, object) =>
    regional("logs", "log-group:")((object.spec as { readonly name: string }).name),
  ),
  webACL: calls(
    "wafv2:CreateWebACL",
    "wafv2:DeleteWebACL",
    (name) => `arn:aws:wafv2:us-east-1:${ACCOUNT}:global/webacl/${name}/${SOME_ID}`,
  ),
  function: calls("lambda:CreateFunction", "lambda:DeleteFunction", regional("lambda", "function:")),
  eventSourceMapping: calls("lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", () =>
    regional("lambda", "event-source-mapping:")(SOME_ID),
  ),
  scalableTarget: calls(
    "application-autoscaling:RegisterScalableTarget",
    "application-autoscaling:DeregisterScalableTarget",
    () => regional("application-autoscaling", "scalable-target/")(SOME_ID),
  ),
  scalingPolicy: calls("application-autoscaling:PutScalingPolicy", "application-autoscaling:DeleteScalingPolicy", () =>
    regional("application-autoscaling", "scalable-target/")(SOME_ID),
  ),
};

/** What is checked at creation where there is no id yet: the whole account, or what it is made in. */
export const CREATED_IN: Readonly<Partial<Record<keyof typeof ACK, string>>> = {
  distribution: EVERYTHING,
  originAccessControl: EVERYTHING,
  eventSourceMapping: EVERYTHING,
  podIdentityAssociation: `arn:aws:eks:REGION:${ACCOUNT}:cluster/CLUSTER_NAME`,
};
