// The one fixed address of the network load balancer, at which the DNS records point.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import { ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import type { Scene } from "./scene.js";

export function elasticIPAddress(scene: Scene): void {
  const { fronts, identity, place } = scene.blueprint;
  if (!fronts.some(({ kind }) => kind === "nlb")) return;
  const announcement = { ack: ACK.elasticIPAddress, part: "Edge", role: ROLE.nlb, region: place.region } as const;
  ackObject(scene, announcement, { tags: tagList(identity) });
}
