// The WebService API: one typed source for the CRD, its documentation and the operator's types.
import { z } from "zod";
import {
  commandPart,
  cron,
  described,
  dnsLabel,
  enabled,
  host,
  image,
  objectName,
  port,
  quantity,
  secretKey,
  timeZone,
} from "./schema-parts.js";
import { TIER_SPELLINGS } from "./tier.js";

export const DATABASE_PLACEMENTS = ["Auto", "InCluster", "RDS", "Aurora"] as const;
export const DISRUPTIONS = ["None", "Rolling", "Failover", "Restart", "DataMigration", "Destructive"] as const;
export type Disruption = (typeof DISRUPTIONS)[number];
const AUTOMATIC = ["None", "Rolling", "Failover", "Restart"] as const;

const keyRef = z.object({
  name: described(objectName, "Name of the object, in the namespace of the WebService."),
  key: described(secretKey, "Key within the object."),
});

export const envVar = z.object({
  name: described(
    z
      .string()
      .min(1)
      .max(128)
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
    "Name of the variable. Names beginning with AWS_ or KUBERNETES_, and the ones that Tenfold sets, are reserved.",
  ),
  value: described(
    z.string().max(8192).optional(),
    "The value as text. Exactly one of value, secretKeyRef and configMapKeyRef is set.",
  ),
  secretKeyRef: described(keyRef.optional(), "Takes the value from a key of a Secret."),
  configMapKeyRef: described(keyRef.optional(), "Takes the value from a key of a ConfigMap."),
});
export type EnvVar = z.infer<typeof envVar>;

const resources = z.object({
  cpu: described(
    quantity.optional(),
    "CPU that each pod requests, for example 500m. Pods are never throttled: there is no CPU limit.",
  ),
  memory: described(quantity.optional(), "Memory that each pod requests and may use at most, for example 512Mi."),
});

const schedule = z.object({
  name: described(dnsLabel, "Name of the schedule, shown in status and events."),
  start: described(cron, "Cron expression (five fields) at which the floor is raised."),
  end: described(cron, "Cron expression (five fields) at which the floor is lowered again."),
  timeZone: described(timeZone.optional(), "IANA time zone of both expressions, for example Asia/Seoul. Default: UTC."),
  minReplicas: described(z.int().min(1).max(10000), "Lowest number of web pods while the schedule is active."),
});

const scaling = z.object({
  minReplicas: described(z.int().min(1).max(10000).optional(), "Lowest number of web pods. Default: the tier's."),
  maxReplicas: described(z.int().min(1).max(10000).optional(), "Highest number of web pods. Default: the tier's, times surge."),
  targetCPUPercent: described(
    z.int().min(10).max(95).optional(),
    "Average CPU use, in percent of the request, that the autoscaler aims at. Default: 60.",
  ),
  surge: described(
    z.int().min(1).max(100).optional(),
    "Expected peak as a multiple of the tier's own peak. Raises the ceiling and speed of scaling and the reserved load balancer capacity. Default: 1.",
  ),
  schedules: described(z.array(schedule).max(20).optional(), "Hours at which the floor is raised ahead of known traffic."),
});

const database = z.object({
  enabled,
  placement: described(
    z.enum(DATABASE_PLACEMENTS).optional(),
    "Where the database lives. Auto: as the tier says. A placement below the present one is never taken: data only moves up.",
  ),
  version: described(
    z.enum(["14", "15", "16", "17"]).optional(),
    "Major version of PostgreSQL. It can be raised, never lowered. Default: 17.",
  ),
  instanceClass: described(
    z
      .string()
      .min(4)
      .max(40)
      .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/)
      .optional(),
    "RDS instance class, for example db.t4g.medium. Default: the tier's.",
  ),
  storageGiB: described(
    z.int().min(10).max(65536).optional(),
    "Size of the volume in GiB. It can only grow. Default: the tier's.",
  ),
  readReplicas: described(z.int().min(0).max(15).optional(), "Number of read replicas. Default: the tier's."),
  backupRetentionDays: described(
    z.int().min(1).max(35).optional(),
    "Days for which automated backups are kept. Default: the tier's.",
  ),
  adoptFrom: described(
    z
      .string()
      .min(1)
      .max(64)
      .regex(/^([0-9a-f-]{36}|Fresh)$/)
      .optional(),
    "Answer to the condition RetainedDataFound: the UID of the deleted WebService whose data is to be used again, or Fresh to begin with an empty database beside it.",
  ),
});

const cache = z.object({
  enabled,
  nodeType: described(
    z
      .string()
      .min(8)
      .max(40)
      .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/)
      .optional(),
    "ElastiCache node type. Default: the tier's.",
  ),
  shards: described(z.int().min(1).max(90).optional(), "Number of shards. Default: the tier's."),
  replicasPerShard: described(z.int().min(0).max(5).optional(), "Replicas of each shard. Default: the tier's."),
});

const part = (what: string) => described(z.object({ enabled }).optional(), what);

const worker = z.object({
  name: described(dnsLabel.max(30), "Name of the worker, unique among workers and services."),
  image: described(image.optional(), "Image of the worker. Default: the image of the WebService."),
  command: described(z.array(commandPart).max(64).optional(), "Entry point. Default: that of the image."),
  secondsPerMessage: described(z.int().min(1).max(3600).optional(), "Seconds that one message takes. Default: 1."),
  targetLatencySeconds: described(
    z.int().min(1).max(86400).optional(),
    "Seconds within which a message should be done. Default: 60.",
  ),
  min: described(z.int().min(1).max(10000).optional(), "Lowest number of pods. Default: 1."),
  max: described(z.int().min(1).max(10000).optional(), "Highest number of pods. Default: 20."),
  resources: described(resources.optional(), "Size of each pod. Default: 500m CPU, 512Mi memory."),
});

const internalService = z.object({
  name: described(dnsLabel.max(30), "Name of the service, unique among workers and services."),
  image: described(image, "Image of the service."),
  port: described(port.optional(), "Port that it listens on. Default: 8080."),
  command: described(z.array(commandPart).max(64).optional(), "Entry point. Default: that of the image."),
  healthPath: described(
    z
      .string()
      .min(1)
      .max(1024)
      .regex(/^\/[^\s]*$/)
      .optional(),
    "HTTP path of the readiness check. Default: /.",
  ),
  min: described(z.int().min(1).max(10000).optional(), "Lowest number of pods. Default: 2."),
  max: described(z.int().min(1).max(10000).optional(), "Highest number of pods. Default: 20."),
  resources: described(resources.optional(), "Size of each pod. Default: 500m CPU, 512Mi memory."),
});

const uploadFunction = z.object({
  name: described(dnsLabel.max(30), "Name of the function."),
  image: described(image, "Container image of the Lambda function, in ECR of the same region."),
  on: described(
    z.object({
      uploadPrefix: described(z.string().max(512), "Key prefix of the uploads that start the function; empty for all."),
    }),
    "What starts the function.",
  ),
  memoryMiB: described(z.int().min(128).max(10240).optional(), "Memory in MiB. Default: 512."),
  timeoutSeconds: described(z.int().min(1).max(900).optional(), "Longest run in seconds. Default: 60."),
});

const changes = z.object({
  automatic: described(z.enum(AUTOMATIC).optional(), "Highest disruption that starts by itself. Default: Rolling."),
  window: described(
    z
      .object({
        schedule: described(cron, "Cron expression (five fields) at which the window opens."),
        timeZone: described(timeZone.optional(), "IANA time zone of the schedule. Default: UTC."),
        minutes: described(z.int().min(15).max(1440), "Minutes for which it stays open."),
        upTo: described(
          z.enum(AUTOMATIC).optional(),
          "Highest disruption that starts by itself while the window is open. Default: Restart.",
        ),
      })
      .optional(),
    "Recurring maintenance window.",
  ),
});

export const webServiceSpec = z.object({
  userTier: described(
    z.union([z.string(), z.int()]),
    `Number of users to build for: one of ${TIER_SPELLINGS.filter((spelling) => typeof spelling === "string").join(", ")}, as text or number.`,
  ),
  image: described(image, "Container image of the web application, for example ghcr.io/acme/shop:1.4.2."),
  port: described(port.optional(), "Port on which the application listens. Default: 8080."),
  command: described(z.array(commandPart).max(64).optional(), "Entry point. Default: that of the image."),
  args: described(z.array(commandPart).max(64).optional(), "Arguments of the entry point."),
  env: described(
    z.array(envVar).max(256).optional(),
    "Environment variables of the application, beside those that Tenfold provides.",
  ),
  health: described(
    z
      .object({
        path: described(
          z
            .string()
            .min(1)
            .max(1024)
            .regex(/^\/[^\s]*$/)
            .optional(),
          "HTTP path that answers 200 when the application can serve. Default: /.",
        ),
      })
      .optional(),
    "Health check.",
  ),
  hosts: described(
    z.array(host).max(20).optional(),
    "Host names under which the service is reached. Needs a hosted zone in the class.",
  ),
  className: described(objectName.optional(), "WebServiceClass to use. Default: the class marked as default."),
  resources: described(resources.optional(), "Size of each web pod. Default: the tier's."),
  scaling: described(scaling.optional(), "Number of web pods. Default: the tier's."),
  database: described(database.optional(), "Relational database (PostgreSQL)."),
  cache: described(cache.optional(), "Cache (ElastiCache, Valkey). Default: from 10k users on."),
  assets: part("Bucket for assets and uploads (S3). Default: from 10k users on."),
  cdn: part("Content delivery network (CloudFront). Default: from 10k users on."),
  sessions: part("Table for sessions (DynamoDB). Default: from 10k users on."),
  queue: part("Queue with a dead-letter queue (SQS). Default: from 5M users on, or as soon as workers are listed."),
  email: part("Permission to send e-mail (SES). Default: from 5M users on."),
  alarms: part("CloudWatch alarms. Default: from 100 users on."),
  workers: described(z.array(worker).max(20).optional(), "Pods that take messages from the queue."),
  services: described(z.array(internalService).max(50).optional(), "Internal services, reachable from the web pods only."),
  functions: described(z.array(uploadFunction).max(20).optional(), "Lambda functions started by uploads. From 10M users on."),
  changes: described(changes.optional(), "Which changes may start by themselves, and when."),
  deletion: described(
    z
      .object({
        data: described(
          z.enum(["Retain", "Delete"]).optional(),
          "What happens to data when the WebService is deleted. Retain (default) keeps it; Delete needs two keys.",
        ),
      })
      .optional(),
    "Deletion of the WebService.",
  ),
  budget: described(
    z
      .object({
        monthlyUSD: described(
          z.int().min(1).max(10_000_000),
          "Estimated list price per month, in US dollars, above which the action is taken.",
        ),
        action: described(
          z.enum(["Warn", "Hold"]).optional(),
          "Warn (default) adds a problem; Hold also holds back every change that costs more.",
        ),
      })
      .optional(),
    "Monthly budget.",
  ),
  suspend: described(z.boolean().optional(), "true stops every act of the operator on this service. What runs keeps running."),
});
export type WebServiceSpec = z.infer<typeof webServiceSpec>;
