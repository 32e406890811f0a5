// Route 53: RecordSet. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, immutable } from "./parts.js";

export const recordSetSpec = z.object({
  hostedZoneID: immutable(z.string()).optional(),
  name: immutable(z.string()).optional(),
  recordType: immutable(z.string()),
  ttl: z.int().optional(),
  resourceRecords: z.array(z.object({ value: z.string() })).optional(),
  // dnsName without a trailing dot: with one, ACK writes the record at every resync.
  aliasTarget: z.object({ dnsName: z.string(), hostedZoneID: z.string(), evaluateTargetHealth: z.boolean() }).optional(),
});
export type RecordSetSpec = z.infer<typeof recordSetSpec>;

export const recordSetStatus = ackStatus.extend({
  id: z.string().optional(),
  status: z.string().optional(),
  submittedAt: z.string().optional(),
});
