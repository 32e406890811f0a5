// EC2 security groups and Elastic IP addresses.
import { address, allocationID, securityGroupID } from "../../../../domain/api/aws-identifiers.js";
import { regionalArn } from "../identifiers.js";
import { recordsOf, textOf, textsOf } from "../read.js";
import { recoverable, terminal, type Refusal } from "../refusal.js";
import {
  plainWords,
  type Attributes,
  type Birth,
  type Place,
  type Resource,
  type ResourceType,
  type WorldView,
} from "../resource.js";

const SECURITY_GROUP = "ec2/SecurityGroup";
const DEFAULT_VPC = "vpc-0";
/** Where resources name the groups that guard them. */
const USERS: readonly (readonly [type: string, field: string])[] = [
  ["rds/DBInstance", "vpcSecurityGroupIDs"],
  ["rds/DBCluster", "vpcSecurityGroupIDs"],
  ["elasticache/ReplicationGroup", "securityGroupIDs"],
];

export function allocationArn(allocationID: string, place: Place): string {
  return regionalArn("ec2", place, `elastic-ip/${allocationID}`);
}

export function securityGroupArn(id: string, place: Place): string {
  return regionalArn("ec2", place, `security-group/${id}`);
}

export const securityGroup: ResourceType = {
  id: SECURITY_GROUP,
  pace: "instant",
  words: plainWords,
  identity: "generated",
  nameOf: (attributes) => textOf(attributes, "name") ?? "",
  arnOf: ({ place, token }) => securityGroupArn(securityGroupID(token), place),
  facts: ({ token }) => ({ id: securityGroupID(token) }),
  refuseCreate: (birth, world) => refuseDuplicate(birth, world) ?? refuseRules(birth.attributes),
  refuseModify: ({ result }) => refuseRules(result),
  refuseDelete: ({ facts }, _request, world) =>
    USERS.some(([type, field]) => [...world.all(type)].some((user) => isGuarded(user, field, facts["id"])))
      ? recoverable("DependencyViolation", `resource ${String(facts["id"])} has a dependent object`)
      : undefined,
};

export const elasticIPAddress: ResourceType = {
  id: "ec2/ElasticIPAddress",
  pace: "instant",
  words: plainWords,
  identity: "generated",
  nameOf: () => "",
  arnOf: ({ place, token }) => allocationArn(allocationID(token), place),
  defaults: ({ place }) => ({ publicIPv4Pool: "amazon", networkBorderGroup: place.region }),
  facts: ({ token }) => ({ allocationID: allocationID(token), publicIP: address(token) }),
  refuseDelete: ({ facts }, _request, world) =>
    [...world.all("elasticloadbalancing/LoadBalancer")].some((user) =>
      textsOf(user.attributes, "allocations").includes(textOf(facts, "allocationID") ?? ""),
    )
      ? recoverable("AuthFailure", "You do not have permission to access the specified resource: the address is in use")
      : undefined,
};

function isGuarded(user: Resource, field: string, id: unknown): boolean {
  return textsOf(user.attributes, field).some((used) => used === id);
}

function vpcOf(attributes: Attributes): string {
  return textOf(attributes, "vpcID") ?? DEFAULT_VPC;
}

function refuseDuplicate({ attributes, token }: Birth, world: WorldView): Refusal | undefined {
  const name = textOf(attributes, "name") ?? "";
  const isTaken = [...world.all(SECURITY_GROUP)].some(
    (other) => other.token !== token && other.name === name && vpcOf(other.attributes) === vpcOf(attributes),
  );
  return isTaken
    ? terminal("InvalidGroup.Duplicate", `The security group '${name}' already exists for VPC '${vpcOf(attributes)}'`)
    : undefined;
}

function refuseRules(attributes: Attributes): Refusal | undefined {
  const ranges = ["ingressRules", "egressRules"]
    .flatMap((field) => recordsOf(attributes, field))
    .flatMap((rule) => recordsOf(rule, "ipRanges"));
  const bad = ranges.find((range) => !/^\d+(\.\d+){3}\/\d+$/.test(textOf(range, "cidrIP") ?? ""));
  return bad === undefined
    ? undefined
    : terminal("InvalidParameterValue", `CIDR block ${textOf(bad, "cidrIP") ?? ""} is malformed`);
}
