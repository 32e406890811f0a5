// Writes one ACK object: our checked type of the spec, and the annotations that decide its life.
import { PlainObject } from "./plain-object.js";
import type { z } from "zod";
import type { AckKind } from "../domain/api/kinds.js";
import type { Announcement, Scene } from "./scene.js";

export type AckAnnouncement<Spec extends z.ZodType> = Omit<Announcement, "kind"> & {
  readonly ack: AckKind<Spec>;
  /** Region of the controller call. Left out for global services (IAM, CloudFront, Route 53). */
  readonly region?: string;
};

export function ackObject<Spec extends z.ZodType>(scene: Scene, announcement: AckAnnouncement<Spec>, spec: z.infer<Spec>): void {
  const { apiVersion, kind } = announcement.ack.ref;
  const child = scene.child(ackAnnouncement(announcement));
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
      ...(region === undefined || region === "" ? {} : { "services.k8s.aws/region": region }),
      ...annotations,
    },
  };
}

/** `xRef` to another child of the same namespace. */
export function refTo(name: string): { from: { name: string } } {
  return { from: { name } };
}
