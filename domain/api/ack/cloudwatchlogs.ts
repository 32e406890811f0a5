// CloudWatch Logs: LogGroup. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, tagMap } from "./parts.js";

export const logGroupSpec = z.object({
  name: z.string(),
  retentionDays: z.int().optional(),
  tags: tagMap.optional(),
});
export type LogGroupSpec = z.infer<typeof logGroupSpec>;

export const logGroupStatus = ackStatus.extend({ creationTime: z.int().optional(), storedBytes: z.int().optional() });
