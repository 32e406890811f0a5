// Application Auto Scaling: targets, which need two fields spelled out, and policies.
import { ACK } from "../../../domain/api/kinds.js";
import type { Attributes } from "../model/resource.js";
import { scalableTarget, scalingPolicy } from "../model/types/computing.js";
import type { AckController } from "./ack-controller.js";

const SPELLED_OUT = ["roleARN", "suspendedState"];

export const autoscalingControllers: readonly AckController[] = [
  {
    kind: ACK.scalableTarget.ref,
    type: scalableTarget,
    neverSyncs: (spec) => missing(spec).length > 0,
    wastes: (spec) =>
      missing(spec).length > 0
        ? [{ fields: missing(spec), reason: "without roleARN and suspendedState the target is registered again and again" }]
        : [],
    statusOf: ({ facts }) => ({ creationTime: facts["creationTime"] }),
  },
  {
    kind: ACK.scalingPolicy.ref,
    type: scalingPolicy,
    statusOf: ({ facts }) => ({ creationTime: facts["creationTime"] }),
  },
];

function missing(spec: Attributes): readonly string[] {
  return SPELLED_OUT.filter((field) => spec[field] === undefined);
}
