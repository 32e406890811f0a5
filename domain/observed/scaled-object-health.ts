// What KEDA says of a ScaledObject, as the health of a child. Whoever pauses one by its annotation means it: that is ready.
import type { KubeObject } from "../api/objects.js";
import { conditionOf } from "./reading.js";
import type { Health } from "./record.js";

export function scaledObjectHealth(object: KubeObject): Health {
  const ready = conditionOf(object, "Ready");
  // KEDA sets all conditions to Unknown before it has looked, and writes no reason with them.
  if (ready === undefined || (ready.status === "Unknown" && ready.reason === ""))
    return scaling(
      "KEDA has not looked at it yet: its operator (keda-operator) must run. Until it has, no pod is added or removed",
    );
  if (ready.status !== "True") return { state: "failed", terminal: false, message: `KEDA says: ${ready.message}${ADVICE}` };
  if (conditionOf(object, "Fallback")?.status === "True")
    return scaling("KEDA cannot read the backlog and keeps the number of pods that its fallback says");
  const autoscaler = conditionOf(object, "HPAActive");
  if (autoscaler?.status === "False") return scaling(`KEDA says: ${autoscaler.message}${ADVICE}`);
  return { state: "ready" };
}

const ADVICE =
  ". The number of pods stays as it is meanwhile. KEDA's operator needs sqs:GetQueueAttributes on the queue, and its metrics server (keda-metrics-apiserver) must run";

/** The pods that there are work on. */
function scaling(message: string): Health {
  return { state: "progressing", message, usable: true };
}
