// What a WebService reports. Conditions follow the kstatus contract; every list of reasons is closed.
import { z } from "zod";
import type { Reason } from "./reasons.js";
import { described } from "./rules.js";
import { moveStatus } from "./status-move.js";
import { line, text, time, word } from "./status-texts.js";
import { DISRUPTIONS } from "./web-service.js";

export const CONDITION_TYPES = [
  "Ready",
  "Reconciling",
  "Stalled",
  "WorkloadReady",
  "DatabaseReady",
  "BackedUp",
  "CacheReady",
  "StorageReady",
  "EdgeReady",
  "AsyncReady",
  "AlarmsReady",
  "IdentityReady",
  "PlanPending",
  "DataRetained",
  "Suspended",
] as const;
export type ConditionType = (typeof CONDITION_TYPES)[number];

/** The parts of a service that have a condition of their own. */
export const PARTS = ["Workload", "Database", "Cache", "Storage", "Edge", "Async", "Alarms", "Identity"] as const;
export type Part = (typeof PARTS)[number];

export { REASONS } from "./reasons.js";
export type { Reason } from "./reasons.js";

export const condition = z.object({
  type: described(z.enum(CONDITION_TYPES), "Type of the condition."),
  status: described(z.enum(["True", "False", "Unknown"]), "True, False or Unknown."),
  reason: described(z.string().max(64), "One word for programs."),
  message: described(text, "What is the case, what is waited for and what to do."),
  observedGeneration: described(z.int().optional(), "Generation of the spec that this condition describes."),
  lastTransitionTime: described(time, "When status last changed."),
});
export type Condition = Omit<z.infer<typeof condition>, "reason"> & { readonly reason: Reason };

/**
 * The condition of a service that no operator has seen: without it, tools that know nothing of us would take an object without a status for
 * one that is current.
 */
export const UNSEEN: Condition = {
  type: "Reconciling",
  status: "True",
  reason: "Progressing",
  message: "no operator has looked at this service yet; if this stays, none runs or none watches this namespace",
  lastTransitionTime: "1970-01-01T00:00:00Z",
};

export const change = z.object({
  id: described(word, "Identity of the change within the plan."),
  subject: described(word, "What changes: web, database, cache, front …"),
  summary: described(line, "The change in words, from what to what."),
  disruption: described(z.enum(DISRUPTIONS), "Class of disruption."),
  reason: described(line, "Why."),
  downtimeSeconds: described(z.int(), "Expected downtime in seconds."),
  basis: described(line.optional(), "Where the downtime is known from."),
  reversible: described(
    z.enum(["Yes", "No", "BeforeTheSwitch"]).optional(),
    "Whether editing the spec back takes the change back. BeforeTheSwitch: until the application uses the other database.",
  ),
  monthlyCostDeltaUSD: described(
    z.number().optional(),
    "By how much the change raises the estimated list price of a month, in US dollars. Left out: not known.",
  ),
  state: described(
    z.enum(["Running", "Waiting", "Held"]),
    "Running, Waiting (for approval, window or an earlier step) or Held (not possible in this version; waitingFor says what to do).",
  ),
  waitingFor: described(line.optional(), "What it waits for and how to go on."),
});

const endpoints = z.object({
  url: described(word.optional(), "Where to open the service."),
  hosts: described(z.array(word).max(64).optional(), "Host names whose DNS records point here."),
  loadBalancer: described(word.optional(), "Name of the load balancer."),
  cdn: described(word.optional(), "Name of the CloudFront distribution."),
});

const resource = z.object({
  kind: described(word, "Kind of the child."),
  apiVersion: described(word, "API version of the child."),
  name: described(word, "Name of the child, in the namespace of the WebService."),
  part: described(word, "Part of the service that it belongs to."),
  ready: described(z.boolean(), "Whether it is there and serves."),
  message: described(line.optional(), "What it waits for."),
});

const retained = z.object({
  kind: described(word, "Kind of the object."),
  name: described(word, "Name of the object."),
  reason: described(line, "Why it is kept."),
  monthlyUSD: described(z.number().optional(), "Estimated list price per month, in US dollars."),
});

export const webServiceStatus = z.object({
  observedGeneration: described(z.int().optional(), "Generation of the spec that this status describes."),
  conditions: described(z.array(condition).max(32).optional(), "Conditions by the kstatus contract.").meta({
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type"],
  }),
  tier: described(
    z
      .object({
        current: described(word.optional(), "Tier that is served now."),
        target: described(word.optional(), "Tier that is aimed at."),
      })
      .optional(),
    "Tier that is served now, and tier that is aimed at.",
  ),
  operator: described(
    z
      .object({
        version: described(word, "Version of the operator."),
        migratorImage: described(word, "Image of the migration program."),
        poolerImage: described(word, "Image of the connection pooler."),
        postgresRepository: described(word, "Image of PostgreSQL in the cluster, without tag."),
      })
      .optional(),
    "Which operator wrote this status, and the settings that its children are made with: enough for a command line to plan the same.",
  ),
  className: described(word.optional(), "WebServiceClass that was used: the one that spec.className names, or the default one."),
  endpoints: described(endpoints.optional(), "How the service is reached."),
  replicas: described(z.int().optional(), "Ready web pods."),
  selector: described(text.optional(), "Label selector of the web pods, for the scale subresource."),
  plan: described(
    z
      .object({
        id: described(word, "Identity of the plan: the value of the annotation tenfold.dev/approve that approves it."),
        changes: described(
          z.array(change).max(64),
          "The changes, in the order in which they run. Where there are more, the last entry says how many.",
        ),
      })
      .optional(),
    "Changes that are under way or wait.",
  ),
  move: described(moveStatus.optional(), "The move of the data to another database that is under way, or the last one."),
  resources: described(
    z.array(resource).max(512).optional(),
    "Inventory of the children. Where there are more, the last entry says how many.",
  ),
  retained: described(
    z.array(retained).max(128).optional(),
    "Data that is kept although the tier no longer names it. It is billed as before. Where there is more, the last entry says how much.",
  ),
  backup: described(
    z
      .object({
        name: described(word, "VolumeSnapshot."),
        time: described(time, "When it was taken."),
        sizeGiB: described(z.number().optional(), "Size of a volume that is restored from it, in GiB."),
      })
      .optional(),
    "The newest good backup of a database in the cluster. Databases in AWS are backed up there.",
  ),
  cost: described(
    z
      .object({
        monthlyUSD: described(z.number(), "Amount per month."),
        currency: described(word, "Always USD."),
        pricesOf: described(word, "Date of the price list."),
        pricedAs: described(
          word.optional(),
          "Region whose prices were taken, where none are known for the region of the class: the nearest one. Prices differ by region, so under a limit of cost that is kept the amount proves nothing, and a service that is not built yet waits.",
        ),
        unpriced: described(
          z.array(word).max(32).optional(),
          "What has no price in the list and is not in the amount. Under a limit of cost it counts as above it.",
        ),
      })
      .optional(),
    "Estimated list price per month.",
  ),
  problems: described(
    z
      .array(
        z.object({
          reason: described(word, "One word for programs."),
          message: described(text, "What cannot be done, and the remedy."),
        }),
      )
      .max(32)
      .optional(),
    "What cannot be done, and the remedy. Where there are more, the last entry says how many.",
  ),
  history: described(
    z
      .array(z.object({ time: described(time, "When it was first served."), tier: described(word, "The tier.") }))
      .max(20)
      .optional(),
    "When each tier was first served: the newest twenty.",
  ),
});
export type WebServiceStatus = Omit<z.infer<typeof webServiceStatus>, "conditions"> & {
  readonly conditions?: readonly Condition[];
};
export type ChangeReport = z.infer<typeof change>;
