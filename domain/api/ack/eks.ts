// EKS: PodIdentityAssociation. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, reference, tagMap } from "./parts.js";

export const podIdentityAssociationSpec = z.object({
  clusterName: z.string().optional(),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleRef: reference.optional(),
  tags: tagMap.optional(),
});
export type PodIdentityAssociationSpec = z.infer<typeof podIdentityAssociationSpec>;

export const podIdentityAssociationStatus = ackStatus.extend({
  associationID: z.string().optional(),
  associationARN: z.string().optional(),
  createdAt: z.string().optional(),
});
export type PodIdentityAssociationStatus = z.infer<typeof podIdentityAssociationStatus>;
