// Application Auto Scaling: ScalableTarget, ScalingPolicy. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus } from "./parts.js";

export const scalableTargetSpec = z.object({
  serviceNamespace: z.string(),
  resourceID: z.string(),
  scalableDimension: z.string(),
  minCapacity: z.int().optional(),
  maxCapacity: z.int().optional(),
  // Both explicit, else the object is never Ready.
  roleARN: z.string(),
  suspendedState: z.object({
    dynamicScalingInSuspended: z.boolean(),
    dynamicScalingOutSuspended: z.boolean(),
    scheduledScalingSuspended: z.boolean(),
  }),
});
export type ScalableTargetSpec = z.infer<typeof scalableTargetSpec>;

export const scalableTargetStatus = ackStatus.extend({ creationTime: z.string().optional() });

export const scalingPolicySpec = z.object({
  policyName: z.string(),
  policyType: z.string().optional(),
  serviceNamespace: z.string(),
  resourceID: z.string(),
  scalableDimension: z.string(),
  targetTrackingScalingPolicyConfiguration: z
    .object({
      predefinedMetricSpecification: z.object({ predefinedMetricType: z.string() }),
      targetValue: z.number(),
      scaleInCooldown: z.int(),
      scaleOutCooldown: z.int(),
      disableScaleIn: z.boolean(),
    })
    .optional(),
});
export type ScalingPolicySpec = z.infer<typeof scalingPolicySpec>;

export const scalingPolicyStatus = ackStatus.extend({ creationTime: z.string().optional() });
