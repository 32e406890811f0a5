// Writes one ACK object: our checked type of the spec, and the annotations that decide its life.
import { PlainObject } from "./plain-object.js";
import type { z } from "zod";
import { ANNOTATION } from "../domain/api/keys.js";
import type { AckKind } from "../domain/api/kinds.js";
import { childKey } from "../domain/observed/record.js";
import type { Announcement, Scene } from "./scene.js";

export type AckAnnouncement<Spec extends z.ZodType> = Omit<Announcement, "kind"> & {
  readonly ack: AckKind<Spec>;
  /** Region of the controller call. Left out for global services (IAM, CloudFront, Route 53). */
  readonly region?: string;
};

export function ackObject<Spec extends z.ZodType>(scene: Scene, announcement: AckAnnouncement<Spec>, spec: z.infer<Spec>): void {
  const { apiVersion, kind } = announcement.ack.ref;
  const child = scene.child(sealed(scene, ackAnnouncement(announcement)));
  new PlainObject(scene.chart, child.id, { apiVersion, kind, metadata: child.metadata, spec });
}

export function ackAnnouncement(announcement: AckAnnouncement<z.ZodType>): Announcement {
  const { ack, region, annotations, ...rest } = announcement;
  return {
    ...rest,
    kind: ack.ref,
    annotations: {
      // Explicit, since the controller's own default is to delete, and can be configured.
      "services.k8s.aws/deletion-policy": rest.holdsData === true ? "retain" : "delete",
      // The name is ours alone, by its hash: what AWS has under it already is this data, whose object somebody deleted.
      ...(rest.holdsData === true && NAMED.has(ack.ref.kind) ? { "services.k8s.aws/adoption-policy": "adopt-or-create" } : {}),
      ...(region === undefined || region === "" ? {} : { [ANNOTATION.region]: region }),
      ...annotations,
    },
  };
}

/** Kinds that their controllers find by the name in the spec; others have an id that only AWS knows. */
const NAMED = new Set(["DBInstance", "DBCluster", "DBSubnetGroup", "DBParameterGroup", "Bucket", "Table", "Queue", "LogGroup"]);

function sealed({ late }: Scene, announcement: Announcement): Announcement {
  const resourceID = late.seals?.[childKey({ kind: announcement.kind.kind, role: announcement.role })];
  if (resourceID === undefined) return announcement;
  return {
    ...announcement,
    annotations: { ...announcement.annotations, [ANNOTATION.adopted]: "true", [ANNOTATION.resourceID]: resourceID },
  };
}

/** `xRef` to another child of the same namespace. */
export function refTo(name: string): { from: { name: string } } {
  return { from: { name } };
}
