// Load balancers, as the AWS Load Balancer Controller makes them: application ones for an Ingress, network ones for a Service.
import { applicationBalancerHost, internalBalancerHost, networkBalancerHost } from "../../../../domain/api/aws-identifiers.js";
import { hex, regionalArn } from "../identifiers.js";
import { textOf, textsOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Birth, type ResourceType, type WorldView } from "../resource.js";
import { zoneOfSubnet } from "../zones.js";
import { allocationArn } from "./ec2.js";

export const LOAD_BALANCER = "elasticloadbalancing/LoadBalancer";

export const loadBalancer: ResourceType = {
  id: LOAD_BALANCER,
  pace: "slow",
  words: { ...plainWords, creating: "provisioning", ready: "active" },
  identity: "named",
  nameOf,
  arnOf: ({ attributes, place }) => {
    const type = isNetwork(attributes) ? "net" : "app";
    return regionalArn(
      "elasticloadbalancing",
      place,
      `loadbalancer/${type}/${nameOf(attributes)}/${hex(nameOf(attributes), 16)}`,
    );
  },
  facts: ({ attributes, place, token }) => ({
    dnsName: hostOf(attributes)(nameOf(attributes), token, place),
  }),
  refuseCreate,
  refuseDelete: ({ attributes }) =>
    attributes["deletionProtection"] === true
      ? recoverable("OperationNotPermitted", "Load balancer cannot be deleted because deletion protection is enabled")
      : undefined,
};

function hostOf(attributes: Attributes): typeof networkBalancerHost {
  if (isNetwork(attributes)) return networkBalancerHost;
  return textOf(attributes, "scheme") === "internal" ? internalBalancerHost : applicationBalancerHost;
}

function nameOf(attributes: Attributes): string {
  return textOf(attributes, "name") ?? "";
}

function isNetwork(attributes: Attributes): boolean {
  return attributes["type"] === "network";
}

function refuseCreate(birth: Birth, world: WorldView): Refusal | undefined {
  return firstRefusal(
    () => refuseSubnets(birth.attributes),
    () => refuseZones(birth),
    () => refuseAddresses(birth, world),
  );
}

function refuseSubnets(attributes: Attributes): Refusal | undefined {
  const fewest = isNetwork(attributes) ? 1 : 2;
  const subnets = textsOf(attributes, "subnets");
  return subnets.length === 0 || subnets.length >= fewest
    ? undefined
    : terminal("ValidationError", "At least two subnets in two different Availability Zones must be specified");
}

function refuseZones({ attributes, place }: Birth): Refusal | undefined {
  const zones = textsOf(attributes, "subnets").map((subnet) => zoneOfSubnet(subnet, place.region));
  return new Set(zones).size === zones.length
    ? undefined
    : terminal(
        "InvalidConfigurationRequest",
        "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
      );
}

function refuseAddresses({ attributes, place }: Birth, world: WorldView): Refusal | undefined {
  const allocations = textsOf(attributes, "allocations");
  if (allocations.length === 0) return undefined;
  if (allocations.length !== textsOf(attributes, "subnets").length) {
    return terminal("ValidationError", `count of EIP allocations (${allocations.length}) and subnets must match`);
  }
  const missing = allocations.find((allocation) => world.find(allocationArn(allocation, place)) === undefined);
  return missing === undefined
    ? undefined
    : recoverable("AllocationIdNotFound", `The allocation IDs are not available for use: ${missing}`);
}
