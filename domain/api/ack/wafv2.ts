// WAF: WebACL. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, immutable, tags } from "./parts.js";

const nothing = z.object({});

const visibilityConfig = z.object({
  cloudWatchMetricsEnabled: z.boolean(),
  metricName: z.string(),
  sampledRequestsEnabled: z.boolean(),
});

const rule = z.object({
  name: z.string(),
  priority: z.int(),
  action: z.object({ block: nothing.optional() }).optional(),
  overrideAction: z.object({ none: nothing.optional() }).optional(),
  statement: z.object({
    managedRuleGroupStatement: z
      .object({
        vendorName: z.string(),
        name: z.string(),
        ruleActionOverrides: z
          .array(z.object({ name: z.string(), actionToUse: z.object({ count: nothing.optional() }) }))
          .optional(),
      })
      .optional(),
    rateBasedStatement: z.object({ aggregateKeyType: z.string(), evaluationWindowSec: z.int(), limit: z.int() }).optional(),
  }),
  visibilityConfig,
});

export const webACLSpec = z.object({
  name: immutable(z.string()),
  scope: z.string(),
  description: z.string().optional(),
  defaultAction: z.object({ allow: nothing.optional() }),
  rules: z.array(rule).optional(),
  visibilityConfig,
  tags: tags.optional(),
});
export type WebACLSpec = z.infer<typeof webACLSpec>;

export const webACLStatus = ackStatus.extend({ id: z.string().optional(), capacity: z.int().optional() });
