// The Ingress from which the load balancer controller makes the ALB.
import { k8s } from "cdk8s-plus-27";
import { ALB_PREFIX_LISTS } from "../domain/api/keys.js";
import { BUILT_IN } from "../domain/api/kinds.js";
import { FRONT_SERVICE, ROLE } from "../domain/blueprint/roles.js";
import type { ApplicationFront, Blueprint } from "../domain/blueprint/types.js";
import { tagText } from "./aws-tags.js";
import { speaksTls } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import { placeGaps } from "./place-gaps.js";
import { DEREGISTRATION_SECONDS, HTTP_PORT } from "./pod-template.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

const ALB = "alb.ingress.kubernetes.io/";
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

export function albIngresses(scene: Scene): void {
  for (const front of scene.blueprint.fronts) if (front.kind !== "nlb") ingress(scene, front);
}

function ingress(scene: Scene, front: ApplicationFront): void {
  const { blueprint } = scene;
  const announcement: Announcement = { kind: BUILT_IN.ingress, part: "Edge", role: ROLE[front.kind] };
  const gaps = placeGaps(blueprint.place, front.kind === "internal" ? "privateSubnetIDs" : "publicSubnetIDs");
  if (gaps.length > 0) {
    scene.wait(announcement, gaps);
    return;
  }
  const child = scene.child({ ...announcement, annotations: annotations(blueprint, front) });
  const service = {
    name: childNameOf(blueprint.identity, { kind: BUILT_IN.service, role: FRONT_SERVICE[front.kind] }),
    port: { name: HTTP_PORT },
  };
  const http = { paths: [{ path: "/", pathType: "Prefix", backend: { service } }] };
  typedObject(child, k8s.KubeIngress, {
    spec: {
      ingressClassName: blueprint.place.ingressClassName,
      // Without hosts every name leads here, such as the load balancer's own.
      rules: blueprint.hosts.length === 0 ? [{ http }] : blueprint.hosts.map((host) => ({ host, http })),
    },
  });
}

function annotations(blueprint: Blueprint, front: ApplicationFront): Record<string, string> {
  const { identity, place, web } = blueprint;
  const { kind, reservedCapacityUnits } = front;
  const isInternal = kind === "internal";
  const isClosed = blueprint.isFrontClosed === true && !isInternal;
  return {
    [`${ALB}scheme`]: isInternal ? "internal" : "internet-facing",
    [`${ALB}target-type`]: "ip",
    // Whoever writes an Ingress can join a group: ours is fixed and belongs to this service alone.
    [`${ALB}group.name`]: childNameOf(identity, { kind: BUILT_IN.ingress, role: ROLE[kind] }),
    // All, whatever the tier: a pod in a zone that it is not in never gets a request and never becomes ready.
    [`${ALB}subnets`]: (isInternal ? place.privateSubnetIDs : place.publicSubnetIDs).join(","),
    [`${ALB}healthcheck-path`]: web.healthPath,
    [`${ALB}healthcheck-interval-seconds`]: "10",
    [`${ALB}load-balancer-attributes`]: "routing.http.drop_invalid_header_fields.enabled=true",
    [`${ALB}target-group-attributes`]: [
      `deregistration_delay.timeout_seconds=${DEREGISTRATION_SECONDS}`,
      "load_balancing.algorithm.type=least_outstanding_requests",
    ].join(","),
    [`${ALB}tags`]: tagText(identity),
    ...(reservedCapacityUnits > 0 ? { [`${ALB}minimum-load-balancer-capacity`]: `CapacityUnits=${reservedCapacityUnits}` } : {}),
    ...listeners(blueprint, isClosed),
    ...(isClosed ? { [ALB_PREFIX_LISTS]: place.cdnPrefixListID ?? "" } : {}),
  };
}

/**
 * Behind CloudFront one port: the prefix list counts for 55 of the 60 rules that AWS lets a security group have. CloudFront asks by TLS
 * wherever the load balancer speaks it, and redirects viewers itself.
 */
function listeners(blueprint: Blueprint, isClosed: boolean): Record<string, string> {
  if (!speaksTls(blueprint)) return { [`${ALB}listen-ports`]: '[{"HTTP":80}]' };
  const open = { [`${ALB}listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]', [`${ALB}ssl-redirect`]: "443" };
  return {
    ...(isClosed ? { [`${ALB}listen-ports`]: '[{"HTTPS":443}]' } : open),
    [`${ALB}ssl-policy`]: TLS_POLICY,
    [`${ALB}certificate-arn`]: blueprint.place.certificateARN ?? "",
  };
}
