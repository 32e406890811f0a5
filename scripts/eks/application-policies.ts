// Policies for the ACK controllers of permissions and of what runs outside of the cluster: IAM, EKS, Lambda, autoscaling.
import { functionRole, ROLE } from "../../domain/blueprint/roles.js";
import { arn, FILL_IN, globalArn, named, TAGGED } from "./arn-pattern.js";
import { RDS_ARNS } from "./data-policies.js";
import type { Grant } from "./policy.js";
import { actionsOf } from "./policy.js";

const IAM_ROLES = [ROLE.app, functionRole("*")];
const ROLES = IAM_ROLES.map((role) => globalArn("iam", `role/${named(role)}`));
const POLICIES = IAM_ROLES.map((role) => globalArn("iam", `policy/${named(role)}`));

export const iam: readonly Grant[] = [
  {
    sid: "Roles",
    actions: actionsOf(
      "iam",
      ...["CreateRole", "GetRole", "UpdateRole", "DeleteRole", "UpdateAssumeRolePolicy"],
      ...["ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", "ListRoleTags", "TagRole", "UntagRole"],
    ),
    resources: ROLES,
    why: "Roles of services and functions, by name. No policy can be written into them: that would take PutRolePolicy.",
  },
  {
    sid: "Attach",
    actions: actionsOf("iam", "AttachRolePolicy", "DetachRolePolicy"),
    resources: ROLES,
    conditions: { ArnLike: { "iam:PolicyARN": POLICIES } },
    why: "Only policies that have a name of Tenfold's form: none of AWS's own, such as AdministratorAccess.",
  },
  {
    sid: "Policies",
    actions: actionsOf(
      "iam",
      ...["CreatePolicy", "GetPolicy", "DeletePolicy", "ListPolicyTags", "TagPolicy", "UntagPolicy"],
      ...["CreatePolicyVersion", "GetPolicyVersion", "ListPolicyVersions", "DeletePolicyVersion"],
    ),
    resources: POLICIES,
    why: "AWS cannot narrow what is written into a policy. Whoever may create IAM objects in the cluster can grant anything with this: see docs/explanation/trust-and-threats.md.",
  },
];

const ASSOCIATIONS = arn("eks", `podidentityassociation/${FILL_IN.cluster}/*`);

export const eks: readonly Grant[] = [
  {
    sid: "Create",
    actions: actionsOf("eks", "CreatePodIdentityAssociation", "ListPodIdentityAssociations"),
    resources: [arn("eks", `cluster/${FILL_IN.cluster}`)],
    why: "In this cluster.",
  },
  {
    sid: "Read",
    actions: actionsOf("eks", "DescribePodIdentityAssociation", "TagResource", "UntagResource"),
    resources: [ASSOCIATIONS],
    why: "EKS gives ids of its own, which are known only afterwards. Tags are part of creating.",
  },
  {
    sid: "Change",
    actions: actionsOf("eks", "UpdatePodIdentityAssociation", "DeletePodIdentityAssociation"),
    resources: [ASSOCIATIONS],
    conditions: TAGGED,
    why: "Only what carries the tag of a service, and so not the associations of the controllers themselves.",
  },
  {
    sid: "Pass",
    actions: actionsOf("iam", "GetRole", "PassRole"),
    resources: [globalArn("iam", `role/${named(ROLE.app)}`)],
    why: "Handing a role to pods takes the right to pass it. By name, and those roles trust nobody but pods.",
  },
];

const FUNCTIONS = arn("lambda", `function:${named(functionRole("*"))}`);
const MAPPINGS = arn("lambda", "event-source-mapping:*");
const OF_OUR_FUNCTIONS = { ArnLike: { "lambda:FunctionArn": FUNCTIONS } };

export const lambda: readonly Grant[] = [
  {
    sid: "Functions",
    actions: actionsOf(
      "lambda",
      ...["CreateFunction", "GetFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "DeleteFunction"],
      ...["GetFunctionCodeSigningConfig", "GetFunctionConcurrency", "GetFunctionEventInvokeConfig"],
      ...["ListTags", "TagResource", "UntagResource"],
    ),
    resources: [FUNCTIONS],
    why: "Functions by name. None can be called with it.",
  },
  {
    sid: "CreateMappings",
    actions: ["lambda:CreateEventSourceMapping"],
    resources: ["*"],
    conditions: OF_OUR_FUNCTIONS,
    why: "AWS has no resource to narrow creating to; the condition does, by the function.",
  },
  {
    sid: "Mappings",
    actions: actionsOf("lambda", "GetEventSourceMapping", "UpdateEventSourceMapping", "DeleteEventSourceMapping"),
    resources: [MAPPINGS],
    conditions: OF_OUR_FUNCTIONS,
    why: "Ids are AWS's own; the condition narrows it by the function.",
  },
  {
    sid: "MappingTags",
    actions: actionsOf("lambda", "ListTags", "TagResource", "UntagResource"),
    resources: [MAPPINGS],
    why: "Tags cannot be narrowed by the function.",
  },
  {
    sid: "Images",
    actions: actionsOf("ecr", "BatchGetImage", "GetDownloadUrlForLayer"),
    resources: [arn("ecr", "repository/*")],
    why: "Lambda fetches the image in the caller's name when the function is made. Which repository it is, the service says.",
  },
  {
    sid: "Pass",
    actions: actionsOf("iam", "GetRole", "PassRole"),
    resources: [globalArn("iam", `role/${named(functionRole("*"))}`)],
    why: "Handing a role to a function takes the right to pass it. By name, and those roles trust nobody but Lambda.",
  },
];

const TARGETS = arn("application-autoscaling", "scalable-target/*");
/** Calls with an empty identifier are checked against this: it grants nothing about anything that exists. */
const NO_INSTANCE = arn("rds", "db:");

export const applicationautoscaling: readonly Grant[] = [
  {
    sid: "Read",
    actions: actionsOf("application-autoscaling", "DescribeScalableTargets", "DescribeScalingPolicies"),
    resources: ["*"],
    why: "AWS has no resource to narrow it to.",
  },
  {
    sid: "Readers",
    actions: actionsOf(
      "application-autoscaling",
      ...["RegisterScalableTarget", "DeregisterScalableTarget", "PutScalingPolicy", "DeleteScalingPolicy"],
    ),
    resources: [TARGETS],
    conditions: {
      StringEquals: {
        "application-autoscaling:service-namespace": "rds",
        "application-autoscaling:scalable-dimension": "rds:cluster:ReadReplicaCount",
      },
    },
    why: "Ids are AWS's own; the condition narrows it to the readers of Aurora.",
  },
  {
    sid: "Tags",
    actions: actionsOf("application-autoscaling", "ListTagsForResource", "TagResource"),
    resources: [TARGETS],
    why: "Tags are part of creating.",
  },
  {
    sid: "ProvenOnReaders",
    actions: actionsOf("rds", "CreateDBInstance", "DescribeDBClusters", "DescribeDBInstances"),
    resources: [...[NO_INSTANCE, arn("rds", "db:*"), ...RDS_ARNS.clusters], ...[...RDS_ARNS.subnetGroups, ...RDS_ARNS.defaults]],
    why: "Before it takes a target, AWS tries in the caller's name what it will do later itself, with identifiers that cannot exist.",
  },
  {
    sid: "ProvenOnNothing",
    actions: ["rds:DeleteDBInstance"],
    resources: [NO_INSTANCE],
    why: "The same trial for removing readers. The empty identifier matches no instance, so no instance can be deleted with it.",
  },
  {
    sid: "ProvenOnAlarms",
    actions: actionsOf("cloudwatch", "DescribeAlarms", "PutMetricAlarm", "DeleteAlarms"),
    resources: [arn("cloudwatch", "alarm:"), arn("cloudwatch", "alarm:TargetTracking-*")],
    why: "The same trial for the alarms that drive the scaling.",
  },
];
