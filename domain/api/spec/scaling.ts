// spec.resources and spec.scaling: how large pods are and how many there may be.
import { z } from "zod";
import { described, listByName, ruled } from "../rules.js";
import { cpuQuantity, cron, dnsLabel, memoryQuantity, timeZone } from "../schema-parts.js";

export const resources = z.object({
  cpu: described(
    cpuQuantity.optional(),
    "CPU that each pod requests, in cores or millicores, for example 500m. There is no CPU limit: pods are never throttled. Changing it replaces the pods one by one.",
  ),
  memory: described(
    memoryQuantity.optional(),
    "Memory that each pod requests and may use at most, for example 512Mi; a pod that takes more is killed. Changing it replaces the pods one by one.",
  ),
});

const replicas = z.int().min(1).max(10_000);

const schedule = z.object({
  name: described(dnsLabel, "Name of the schedule, unique in the list, shown in status and events."),
  start: described(cron, "Cron expression (five fields) at which the floor is raised, for example 30 8 * * 1-5."),
  end: described(cron, "Cron expression (five fields) at which the floor is lowered again, for example 0 20 * * 1-5."),
  timeZone: described(timeZone.optional(), "IANA time zone of both expressions, for example Asia/Seoul. Default: UTC."),
  minReplicas: described(
    replicas,
    "Lowest number of web pods while the schedule is active. The higher of this and the usual floor counts. Poolers are raised with them, up to their own highest number.",
  ),
});

const ranges = z.object({
  minReplicas: described(
    replicas.optional(),
    "Lowest number of web pods. Default: the tier's. Below two, a lost node is an outage.",
  ),
  maxReplicas: described(
    replicas.optional(),
    "Highest number of web pods. Default: the tier's, times surge. Each pod holds database connections: the database limits it too.",
  ),
  targetCPUPercent: described(
    z.int().min(10).max(95).optional(),
    "Average CPU use, in percent of the request, that the autoscaler aims at. Default: 60, and less with a surge above 2: 51 with 3, 28 with 10. Higher is cheaper and leaves less room until new pods have started.",
  ),
  surge: described(
    z.int().min(1).max(100).optional(),
    "Expected peak as a multiple of the tier's own peak, for example 10. Raises the ceiling, the speed of scaling and the reserved load balancer capacity, and lowers the default of targetCPUPercent, so that more pods run all the time; both cost money. Default: 1.",
  ),
  schedules: described(listByName(schedule, 20).optional(), "Hours at which the floor is raised ahead of known traffic."),
});

export const scaling = ruled(
  ranges,
  {
    cel: "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
    holds: ({ minReplicas = 1, maxReplicas }) => maxReplicas === undefined || minReplicas <= maxReplicas,
    message: "minReplicas is above maxReplicas",
    remedy: "lower minReplicas or raise maxReplicas",
    field: "minReplicas",
  },
  {
    cel: "!has(self.maxReplicas) || !has(self.schedules) || self.schedules.all(schedule, schedule.minReplicas <= self.maxReplicas)",
    holds: ({ maxReplicas, schedules = [] }) =>
      maxReplicas === undefined || schedules.every((schedule) => schedule.minReplicas <= maxReplicas),
    message: "the minReplicas of a schedule is above maxReplicas",
    remedy: "lower it or raise maxReplicas",
    field: "schedules",
  },
);
