// What a WebService reports. Conditions follow the kstatus contract; every list of reasons is closed.
import { z } from "zod";
import { DISRUPTIONS } from "./web-service.js";
import { described } from "./schema-parts.js";

export const CONDITION_TYPES = [
  "Ready",
  "Reconciling",
  "Stalled",
  "WorkloadReady",
  "DatabaseReady",
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

export const REASONS = [
  "Ready",
  "Progressing",
  "WaitingForChildren",
  "ChildFailed",
  "NotNeeded",
  "NameConflict",
  "ControllerMissing",
  "InvalidSpec",
  "ClassNotFound",
  "ClassIncomplete",
  "TierAboveLimit",
  "WriteRefused",
  "Unreachable",
  "RetainedDataFound",
  "ApprovalNeeded",
  "WindowClosed",
  "WaitingForStep",
  "BudgetExceeded",
  "NothingPending",
  "Retained",
  "NothingRetained",
  "NotManaged",
  "SuspendRequested",
  "Active",
  "Deleting",
  "DeletionNotConfirmed",
] as const;
export type Reason = (typeof REASONS)[number];

export const condition = z.object({
  type: described(z.enum(CONDITION_TYPES), "Type of the condition."),
  status: described(z.enum(["True", "False", "Unknown"]), "True, False or Unknown."),
  reason: described(z.string().max(64), "One word for programs."),
  message: described(z.string().max(4096), "What is the case, what is waited for and what to do."),
  observedGeneration: described(z.int().optional(), "Generation of the spec that this condition describes."),
  lastTransitionTime: described(z.string(), "When status last changed."),
});
export type Condition = Omit<z.infer<typeof condition>, "reason"> & { readonly reason: Reason };

export const change = z.object({
  id: described(z.string(), "Identity of the change within the plan."),
  subject: described(z.string(), "What changes: web, database, cache, front …"),
  summary: described(z.string(), "The change in words, from what to what."),
  disruption: described(z.enum(DISRUPTIONS), "Class of disruption."),
  reason: described(z.string(), "Why."),
  downtimeSeconds: described(z.int(), "Expected downtime in seconds."),
  state: described(
    z.enum(["Running", "Waiting", "Held"]),
    "Running, Waiting (for approval, window or an earlier step) or Held (not possible yet).",
  ),
  waitingFor: described(z.string().optional(), "What it waits for and how to go on."),
});

export const webServiceStatus = z.object({
  observedGeneration: described(z.int().optional(), "Generation of the spec that this status describes."),
  conditions: described(z.array(condition).max(32).optional(), "Conditions by the kstatus contract."),
  tier: described(
    z.object({ current: z.string().optional(), target: z.string().optional() }).optional(),
    "Tier that is served now, and tier that is aimed at.",
  ),
  endpoints: described(
    z
      .object({
        url: z.string().optional(),
        hosts: z.array(z.string()).optional(),
        loadBalancer: z.string().optional(),
        cdn: z.string().optional(),
      })
      .optional(),
    "How the service is reached.",
  ),
  replicas: described(z.int().optional(), "Ready web pods."),
  selector: described(z.string().optional(), "Label selector of the web pods, for the scale subresource."),
  plan: described(
    z.object({ id: z.string(), changes: z.array(change).max(64) }).optional(),
    "Changes that are under way or wait.",
  ),
  resources: described(
    z
      .array(
        z.object({
          kind: z.string(),
          apiVersion: z.string(),
          name: z.string(),
          part: z.string(),
          ready: z.boolean(),
          message: z.string().optional(),
        }),
      )
      .max(512)
      .optional(),
    "Inventory of the children.",
  ),
  retained: described(
    z
      .array(z.object({ kind: z.string(), name: z.string(), reason: z.string(), monthlyUSD: z.number().optional() }))
      .max(128)
      .optional(),
    "Data that is kept although the tier no longer names it.",
  ),
  cost: described(
    z.object({ monthlyUSD: z.number(), currency: z.string(), pricesOf: z.string() }).optional(),
    "Estimated list price per month.",
  ),
  problems: described(
    z
      .array(z.object({ reason: z.string(), message: z.string() }))
      .max(32)
      .optional(),
    "What cannot be done, and the remedy.",
  ),
  history: described(
    z
      .array(z.object({ time: z.string(), tier: z.string() }))
      .max(20)
      .optional(),
    "When each tier was first served.",
  ),
});
export type WebServiceStatus = Omit<z.infer<typeof webServiceStatus>, "conditions"> & {
  readonly conditions?: readonly Condition[];
};
export type ChangeReport = z.infer<typeof change>;
