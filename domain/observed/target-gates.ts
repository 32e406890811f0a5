// Readiness gates of load balancers in a pod: their controller puts them in when the pod is made, and writes the health of the target there.
import type { KubeObject } from "../api/objects.js";
import { conditionOf, listAt, textAt } from "./reading.js";

const GATE = "target-health.elbv2.k8s.aws/";

export function gateOf(binding: string): string {
  return `${GATE}${binding}`;
}

/** Condition types. */
export function targetGatesOf(pod: KubeObject): readonly string[] {
  const types = listAt(pod, "spec", "readinessGates").map((gate) => textAt(gate, "conditionType") ?? "");
  return types.filter((type) => type.startsWith(GATE));
}

/** What keeps a pod from being ready whose containers are. Undefined: nothing of this kind. */
export function shutGate(pod: KubeObject): string | undefined {
  if (conditionOf(pod, "ContainersReady")?.status !== "True") return undefined;
  const shut = targetGatesOf(pod).find((gate) => conditionOf(pod, gate)?.status !== "True");
  if (shut === undefined) return undefined;
  const { reason = "", message = "" } = conditionOf(pod, shut) ?? {};
  const why = [reason, message].filter((part) => part !== "").join(": ");
  const binding = shut.slice(GATE.length);
  return why === ""
    ? `waits for the load balancer, whose controller has not said anything of it yet (TargetGroupBinding ${binding})`
    : `not healthy behind the load balancer: ${why} (TargetGroupBinding ${binding})`;
}
