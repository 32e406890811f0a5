// IAM: Role, Policy. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, reference, tags } from "./parts.js";

export const roleSpec = z.object({
  name: z.string(),
  description: z.string().optional(),
  assumeRolePolicyDocument: z.string(),
  permissionsBoundary: z.string().optional(),
  policyRefs: z.array(reference).optional(),
  // Filled in by ACK; never set by us.
  maxSessionDuration: z.int().optional(),
  path: z.string().optional(),
  tags: tags.optional(),
});
export type RoleSpec = z.infer<typeof roleSpec>;

export const roleStatus = ackStatus.extend({ roleID: z.string().optional(), createDate: z.string().optional() });

export const policySpec = z.object({
  name: z.string(),
  description: z.string().optional(),
  policyDocument: z.string(),
  // Filled in by ACK; never set by us.
  path: z.string().optional(),
  tags: tags.optional(),
});
export type PolicySpec = z.infer<typeof policySpec>;

export const policyStatus = ackStatus.extend({
  policyID: z.string().optional(),
  createDate: z.string().optional(),
  attachmentCount: z.int().optional(),
});
