// The policy for Karpenter: makes and ends instances of this cluster, which carry its tags from the start. Their role it can only hand on.
import { arn, FILL_IN, globalArn } from "./arn-pattern.js";
import type { Conditions, Grant } from "./policy.js";
import { actionsOf } from "./policy.js";

/** Of the instances: their role, its instance profile and the queue of interruptions are made by deploy/eks/karpenter/stack.yaml. */
const NODE = `${FILL_IN.cluster}-karpenter-node`;

const OWNED = { [`kubernetes.io/cluster/${FILL_IN.cluster}`]: "owned", "eks:eks-cluster-name": FILL_IN.cluster };

function tagged(where: "RequestTag" | "ResourceTag", more: Readonly<Record<string, readonly string[]>> = {}): Conditions {
  const equal = Object.entries(OWNED).map(([tag, value]) => [`aws:${where}/${tag}`, value] as const);
  return {
    StringEquals: { ...Object.fromEntries(equal), ...more },
    // The name of the NodePool, whichever it is.
    Null: { [`aws:${where}/karpenter.sh/nodepool`]: "false" },
  };
}

/** Of any account where AWS shares them: images and their snapshots are Amazon's, subnets may be another account's. */
const ec2 = (...types: readonly string[]) => types.map((type) => `arn:aws:ec2:${FILL_IN.region}:*:${type}/*`);
const images = ["image", "snapshot"].map((type) => `arn:aws:ec2:${FILL_IN.region}::${type}/*`);
const MADE = ec2("fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request");

export const karpenter: readonly Grant[] = [
  {
    sid: "Use",
    actions: actionsOf("ec2", "RunInstances", "CreateFleet"),
    resources: [...images, ...ec2("security-group", "subnet")],
    why: "What an instance is made from and into. AWS checks the call against each of these as well.",
  },
  {
    sid: "UseTemplates",
    actions: actionsOf("ec2", "RunInstances", "CreateFleet"),
    resources: ec2("launch-template"),
    conditions: tagged("ResourceTag"),
    why: "Only templates that it made itself.",
  },
  {
    sid: "Create",
    actions: actionsOf("ec2", "RunInstances", "CreateFleet", "CreateLaunchTemplate"),
    resources: MADE,
    conditions: tagged("RequestTag"),
    why: "EC2 gives ids of its own, so names cannot narrow it: what is made has to carry the tags of this cluster from the start.",
  },
  {
    sid: "TagAtBirth",
    actions: ["ec2:CreateTags"],
    resources: MADE,
    conditions: tagged("RequestTag", { "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"] }),
    why: "Tags that come with the creating call; nothing that exists can be tagged with it.",
  },
  {
    sid: "NameInstances",
    actions: ["ec2:CreateTags"],
    resources: ec2("instance"),
    conditions: {
      StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${FILL_IN.cluster}`]: "owned" },
      Null: { "aws:ResourceTag/karpenter.sh/nodepool": "false" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
    },
    why: "Name and NodeClaim of an instance, once it is a node.",
  },
  {
    sid: "End",
    actions: actionsOf("ec2", "TerminateInstances", "DeleteLaunchTemplate"),
    resources: ec2("instance", "launch-template"),
    conditions: tagged("ResourceTag"),
    why: "Only what carries the tags of this cluster and of a NodePool.",
  },
  {
    sid: "Read",
    actions: actionsOf(
      "ec2",
      ...["DescribeCapacityReservations", "DescribeImages", "DescribeInstances", "DescribeInstanceStatus"],
      ...["DescribeInstanceTypeOfferings", "DescribeInstanceTypes", "DescribeLaunchTemplates", "DescribePlacementGroups"],
      ...["DescribeSecurityGroups", "DescribeSpotPriceHistory", "DescribeSubnets"],
    ),
    resources: ["*"],
    why: "EC2 has no resources for what only describes.",
  },
  {
    sid: "Prices",
    actions: ["pricing:GetProducts"],
    resources: ["*"],
    why: "The price list, which is the same for everybody.",
  },
  {
    sid: "Images",
    actions: ["ssm:GetParameter"],
    resources: [`arn:aws:ssm:${FILL_IN.region}::parameter/aws/service/*`],
    why: "Amazon's own parameters, which say the newest image of a node.",
  },
  {
    sid: "HandOnRole",
    actions: ["iam:PassRole"],
    resources: [globalArn("iam", `role/${NODE}`)],
    conditions: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    why: "The role of the nodes, and no other.",
  },
  {
    sid: "Profile",
    actions: ["iam:GetInstanceProfile"],
    resources: [globalArn("iam", `instance-profile/${NODE}`)],
    why: "The instance profile of the nodes. It makes none and changes none.",
  },
  {
    sid: "Profiles",
    actions: ["iam:ListInstanceProfiles"],
    resources: ["*"],
    why: "It looks for profiles of its own that are left over, in a list of all.",
  },
  {
    sid: "Interruptions",
    actions: actionsOf("sqs", "DeleteMessage", "GetQueueUrl", "ReceiveMessage"),
    resources: [arn("sqs", `${FILL_IN.cluster}-karpenter`)],
    why: "The queue in which AWS says which instances it takes back.",
  },
  {
    sid: "Cluster",
    actions: ["eks:DescribeCluster"],
    resources: [arn("eks", `cluster/${FILL_IN.cluster}`)],
    why: "Address and version of this cluster.",
  },
];
