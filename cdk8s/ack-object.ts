// Writes one ACK object: our checked type of the spec, and the annotations that decide its life.
import { PlainObject } from "./plain-object.js";
import type { z } from "zod";
import { ANNOTATION } from "../domain/api/keys.js";
import type { AckKind } from "../domain/api/kinds.js";
import { childKey } from "../domain/observed/record.js";
import { childNameOf } from "./child-names.js";
import type { Announcement, Scene } from "./scene.js";

export type AckAnnouncement<Spec extends z.ZodType> = Omit<Announcement, "kind"> & {
  readonly ack: AckKind<Spec>;
  /** Region of the controller call. Left out for global services (IAM, CloudFront, Route 53). */
  readonly region?: string;
};

export function ackObject<Spec extends z.ZodType>(scene: Scene, announcement: AckAnnouncement<Spec>, spec: z.infer<Spec>): void {
  const { apiVersion, kind } = announcement.ack.ref;
  const announced = ackAnnouncement(announcement);
  const child = scene.child(sealed(scene, adopting(scene, announced)));
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
      ...(rest.holdsData === true && NAMED.has(ack.ref.kind) ? { [ANNOTATION.adoptionPolicy]: "adopt-or-create" } : {}),
      ...(region === undefined || region === "" ? {} : { [ANNOTATION.region]: region }),
      ...annotations,
    },
  };
}

/** Kinds that their controllers find by the name in the spec; others have an id that only AWS knows. */
const NAMED = new Set(["DBInstance", "DBCluster", "DBSubnetGroup", "DBParameterGroup", "Bucket", "Table", "Queue", "LogGroup"]);

/** Made by nobody but a service: what AWS has lost of it must not be made anew, empty, unseen. The fields are those of its controller. */
const SOUGHT: Readonly<Record<string, string>> = { Bucket: "name", Table: "tableName" };

/** What was found in AWS says its id from the first write on; of what may be there the controller makes nothing by itself. */
function adopting({ late, blueprint }: Scene, announcement: Announcement): Announcement {
  if (late.origin === undefined && late.adopting === undefined) return announcement;
  const key = childKey({ kind: announcement.kind.kind, role: announcement.role });
  const name = childNameOf(blueprint.identity, announcement);
  const [resourceID, id] = [late.adopting?.[key], late.adoptedIDs?.[key]];
  const field =
    late.origin !== undefined && announcement.holdsData === true && late.absent !== name
      ? SOUGHT[announcement.kind.kind]
      : undefined;
  return {
    ...announcement,
    annotations: {
      ...announcement.annotations,
      ...(resourceID === undefined ? {} : { [ANNOTATION.adopting]: resourceID }),
      ...(id === undefined ? {} : { [ANNOTATION.adoptionPolicy]: "adopt-or-create", ...adoptionFields({ id }) }),
      ...(field === undefined ? {} : { [ANNOTATION.adoptionPolicy]: "adopt", ...adoptionFields({ [field]: name }) }),
    },
  };
}

export function adoptionFields(fields: Readonly<Record<string, string>>): Record<string, string> {
  return { [ANNOTATION.adoptionFields]: JSON.stringify(fields) };
}

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
