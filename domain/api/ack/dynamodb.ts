// DynamoDB: Table. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, immutable, tags } from "./parts.js";

export const tableSpec = z.object({
  tableName: z.string(),
  billingMode: z.string().optional(),
  attributeDefinitions: z.array(z.object({ attributeName: z.string(), attributeType: z.string() })),
  keySchema: immutable(z.array(z.object({ attributeName: z.string(), keyType: z.string() }))),
  deletionProtectionEnabled: z.boolean().optional(),
  continuousBackups: z.object({ pointInTimeRecoveryEnabled: z.boolean() }).optional(),
  timeToLive: z.object({ attributeName: z.string(), enabled: z.boolean() }).optional(),
  tags: tags.optional(),
});
export type TableSpec = z.infer<typeof tableSpec>;

export const tableStatus = ackStatus.extend({
  tableStatus: z.string().optional(),
  tableID: z.string().optional(),
  creationDateTime: z.string().optional(),
});
