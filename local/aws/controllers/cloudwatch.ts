// CloudWatch: alarms, dashboards, log groups.
import { ACK } from "../../../domain/api/kinds.js";
import { dashboard, logGroup, metricAlarm } from "../model/types/watching.js";
import type { AckController } from "./ack-controller.js";

export const cloudwatchControllers: readonly AckController[] = [
  {
    kind: ACK.metricAlarm.ref,
    type: metricAlarm,
    clearable: [
      "alarmDescription",
      "dimensions",
      "metrics",
      "metricName",
      "namespace",
      "statistic",
      "extendedStatistic",
      "period",
      "tags",
    ],
    wastes: (spec) =>
      spec["actionsEnabled"] === undefined
        ? [{ fields: ["actionsEnabled"], reason: "without actionsEnabled the alarm is written at every resync" }]
        : [],
  },
  { kind: ACK.dashboard.ref, type: dashboard },
  {
    kind: ACK.logGroup.ref,
    type: logGroup,
    clearable: ["retentionDays", "tags"],
    statusOf: ({ facts }) => ({ creationTime: facts["creationTime"], storedBytes: facts["storedBytes"] }),
  },
];
