// Ties the ServiceAccount of the pods to their IAM role. Pods get credentials only when created after it.
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import { ackAnnouncement, ackObject, refTo } from "./ack-object.js";
import { tagMap } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import { needsIdentity } from "./permissions.js";
import { placeGaps } from "./place-gaps.js";
import type { Scene } from "./scene.js";

export function podIdentityAssociation(scene: Scene): void {
  const { identity, place } = scene.blueprint;
  if (!needsIdentity(scene.blueprint)) return;
  const ack = ACK.podIdentityAssociation;
  const announcement = { ack, part: "Identity", role: ROLE.app, region: place.region } as const;
  const gaps = placeGaps(place, "clusterName");
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  ackObject(scene, announcement, {
    clusterName: place.clusterName,
    namespace: identity.namespace,
    serviceAccount: childNameOf(identity, { kind: BUILT_IN.serviceAccount, role: ROLE.app }),
    roleRef: refTo(childNameOf(identity, { kind: ACK.role.ref, role: ROLE.app })),
    tags: tagMap(identity),
  });
}
