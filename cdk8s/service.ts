// The Services: web behind the ALB, internal services, the in-cluster database, and the network load balancer.
import { k8s } from "cdk8s-plus-27";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import { POOLER_ADMIN_PORT } from "../domain/api/pooler-settings.js";
import type { Part } from "../domain/api/status.js";
import { databaseRoles, FRONT_SERVICE, ROLE, serviceRole } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { tagText } from "./aws-tags.js";
import { speaksTls } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import { inClusterDatabases, DATABASE_PORT } from "./database-facts.js";
import { podSelector } from "./labels.js";
import { placeGaps } from "./place-gaps.js";
import { DEREGISTRATION_SECONDS, HTTP_PORT } from "./pod-template.js";
import { ADMIN_PORT_NAME, POOLER_PORT_NAME } from "./pooler.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

const POSTGRES_PORT_NAME = "postgres";
const NLB_CLASS = "service.k8s.aws/nlb";
const NLB = "service.beta.kubernetes.io/aws-load-balancer-";

/** One for each application load balancer in front of the web pods: their target groups are told apart by it. */
export function webServices(scene: Scene): void {
  const { fronts, web } = scene.blueprint;
  for (const { kind } of fronts)
    if (kind !== "nlb")
      clusterService(scene, { part: "Workload", role: FRONT_SERVICE[kind], pods: ROLE.web, port: web.port, target: HTTP_PORT });
}

export function internalServices(scene: Scene): void {
  for (const { name, port } of scene.blueprint.services)
    clusterService(scene, { part: "Workload", role: serviceRole(name), port, target: HTTP_PORT });
}

export function databaseService(scene: Scene): void {
  for (const database of inClusterDatabases(scene.blueprint))
    clusterService(scene, {
      ...{ part: "Database", role: databaseRoles(database).main },
      ...{ port: DATABASE_PORT, target: POSTGRES_PORT_NAME },
    });
}

/** The address that never changes, and beside it each pooler by itself, for whoever pauses all of them, ready or not. */
export function poolerServices(scene: Scene): void {
  const { pooler, database, identity } = scene.blueprint;
  if (pooler === undefined || database === undefined) return;
  clusterService(scene, { part: "Database", role: ROLE.pooler, port: DATABASE_PORT, target: POOLER_PORT_NAME });
  const child = scene.child({ kind: BUILT_IN.service, part: "Database", role: ROLE.poolerPods });
  typedObject(child, k8s.KubeService, {
    spec: {
      clusterIp: "None",
      publishNotReadyAddresses: true,
      selector: podSelector(identity, ROLE.pooler),
      ports: [{ name: ADMIN_PORT_NAME, port: POOLER_ADMIN_PORT, targetPort: k8s.IntOrString.fromString(ADMIN_PORT_NAME) }],
    },
  });
}

type Target = {
  readonly part: Part;
  readonly role: string;
  /** The role of the pods, where it is another. */
  readonly pods?: string;
  readonly port: number;
  readonly target: string;
};

function clusterService(scene: Scene, { part, role, pods = role, port, target }: Target): void {
  const child = scene.child({ kind: BUILT_IN.service, part, role });
  typedObject(child, k8s.KubeService, {
    spec: {
      type: "ClusterIP",
      selector: podSelector(scene.blueprint.identity, pods),
      ports: [{ name: target, port, targetPort: k8s.IntOrString.fromString(target) }],
    },
  });
}

/** Network load balancer with one fixed address. Changing scheme, type or address would replace it. */
export function nlbService(scene: Scene): void {
  const { blueprint, late } = scene;
  if (!blueprint.fronts.some(({ kind }) => kind === "nlb")) return;
  const eip = childNameOf(blueprint.identity, { kind: ACK.elasticIPAddress.ref, role: ROLE.nlb });
  const allocation = late.elasticIPAllocationID;
  const gaps = placeGaps(blueprint.place, "publicSubnetIDs");
  const announcement: Announcement = { kind: BUILT_IN.service, part: "Edge", role: ROLE.nlb };
  if (allocation === undefined || gaps.length > 0) {
    scene.wait(announcement, [...gaps, ...(allocation === undefined ? [`the allocation id of ElasticIPAddress ${eip}`] : [])]);
    return;
  }
  const child = scene.child({ ...announcement, annotations: nlbAnnotations(blueprint, allocation) });
  const targetPort = k8s.IntOrString.fromString(HTTP_PORT);
  typedObject(child, k8s.KubeService, {
    spec: {
      type: "LoadBalancer",
      loadBalancerClass: NLB_CLASS,
      // Targets are pod addresses: nothing goes through the nodes.
      allocateLoadBalancerNodePorts: false,
      selector: podSelector(blueprint.identity, ROLE.web),
      ports: [
        { name: "http", port: 80, targetPort },
        ...(speaksTls(blueprint) ? [{ name: "https", port: 443, targetPort }] : []),
      ],
    },
  });
}

function nlbAnnotations(blueprint: Blueprint, allocation: string): Record<string, string> {
  const { identity, place, web } = blueprint;
  return {
    [`${NLB}scheme`]: "internet-facing",
    [`${NLB}nlb-target-type`]: "ip",
    // One address, so one subnet: there must be as many of one as of the other.
    [`${NLB}subnets`]: place.publicSubnetIDs[0] ?? "",
    [`${NLB}eip-allocations`]: allocation,
    // Its nodes are in that zone alone; without this no pod in another zone is ever a target that serves.
    [`${NLB}attributes`]: "load_balancing.cross_zone.enabled=true",
    [`${NLB}healthcheck-protocol`]: "HTTP",
    [`${NLB}healthcheck-port`]: "traffic-port",
    [`${NLB}healthcheck-path`]: web.healthPath,
    [`${NLB}target-group-attributes`]: `deregistration_delay.timeout_seconds=${DEREGISTRATION_SECONDS}`,
    [`${NLB}additional-resource-tags`]: tagText(identity),
    ...(speaksTls(blueprint) ? { [`${NLB}ssl-cert`]: place.certificateARN ?? "", [`${NLB}ssl-ports`]: "https" } : {}),
  };
}
