// Policies for the ACK controllers of the way in: EC2 (addresses, security groups), Route 53, CloudFront, WAF.
import { ROLE } from "../../domain/blueprint/roles.js";
import { arn, FILL_IN, globalArn, named, TAGGED, TAGGED_AT_BIRTH } from "./arn-pattern.js";
import type { Grant } from "./policy.js";
import { actionsOf } from "./policy.js";

const GROUPS = arn("ec2", "security-group/*");
const ADDRESSES = arn("ec2", "elastic-ip/*");

export const ec2: readonly Grant[] = [
  {
    sid: "Read",
    actions: actionsOf("ec2", "DescribeAddresses", "DescribeSecurityGroups", "DescribeSecurityGroupRules", "DescribeVpcs"),
    resources: ["*"],
    why: "EC2 has no resources for what only describes.",
  },
  {
    sid: "Create",
    actions: actionsOf("ec2", "AllocateAddress", "CreateSecurityGroup"),
    resources: [ADDRESSES, GROUPS],
    conditions: TAGGED_AT_BIRTH,
    why: "EC2 gives ids of its own, so names cannot narrow it: what is made has to carry the tag of a service from the start.",
  },
  {
    sid: "InAnyVpc",
    actions: ["ec2:CreateSecurityGroup"],
    resources: [arn("ec2", "vpc/*")],
    why: "A group is made in a VPC. Put its id in place of the star if the account has more than one.",
  },
  {
    sid: "TagAtBirth",
    actions: ["ec2:CreateTags"],
    resources: [ADDRESSES, GROUPS],
    conditions: { StringEquals: { "ec2:CreateAction": ["AllocateAddress", "CreateSecurityGroup"] } },
    why: "Tags that come with the creating call; nothing that exists can be tagged with it.",
  },
  {
    sid: "Change",
    actions: actionsOf(
      "ec2",
      ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"],
      ...["RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"],
      ...["DeleteSecurityGroup", "ReleaseAddress", "CreateTags", "DeleteTags"],
    ),
    resources: [ADDRESSES, GROUPS],
    conditions: TAGGED,
    why: "Only what carries the tag of a service. The group of a cache goes with it; AWS refuses to delete a group that is in use.",
  },
];

export const route53: readonly Grant[] = [
  {
    sid: "Records",
    actions: ["route53:ChangeResourceRecordSets"],
    resources: [`arn:aws:route53:::hostedzone/${FILL_IN.zone}`],
    conditions: { "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["A"] } },
    why: "Address records in the one zone of the class. Mail, delegation and certificate records cannot be touched.",
  },
  {
    sid: "Read",
    actions: actionsOf("route53", "GetHostedZone", "ListResourceRecordSets"),
    resources: [`arn:aws:route53:::hostedzone/${FILL_IN.zone}`],
    why: "The records as they are.",
  },
  {
    sid: "Progress",
    actions: ["route53:GetChange"],
    resources: ["arn:aws:route53:::change/*"],
    why: "Whether a change has reached all name servers. Its id is known only afterwards.",
  },
];

const DISTRIBUTIONS = globalArn("cloudfront", "distribution/*");
const ACCESS_CONTROLS = globalArn("cloudfront", "origin-access-control/*");
const FIREWALLS = `arn:aws:wafv2:us-east-1:${FILL_IN.account}:global/webacl/${named(ROLE.cdn)}/*`;

export const cloudfront: readonly Grant[] = [
  {
    sid: "Create",
    actions: actionsOf("cloudfront", "CreateDistribution", "CreateOriginAccessControl"),
    resources: ["*"],
    why: "CloudFront gives ids of its own; AWS has no resource to narrow creating to.",
  },
  {
    sid: "Read",
    actions: actionsOf("cloudfront", "GetDistribution", "GetDistributionConfig", "GetOriginAccessControl", "ListTagsForResource"),
    resources: [DISTRIBUTIONS, ACCESS_CONTROLS],
    why: "Ids are known only afterwards.",
  },
  {
    sid: "Tags",
    actions: actionsOf("cloudfront", "TagResource", "UntagResource"),
    resources: [DISTRIBUTIONS],
    why: "Tags are part of creating. They cannot be narrowed by the tag that they write.",
  },
  {
    sid: "Distributions",
    actions: actionsOf("cloudfront", "UpdateDistribution", "DeleteDistribution"),
    resources: [DISTRIBUTIONS],
    conditions: TAGGED,
    why: "Only what carries the tag of a service. CloudFront deletes none that is not disabled before.",
  },
  {
    sid: "AccessControls",
    actions: actionsOf("cloudfront", "UpdateOriginAccessControl", "DeleteOriginAccessControl"),
    resources: [ACCESS_CONTROLS],
    why: "Access controls have no tags. AWS refuses to delete one that a distribution uses.",
  },
  {
    sid: "Firewall",
    actions: ["wafv2:GetWebACL"],
    resources: [FIREWALLS],
    why: "CloudFront looks at the firewall in the caller's name when a distribution names it.",
  },
];

export const wafv2: readonly Grant[] = [
  {
    sid: "Find",
    actions: ["wafv2:ListWebACLs"],
    resources: ["*"],
    why: "The controller finds a firewall by its name in the list of all. AWS has no resource to narrow it to.",
  },
  {
    sid: "Firewalls",
    actions: actionsOf(
      "wafv2",
      ...["CreateWebACL", "GetWebACL", "UpdateWebACL", "DeleteWebACL", "GetLoggingConfiguration"],
      ...["ListTagsForResource", "TagResource", "UntagResource"],
    ),
    resources: [FIREWALLS],
    why: "Firewalls of CloudFront live in us-east-1, whatever the region. By name; the id behind it is AWS's.",
  },
  {
    sid: "ManagedRules",
    actions: actionsOf("wafv2", "CreateWebACL", "UpdateWebACL"),
    resources: ["arn:aws:wafv2:us-east-1:*:global/managedruleset/*/*"],
    why: "AWS checks both calls against the managed rule groups that the firewall uses. They belong to AWS's own account, whose number is not ours to know.",
  },
];
