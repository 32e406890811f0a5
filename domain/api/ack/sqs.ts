// SQS: Queue. All attributes are strings on the wire. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, immutable, tagMap } from "./parts.js";

export const queueSpec = z.object({
  queueName: immutable(z.string()),
  visibilityTimeout: z.string().optional(),
  receiveMessageWaitTimeSeconds: z.string().optional(),
  messageRetentionPeriod: z.string().optional(),
  sqsManagedSSEEnabled: z.string().optional(),
  redrivePolicy: z.string().optional(),
  policy: z.string().optional(),
  // Filled in by ACK; never set by us.
  delaySeconds: z.string().optional(),
  maximumMessageSize: z.string().optional(),
  tags: tagMap.optional(),
});
export type QueueSpec = z.infer<typeof queueSpec>;

/** The ARN is in ackResourceMetadata only. */
export const queueStatus = ackStatus.extend({ queueURL: z.string().optional(), queueARN: z.string().optional() });
export type QueueStatus = z.infer<typeof queueStatus>;
