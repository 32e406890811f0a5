// CloudWatch: MetricAlarm, Dashboard. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, tags } from "./parts.js";

export const dimension = z.object({ name: z.string(), value: z.string() });

/** One series or one expression of an alarm that watches more than a single metric. */
export const metricQuery = z.object({
  id: z.string(),
  expression: z.string().optional(),
  label: z.string().optional(),
  period: z.int().optional(),
  returnData: z.boolean(),
});

export const metricAlarmSpec = z.object({
  name: z.string(),
  alarmDescription: z.string().optional(),
  // Explicit, else ACK writes the alarm at every resync.
  actionsEnabled: z.boolean(),
  alarmActions: z.array(z.string()).optional(),
  oKActions: z.array(z.string()).optional(),
  namespace: z.string().optional(),
  metricName: z.string().optional(),
  statistic: z.string().optional(),
  extendedStatistic: z.string().optional(),
  dimensions: z.array(dimension).optional(),
  period: z.int().optional(),
  metrics: z.array(metricQuery).optional(),
  evaluationPeriods: z.int(),
  threshold: z.number(),
  comparisonOperator: z.string(),
  treatMissingData: z.string(),
  tags: tags.optional(),
});
export type MetricAlarmSpec = z.infer<typeof metricAlarmSpec>;

export const metricAlarmStatus = ackStatus;

export const dashboardSpec = z.object({ dashboardName: z.string(), dashboardBody: z.string() });
export type DashboardSpec = z.infer<typeof dashboardSpec>;

export const dashboardStatus = ackStatus;
