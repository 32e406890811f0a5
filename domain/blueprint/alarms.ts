// Which alarms a blueprint has, with thresholds derived from what they watch.
import type { AlarmSet } from "../tiers/row.js";
import { ALARM, BYTES_PER_CONNECTION, MAX_CONNECTIONS } from "../tiers/defaults.js";
import { averageRequestsPerSecond } from "../tiers/load.js";
import type { AlarmSubject, Database } from "./types.js";

const GIB = 2 ** 30;
const MINUTE = 60;

export type Watched = { readonly database: Database | undefined; readonly users: number };

export function alarmSubjects(sets: readonly AlarmSet[], { database, users }: Watched): readonly AlarmSubject[] {
  return sets.flatMap((set) => {
    switch (set) {
      case "database":
        return database === undefined || database.kind === "in-cluster" ? [] : databaseAlarms(database);
      case "loadBalancer":
        return loadBalancerAlarms(users);
      case "queue":
        return QUEUE_ALARMS;
      case "uploads":
        return [UPLOAD_ALARM];
    }
  });
}

const above = { comparison: "GreaterThanThreshold", periodSeconds: MINUTE, periods: 5 } as const;

function databaseAlarms(database: Exclude<Database, { kind: "in-cluster" }>): readonly AlarmSubject[] {
  const cpu: AlarmSubject = {
    ...above,
    name: "db-cpu",
    metric: "CPUUtilization",
    statistic: "Average",
    on: "database",
    threshold: ALARM.databaseCpuPercent,
  };
  const connections: AlarmSubject = {
    ...above,
    name: "db-connections",
    metric: "DatabaseConnections",
    statistic: "Maximum",
    on: "database",
    threshold: Math.floor(ALARM.databaseConnectionShare * maxConnections(database.instanceClass)),
  };
  // Aurora's volume grows by itself up to 128 TiB: there is no free space to watch.
  if (database.kind === "aurora") return [cpu, connections];
  const storage: AlarmSubject = {
    name: "db-storage",
    metric: "FreeStorageSpace",
    statistic: "Minimum",
    on: "database",
    comparison: "LessThanThreshold",
    threshold: Math.floor(ALARM.databaseFreeShare * database.storageGiB * GIB),
    periodSeconds: 5 * MINUTE,
    periods: 3,
  };
  return [cpu, storage, connections];
}

/**
 * Errors are held against the load that the tier is made for: ten a minute are an outage at a thousand users and nothing at ten million.
 * Not against the requests of the minute: a load balancer is found by a query, and an alarm takes only one of those.
 */
function failuresPerMinute(users: number): number {
  const share = Math.floor(ALARM.loadBalancer5xxShare * averageRequestsPerSecond(users) * MINUTE);
  return Math.max(ALARM.leastLoadBalancer5xxPerMinute, share);
}

const loadBalancerAlarms = (users: number): readonly AlarmSubject[] => [
  {
    ...above,
    name: "lb-5xx",
    metric: "HTTPCode_Target_5XX_Count",
    statistic: "Sum",
    on: "loadBalancer",
    threshold: failuresPerMinute(users),
  },
  {
    ...above,
    name: "lb-latency",
    metric: "TargetResponseTime",
    statistic: "p95",
    on: "loadBalancer",
    threshold: ALARM.loadBalancerLatencySeconds,
  },
  { ...above, name: "lb-unhealthy", metric: "UnHealthyHostCount", statistic: "Maximum", on: "loadBalancer", threshold: 0 },
];

/** Uploads that a function gave up. */
const UPLOAD_ALARM: AlarmSubject = {
  ...above,
  name: "upload-dead-letters",
  metric: "ApproximateNumberOfMessagesVisible",
  statistic: "Maximum",
  on: "uploadDeadLetterQueue",
  threshold: 0,
  periods: 1,
};

const QUEUE_ALARMS: readonly AlarmSubject[] = [
  {
    ...above,
    name: "queue-age",
    metric: "ApproximateAgeOfOldestMessage",
    statistic: "Maximum",
    on: "queue",
    threshold: ALARM.queueAgeSeconds,
  },
  {
    ...above,
    name: "dead-letters",
    metric: "ApproximateNumberOfMessagesVisible",
    statistic: "Maximum",
    on: "deadLetterQueue",
    threshold: 0,
    periods: 1,
  },
];

/** Memory in GiB of an instance class: by family for "large", doubling with each size. Source: AWS instance tables. */
export function instanceMemoryGiB(instanceClass: string): number {
  const [, family = "", size = ""] = instanceClass.split(".");
  const large = family.startsWith("r") || family.startsWith("x") ? 16 : family.startsWith("c") ? 4 : 8;
  const small: Readonly<Record<string, number>> = { micro: large / 8, small: large / 4, medium: large / 2, large };
  const times = /^([0-9]*)xlarge$/.exec(size);
  if (times) return large * 2 * (times[1] === "" ? 1 : Number(times[1]));
  return small[size] ?? large;
}

export function maxConnections(instanceClass: string): number {
  return Math.min(MAX_CONNECTIONS, Math.floor((instanceMemoryGiB(instanceClass) * GIB) / BYTES_PER_CONNECTION));
}
