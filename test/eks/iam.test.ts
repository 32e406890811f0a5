import { describe, expect, it } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import type { KindRef } from "../../domain/api/objects.js";
import { DATA_DELETION_PERMISSIONS } from "../../domain/api/permissions.js";
import type { Child } from "../../domain/blueprint/children.js";
import { iamFiles } from "../../scripts/eks/files.js";
import { CONTROLLER_POLICIES, DELETION_POLICIES, NODE_POLICY, OPERATOR_POLICY, POLICIES } from "../../scripts/eks/policies.js";
import type { Grant, Policy } from "../../scripts/eks/policy.js";
import { grantDocument } from "../../scripts/eks/policy.js";
import { goldenCases, goldenRender } from "../../scripts/generate-goldens.js";
import { CALLS, CREATED_IN } from "./calls.js";

/** As IAM matches: a star is any text, a question mark any character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return pattern === text || new RegExp(`^${source}$`).test(text);
}

function allows(policy: Policy | undefined, action: string, resource: string): boolean {
  return (policy?.grants ?? []).some(
    ({ actions, resources }) => actions.includes(action) && resources.some((pattern) => matches(pattern, resource)),
  );
}

const serviceOf = ({ apiVersion }: KindRef) => apiVersion.split(".")[0] ?? "";
const controllerPolicy = (kind: KindRef) => CONTROLLER_POLICIES.find(({ name }) => name === serviceOf(kind));
const deletionPolicy = (kind: KindRef) => DELETION_POLICIES.find(({ name }) => name === `${serviceOf(kind)}-data-deletion`);

const NAMES = Object.keys(ACK) as (keyof typeof ACK)[];
const rendered: readonly Child[] = goldenCases(process.cwd()).flatMap(
  (name) => goldenRender(process.cwd(), name).settled.children,
);
const objectsOf = (key: keyof typeof ACK) => rendered.filter(({ kind }) => kind === ACK[key].ref).map(({ object }) => object);

function isDataKind({ apiVersion, plural }: KindRef): boolean {
  return DATA_DELETION_PERMISSIONS.some(({ group, resource }) => group === apiVersion.split("/")[0] && resource === plural);
}

describe.each(NAMES)("the policy for %s", (key) => {
  const { ref } = ACK[key];
  const { create, remove, arn } = CALLS[key];
  const objects = objectsOf(key);

  it("lets its controller make everything of the kind that Tenfold renders", () => {
    expect(objects.length).toBeGreaterThan(0);
    const refused = objects
      .map((object) => CREATED_IN[key] ?? arn(object.metadata.name, object))
      .filter((resource) => !allows(controllerPolicy(ref), create, resource));
    expect(refused).toEqual([]);
  });

  it(isDataKind(ref) ? "lets nobody delete it without the data-deletion policy" : "lets its controller delete it", () => {
    const resources = objects.map((object) => arn(object.metadata.name, object));
    const deletable = (policy: Policy | undefined) => resources.filter((resource) => allows(policy, remove, resource));
    expect(deletable(controllerPolicy(ref))).toEqual(isDataKind(ref) ? [] : resources);
    if (isDataKind(ref)) expect(deletable(deletionPolicy(ref))).toEqual(resources);
  });
});

describe("what is not Tenfold's", () => {
  const foreign = [
    ["rds:ModifyDBInstance", "arn:aws:rds:REGION:ACCOUNT_ID:db:production"],
    ["rds:ModifyDBCluster", "arn:aws:rds:REGION:ACCOUNT_ID:cluster:orders-aurora"],
    ["rds:DeleteDBInstance", "arn:aws:rds:REGION:ACCOUNT_ID:db:shop-rds-abcdefghijkl"],
    ["s3:PutBucketPolicy", "arn:aws:s3:::company-assets"],
    ["dynamodb:UpdateTable", "arn:aws:dynamodb:REGION:ACCOUNT_ID:table/sessions"],
    ["sqs:SetQueueAttributes", "arn:aws:sqs:REGION:ACCOUNT_ID:orders"],
    ["iam:AttachRolePolicy", "arn:aws:iam::ACCOUNT_ID:role/admin"],
    ["iam:CreatePolicyVersion", "arn:aws:iam::ACCOUNT_ID:policy/admin"],
    ["iam:PassRole", "arn:aws:iam::ACCOUNT_ID:role/admin"],
    ["elasticache:DeleteReplicationGroup", "arn:aws:elasticache:REGION:ACCOUNT_ID:replicationgroup:prod"],
    ["lambda:UpdateFunctionCode", "arn:aws:lambda:REGION:ACCOUNT_ID:function:billing"],
    ["logs:CreateLogGroup", "arn:aws:logs:REGION:ACCOUNT_ID:log-group:/aws/eks/production"],
    ["route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z999"],
  ].map(([action = "", resource = ""]) => ({ action, resource }));

  it.each(foreign)("$action on $resource is in no controller's policy", ({ action, resource }) => {
    expect(CONTROLLER_POLICIES.filter((policy) => allows(policy, action, resource)).map(({ name }) => name)).toEqual([]);
  });

  it("and has no name is told apart by its tag", () => {
    const byId = [
      "ec2:DeleteSecurityGroup",
      "ec2:ReleaseAddress",
      "cloudfront:UpdateDistribution",
      "cloudfront:DeleteDistribution",
    ];
    const grants = POLICIES.flatMap((policy) => policy.grants).filter(({ actions }) =>
      actions.some((action) => [...byId, "eks:DeletePodIdentityAssociation"].includes(action)),
    );
    expect(grants.map(({ conditions }) => conditions)).toEqual(
      grants.map(() => ({ Null: { "aws:ResourceTag/tenfold_service": "false" } })),
    );
  });
});

describe("the policies", () => {
  it("are one for each ACK service that Tenfold uses, and no more", () => {
    const services = [...new Set(Object.values(ACK).map(({ ref }) => serviceOf(ref)))].sort();
    expect(CONTROLLER_POLICIES.map(({ name }) => name).sort()).toEqual(services);
  });

  it("give the operator six questions, snapshots and a promotion, and nothing else", () => {
    const actions = OPERATOR_POLICY.grants.flatMap((grant) => grant.actions);
    expect(actions).toEqual([
      ...["rds:DescribeDBInstances", "rds:DescribeDBClusters"],
      ...["rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots"],
      ...["rds:DescribeDBEngineVersions", "rds:DescribeOrderableDBInstanceOptions"],
      ...["rds:CreateDBSnapshot", "rds:CreateDBSnapshot", "rds:CreateDBClusterSnapshot"],
      "rds:PromoteReadReplicaDBCluster",
    ]);
  });

  it("name every action in full", () => {
    const actions = POLICIES.flatMap(({ grants }) => grants.flatMap((grant) => grant.actions));
    expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(action))).toEqual([]);
  });

  it("have whole accounts as resource only where AWS offers nothing narrower", () => {
    const wide = POLICIES.flatMap(({ grants }) => grants.filter(({ resources }) => resources.includes("*")));
    expect(wide.flatMap(({ actions }) => actions).filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
  });

  it.each(POLICIES.map((policy) => [policy.name, policy] as const))("%s is what IAM takes", (_, { grants }) => {
    const sids = grants.map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(grants.flatMap(faults)).toEqual([]);
    // IAM counts characters without white space; the words in capitals are at most as long as what they stand for.
    expect(filledIn(JSON.stringify(grantDocument(grants))).length).toBeLessThanOrEqual(MANAGED_POLICY_LIMIT);
  });
});

const MANAGED_POLICY_LIMIT = 6144;

/** The longest values that the words can stand for. */
function filledIn(text: string): string {
  return text
    .replaceAll("ACCOUNT_ID", "1".repeat(12))
    .replaceAll("REGION", "ap-southeast-99")
    .replaceAll("CLUSTER_NAME", "c".repeat(100))
    .replaceAll("HOSTED_ZONE_ID", "Z".repeat(32));
}

const ARN = /^arn:aws:[a-z0-9-]+:[a-z0-9-]*(REGION)?:(ACCOUNT_ID|\*)?:\S+$/;
const OPERATORS = ["Null", "StringEquals", "ArnLike", "ForAllValues:StringEquals"];

function faults({ sid, actions, resources, conditions = {}, why }: Grant): readonly string[] {
  return [
    ...(/^[A-Za-z0-9]+$/.test(sid) ? [] : [`${sid} is no legal Sid`]),
    ...(actions.length === 0 || resources.length === 0 ? [`${sid} grants nothing`] : []),
    ...(new Set(actions).size === actions.length ? [] : [`${sid} names an action twice`]),
    ...resources.filter((resource) => resource !== "*" && !ARN.test(resource)),
    ...Object.keys(conditions).filter((operator) => !OPERATORS.includes(operator)),
    ...(/[.:]$/.test(why) ? [] : [`${sid} has no reason`]),
  ];
}

/** What Karpenter looks at, of all accounts' or of none's. */
const KARPENTER_READS = [
  ...["CapacityReservations", "Images", "Instances", "InstanceStatus", "InstanceTypeOfferings", "InstanceTypes"],
  ...["LaunchTemplates", "PlacementGroups", "SpotPriceHistory"],
]
  .map((what) => `ec2:Describe${what}`)
  .concat("pricing:GetProducts", "iam:ListInstanceProfiles"); // a list of all, of which it looks at one path

/** By AWS's authorization reference these calls know no resource, or (marked) one that our caller cannot narrow to. */
const WITHOUT_RESOURCE = new Set([
  ...KARPENTER_READS,
  "application-autoscaling:DescribeScalableTargets",
  "application-autoscaling:DescribeScalingPolicies",
  "cloudfront:CreateDistribution",
  "cloudfront:CreateOriginAccessControl",
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAddresses",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcAttribute", // of the one VPC that RDS looks at
  "ec2:DescribeVpcs",
  "elasticache:DescribeEvents",
  "lambda:CreateEventSourceMapping",
  "logs:DescribeLogGroups",
  "rds:DescribeDBEngineVersions", // of an engine, not of a parameter group of ours
  "rds:DescribeEngineDefaultParameters",
  "rds:DescribeOrderableDBInstanceOptions",
  "s3:ListAllMyBuckets",
  "wafv2:ListWebACLs",
]);

describe("the policy of Karpenter", () => {
  const grants = NODE_POLICY.grants;
  const of = (action: string) => grants.filter(({ actions }) => actions.includes(action));

  it.each(["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"])(
    "allows %s for what carries the tags of the cluster",
    (action) => {
      expect(of(action).map(({ conditions }) => conditions)).toEqual([
        {
          StringEquals: {
            "aws:ResourceTag/kubernetes.io/cluster/CLUSTER_NAME": "owned",
            "aws:ResourceTag/eks:eks-cluster-name": "CLUSTER_NAME",
          },
          Null: { "aws:ResourceTag/karpenter.sh/nodepool": "false" },
        },
      ]);
    },
  );

  it("makes no instance, volume or template without them", () => {
    const makes = grants.filter(({ resources }) =>
      resources.some((resource) => /:(instance|volume|launch-template)\/\*$/.test(resource)),
    );
    expect(makes.length).toBeGreaterThan(3);
    expect(makes.filter(({ conditions }) => conditions?.Null === undefined)).toEqual([]);
  });

  it("hands on the role of the nodes alone, and changes nothing in IAM", () => {
    const iam = grants.flatMap(({ actions, resources }) =>
      actions.filter((one) => one.startsWith("iam:")).map((one) => [one, resources]),
    );
    expect(iam).toEqual([
      ["iam:PassRole", ["arn:aws:iam::ACCOUNT_ID:role/CLUSTER_NAME-karpenter-node"]],
      ["iam:GetInstanceProfile", ["arn:aws:iam::ACCOUNT_ID:instance-profile/CLUSTER_NAME-karpenter-node"]],
      ["iam:ListInstanceProfiles", ["*"]],
    ]);
  });
});

describe("the trust policy", () => {
  it("lets one service account of one namespace of one cluster in", () => {
    const text = iamFiles().find(({ path }) => path.endsWith("/trust.json"))?.text ?? "{}";
    const { Statement } = JSON.parse(text) as { readonly Statement: readonly { readonly Condition: unknown }[] };
    expect(Statement.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:REGION:ACCOUNT_ID:cluster/CLUSTER_NAME",
          "aws:RequestTag/kubernetes-namespace": "NAMESPACE",
          "aws:RequestTag/kubernetes-service-account": "SERVICE_ACCOUNT",
        },
      },
    ]);
  });
});
