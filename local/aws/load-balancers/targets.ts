// The pods behind a load balancer, by their zones: one that the load balancer has no way to is never served.
import type { KubeObject } from "../../../domain/api/objects.js";
import { recordOf, recordsOf, textOf, textsOf } from "../model/read.js";
import type { Attributes } from "../model/resource.js";
import { zoneOfSubnet } from "../model/zones.js";

const SERVICE_NAME = "kubernetes.io/service-name";

export type Target = { readonly pod: string; readonly zone: string } & TargetHealth;
type TargetHealth =
  | { readonly state: "healthy" }
  /** `healthyFrom` (milliseconds): when nothing else is missing than checks. */
  | ({ readonly state: "initial"; readonly healthyFrom?: number } & Why)
  | ({ readonly state: "unused" } & Why);
type Why = { readonly reason: string; readonly description: string };

const UNUSED = {
  state: "unused",
  reason: "Target.NotInUse",
  description: "Target is in an Availability Zone that is not enabled for the load balancer",
} as const;
const REGISTERING = {
  state: "initial",
  reason: "Elb.RegistrationInProgress",
  description: "Target registration is in progress",
} as const;
const CHECKING = {
  state: "initial",
  reason: "Elb.InitialHealthChecking",
  description: "Initial health checks in progress",
} as const;

/**
 * Application load balancers serve the zones that they have a subnet in. Network ones serve the same, or every zone
 * with cross-zone load balancing, which AWS names as the way to targets in a zone that no subnet can be given for.
 */
export function healthIn(zone: string, balancer: Attributes, region: string): "served" | "unused" {
  if (balancer["type"] === "network" && balancer["crossZone"] === true) return "served";
  const zones = textsOf(balancer, "subnets").map((subnet) => zoneOfSubnet(subnet, region));
  return zones.length === 0 || zones.includes(zone) ? "served" : "unused";
}

export type Balancer = {
  readonly attributes: Attributes;
  readonly region: string;
  /** Healthy from then on (milliseconds), if it answers; undefined: not known yet. */
  readonly healthyFrom: (pod: string) => number | undefined;
  /** Whether a pod answers that is not ready, since its readiness waits for this health. */
  readonly isGated: (pod: string) => boolean;
  readonly now: number;
};

/** `slices`: EndpointSlices of the Services behind it. */
export function targetsOf(slices: readonly KubeObject[], balancer: Balancer): readonly Target[] {
  return slices
    .flatMap((slice) => recordsOf(slice, "endpoints"))
    .map((endpoint): Target => {
      const zone = textOf(endpoint, "zone") ?? "";
      const pod = textOf(recordOf(endpoint, "targetRef"), "name") ?? "";
      if (healthIn(zone, balancer.attributes, balancer.region) === "unused") return { pod, zone, ...UNUSED };
      const answers = recordOf(endpoint, "conditions")["ready"] === true || balancer.isGated(pod);
      return { pod, zone, ...checked(answers ? balancer.healthyFrom(pod) : undefined, balancer.now) };
    });
}

function checked(healthyFrom: number | undefined, now: number): TargetHealth {
  if (healthyFrom === undefined) return REGISTERING;
  return now >= healthyFrom ? { state: "healthy" } : { ...CHECKING, healthyFrom };
}

export function serviceOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.labels?.[SERVICE_NAME] ?? ""}`;
}
