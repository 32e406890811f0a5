// CloudWatch alarms and dashboards, log groups.
import { regionalArn } from "../identifiers.js";
import { isRecord, listOf, numberOf, parsed, recordsOf, textOf } from "../read.js";
import { terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type ResourceType } from "../resource.js";

const RETENTIONS_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const metricAlarm: ResourceType = {
  id: "cloudwatch/MetricAlarm",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "name") ?? "",
  arnOf: ({ attributes, place }) => regionalArn("cloudwatch", place, `alarm:${textOf(attributes, "name") ?? ""}`),
  defaults: () => ({ actionsEnabled: true }),
  refuseCreate: ({ attributes }) => refuseAlarm(attributes),
  refuseModify: ({ result }) => refuseAlarm(result),
};

export const dashboard: ResourceType = {
  id: "cloudwatch/Dashboard",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "dashboardName") ?? "",
  arnOf: ({ attributes, place }) =>
    `arn:aws:cloudwatch::${place.accountID}:dashboard/${textOf(attributes, "dashboardName") ?? ""}`,
  refuseCreate: ({ attributes }) => refuseBody(attributes),
  refuseModify: ({ result }) => refuseBody(result),
};

export const logGroup: ResourceType = {
  id: "cloudwatchlogs/LogGroup",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "name") ?? "",
  arnOf: ({ attributes, place }) => regionalArn("logs", place, `log-group:${textOf(attributes, "name") ?? ""}`),
  facts: ({ at }) => ({ creationTime: at, storedBytes: 0 }),
  refuseCreate: ({ attributes }) => refuseRetention(attributes),
  refuseModify: ({ result }) => refuseRetention(result),
};

function refuseAlarm(attributes: Attributes): Refusal | undefined {
  const hasMetric = textOf(attributes, "metricName") !== undefined;
  const hasQueries = recordsOf(attributes, "metrics").length > 0;
  if (hasMetric === hasQueries) {
    return terminal("ValidationError", "Either MetricName or Metrics must be given, and not both");
  }
  const period = numberOf(attributes, "period");
  return hasMetric && (period === undefined || period < 10)
    ? terminal("ValidationError", "Period must be 10, 20, 30, or a multiple of 60")
    : undefined;
}

function refuseBody(attributes: Attributes): Refusal | undefined {
  const body = parsed(textOf(attributes, "dashboardBody") ?? "");
  return isRecord(body) && listOf(body, "widgets").length > 0
    ? undefined
    : terminal("InvalidParameterInput", "The dashboard body is invalid: it must be JSON with an array widgets");
}

function refuseRetention(attributes: Attributes): Refusal | undefined {
  const days = numberOf(attributes, "retentionDays");
  return days === undefined || RETENTIONS_DAYS.includes(days)
    ? undefined
    : terminal("InvalidParameterException", `Value ${days} at 'retentionInDays' is not one of the values that are possible`);
}
