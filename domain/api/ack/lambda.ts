// Lambda: Function, EventSourceMapping. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, reference, tagMap } from "./parts.js";

export const functionSpec = z.object({
  name: z.string(),
  description: z.string().optional(),
  packageType: z.string().optional(),
  code: z.object({ imageURI: z.string().optional() }),
  roleRef: reference.optional(),
  memorySize: z.int().optional(),
  timeout: z.int().optional(),
  architectures: z.array(z.string()).optional(),
  environment: z.object({ variables: z.record(z.string(), z.string()) }).optional(),
  tags: tagMap.optional(),
});
export type FunctionSpec = z.infer<typeof functionSpec>;

export const functionStatus = ackStatus.extend({
  state: z.string().optional(),
  stateReason: z.string().optional(),
  lastUpdateStatus: z.string().optional(),
  lastUpdateStatusReason: z.string().optional(),
});
export type FunctionStatus = z.infer<typeof functionStatus>;

export const eventSourceMappingSpec = z.object({
  eventSourceARN: z.string().optional(),
  functionRef: reference.optional(),
  batchSize: z.int().optional(),
  enabled: z.boolean().optional(),
  functionResponseTypes: z.array(z.string()).optional(),
  // Filled in by ACK; never set by us.
  maximumBatchingWindowInSeconds: z.int().optional(),
  tags: tagMap.optional(),
});
export type EventSourceMappingSpec = z.infer<typeof eventSourceMappingSpec>;

export const eventSourceMappingStatus = ackStatus.extend({
  uuid: z.string().optional(),
  state: z.string().optional(),
  functionARN: z.string().optional(),
});
