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

/** Of a pod whose containers are ready. Undefined: all are open. */
function shutGateOf(pod: KubeObject, isIt: (binding: string) => boolean = () => true): string | undefined {
  if (conditionOf(pod, "ContainersReady")?.status !== "True") return undefined;
  const shut = (gate: string) => conditionOf(pod, gate)?.status !== "True" && isIt(gate.slice(GATE.length));
  return targetGatesOf(pod).find(shut);
}

export function hasShutGate(pod: KubeObject): boolean {
  return shutGateOf(pod) !== undefined;
}

/**
 * What keeps a pod from being ready whose containers are. Undefined: nothing of this kind. `bindings`: the names of all that exist in its
 * namespace; undefined: unknown.
 */
export function shutGate(pod: KubeObject, bindings?: ReadonlySet<string>): string | undefined {
  // Whoever wrote it is gone, and a pod's gates cannot be changed: waiting never helps.
  const orphaned = bindings && shutGateOf(pod, (binding) => !bindings.has(binding));
  if (orphaned !== undefined)
    return `delete it, and a good one is made: its load balancer was removed, without which it never becomes ready (TargetGroupBinding ${orphaned.slice(GATE.length)})`;
  const shut = shutGateOf(pod);
  if (shut === undefined) return undefined;
  const { reason = "", message = "" } = conditionOf(pod, shut) ?? {};
  const why = [reason, message].filter((part) => part !== "").join(": ");
  const binding = shut.slice(GATE.length);
  return why === ""
    ? `waits for the load balancer, whose controller has not said anything of it yet (TargetGroupBinding ${binding})`
    : `not healthy behind the load balancer: ${why} (TargetGroupBinding ${binding})`;
}
