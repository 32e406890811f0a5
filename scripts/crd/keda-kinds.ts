// The kinds of KEDA for API servers of tests: only the fields that Tenfold sets or reads. They are not installed on the local control plane,
// where nobody would answer them.
import { z } from "zod";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KindDefinition } from "./custom-resource-definition.js";

const policy = z.object({ type: z.enum(["Percent", "Pods"]), value: z.int(), periodSeconds: z.int() });
const rules = z.object({
  stabilizationWindowSeconds: z.int().optional(),
  selectPolicy: z.string().optional(),
  policies: z.array(policy).optional(),
});
const behavior = z.object({ scaleUp: rules.optional(), scaleDown: rules.optional() });

const scaledObject = z.object({
  scaleTargetRef: z.object({ apiVersion: z.string().optional(), kind: z.string().optional(), name: z.string().min(1) }),
  pollingInterval: z.int().min(1).optional(),
  cooldownPeriod: z.int().min(0).optional(),
  initialCooldownPeriod: z.int().min(0).optional(),
  minReplicaCount: z.int().min(0).optional(),
  maxReplicaCount: z.int().min(1).optional(),
  advanced: z
    .object({
      horizontalPodAutoscalerConfig: z.object({ name: z.string().optional(), behavior: behavior.optional() }).optional(),
    })
    .optional(),
  triggers: z
    .array(
      z.object({
        type: z.string(),
        authenticationRef: z.object({ name: z.string() }).optional(),
        metadata: z.record(z.string(), z.string()),
      }),
    )
    .min(1),
});

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

const ABOUT = "cut down to what Tenfold uses, for API servers of tests. The real definition comes with KEDA.";

export const KEDA_KINDS: readonly KindDefinition[] = [
  {
    ref: BUILT_IN.scaledObject,
    singular: "scaledobject",
    shortNames: ["so"],
    description: `ScaledObject, ${ABOUT}`,
    spec: scaledObject,
    status: z.object({ hpaName: z.string().optional(), conditions: z.array(condition).optional() }),
  },
  {
    ref: BUILT_IN.triggerAuthentication,
    singular: "triggerauthentication",
    shortNames: ["ta", "triggerauth"],
    description: `TriggerAuthentication, ${ABOUT}`,
    spec: z.object({ podIdentity: z.object({ provider: z.string() }).optional() }),
  },
];
