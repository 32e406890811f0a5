// TargetGroupBinding for the local stand-in of the AWS Load Balancer Controller: only the fields that it writes.
import { z } from "zod";
import type { KindDefinition } from "./custom-resource-definition.js";

const spec = z.object({
  targetGroupARN: z.string().optional(),
  targetType: z.string().optional(),
  ipAddressType: z.string().optional(),
  vpcID: z.string().optional(),
  serviceRef: z.object({
    name: z.string(),
    port: z.union([z.int(), z.string()]).meta({ "x-kubernetes-int-or-string": true }),
  }),
});

export const LOAD_BALANCER_KINDS: readonly KindDefinition[] = [
  {
    ref: { apiVersion: "elbv2.k8s.aws/v1beta1", kind: "TargetGroupBinding", plural: "targetgroupbindings", namespaced: true },
    singular: "targetgroupbinding",
    description:
      "TargetGroupBinding, cut down to what the local stand-in writes. The real definition comes with the AWS Load Balancer Controller.",
    spec,
    status: z.object({ observedGeneration: z.int().optional() }),
    columns: [
      {
        name: "Service-Name",
        type: "string",
        jsonPath: ".spec.serviceRef.name",
        description: "Service whose pods receive the traffic.",
      },
      { name: "Service-Port", type: "string", jsonPath: ".spec.serviceRef.port", description: "Its port." },
      { name: "Target-Type", type: "string", jsonPath: ".spec.targetType", description: "ip or instance." },
      { name: "ARN", type: "string", jsonPath: ".spec.targetGroupARN", description: "Target group.", priority: 1 },
      { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp", description: "Time since it was created." },
    ],
  },
];
