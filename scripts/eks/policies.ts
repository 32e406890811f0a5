// Every IAM policy of deploy/eks: one for each ACK controller, one for the operator, and apart from them what deletes data.
import * as application from "./application-policies.js";
import * as data from "./data-policies.js";
import * as deletion from "./deletion-policies.js";
import * as edge from "./edge-policies.js";
import { karpenter } from "./node-policies.js";
import type { Grant, Policy } from "./policy.js";
import * as watching from "./watching-policies.js";

/** By the name of the ACK service, which is the first part of the group of its kinds. */
const CONTROLLERS: Readonly<Record<string, readonly Grant[]>> = {
  applicationautoscaling: application.applicationautoscaling,
  cloudfront: edge.cloudfront,
  cloudwatch: watching.cloudwatch,
  cloudwatchlogs: watching.cloudwatchlogs,
  dynamodb: data.dynamodb,
  ec2: edge.ec2,
  eks: application.eks,
  elasticache: data.elasticache,
  iam: application.iam,
  lambda: application.lambda,
  rds: data.rds,
  route53: edge.route53,
  s3: data.s3,
  sqs: data.sqs,
  wafv2: edge.wafv2,
};

const DELETIONS: Readonly<Record<string, readonly Grant[]>> = {
  cloudwatchlogs: deletion.cloudwatchlogsDataDeletion,
  dynamodb: deletion.dynamodbDataDeletion,
  rds: deletion.rdsDataDeletion,
  s3: deletion.s3DataDeletion,
  sqs: deletion.sqsDataDeletion,
};

export const CONTROLLER_POLICIES: readonly Policy[] = Object.entries(CONTROLLERS).map(([name, grants]) => ({
  name,
  holder: `the ACK controller for ${name}`,
  grants,
}));

export const DELETION_POLICIES: readonly Policy[] = Object.entries(DELETIONS).map(([name, grants]) => ({
  name: `${name}-data-deletion`,
  holder: `the ACK controller for ${name}, once an administrator wants data to be deletable`,
  grants,
}));

export const OPERATOR_POLICY: Policy = { name: "tenfold-operator", holder: "the operator", grants: watching.operator };

export const NODE_POLICY: Policy = { name: "karpenter", holder: "Karpenter", grants: karpenter };

export const POLICIES: readonly Policy[] = [...CONTROLLER_POLICIES, OPERATOR_POLICY, NODE_POLICY, ...DELETION_POLICIES];
