// The autoscalers by CPU: web, internal services, the pooler, and workers where KEDA is not installed (scaled-object.ts has them otherwise).
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import type { Part } from "../domain/api/status.js";
import { connections } from "../domain/blueprint/connections.js";
import { ROLE, serviceRole, workerRole } from "../domain/blueprint/roles.js";
import type { ReplicaRange } from "../domain/blueprint/types.js";
import { DEFAULT_TARGET_CPU_PERCENT } from "../domain/tiers/defaults.js";
import { behavior, WORKER_UP_PERCENT } from "./autoscaler-behavior.js";
import { besideDeployment } from "./beside-deployment.js";
import { childNameOf } from "./child-names.js";
import { isScaledByBacklog } from "./scaled-object.js";
import type { Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

export function webAutoscaler(scene: Scene): void {
  cpuAutoscaler(scene, { part: "Workload", role: ROLE.web, replicas: scene.blueprint.web.replicas });
}

export function internalServiceAutoscalers(scene: Scene): void {
  for (const { name, replicas } of scene.blueprint.services)
    cpuAutoscaler(scene, { part: "Workload", role: serviceRole(name), replicas });
}

export function poolerAutoscaler(scene: Scene): void {
  const replicas = connections(scene.blueprint)?.pooler?.replicas;
  if (replicas !== undefined) cpuAutoscaler(scene, { part: "Database", role: ROLE.pooler, replicas });
}

/** An autoscaler cannot go below one pod. */
export function workerAutoscalers(scene: Scene): void {
  if (isScaledByBacklog(scene)) return;
  for (const { name, min, max } of scene.blueprint.workers) {
    const autoscale = { targetCPUPercent: DEFAULT_TARGET_CPU_PERCENT, scaleUpPercent: WORKER_UP_PERCENT };
    cpuAutoscaler(scene, { part: "Async", role: workerRole(name), replicas: { min: Math.max(1, min), max, autoscale } });
  }
}

type Pods = { readonly part: Part; readonly role: string; readonly replicas: ReplicaRange };

function cpuAutoscaler(scene: Scene, { part, role, replicas: { min, max, autoscale } }: Pods): void {
  if (autoscale === undefined) return;
  const { targetCPUPercent, scaleUpPercent } = autoscale;
  const target = { type: "Utilization", averageUtilization: targetCPUPercent };
  autoscaler(scene, { part, role, min, max, scaleUpPercent }, [{ type: "Resource", resource: { name: "cpu", target } }]);
}

type Range = {
  readonly part: Part;
  readonly role: string;
  readonly min: number;
  readonly max: number;
  readonly scaleUpPercent: number;
};

function autoscaler(scene: Scene, range: Range, metrics: k8s.MetricSpecV2[]): void {
  const { part, role, min, max, scaleUpPercent } = range;
  const child = besideDeployment(scene, { kind: BUILT_IN.horizontalPodAutoscaler, part, role });
  if (child === undefined) return;
  const deployment = childNameOf(scene.blueprint.identity, { kind: BUILT_IN.deployment, role });
  typedObject(child, k8s.KubeHorizontalPodAutoscalerV2, {
    spec: {
      scaleTargetRef: { apiVersion: BUILT_IN.deployment.apiVersion, kind: BUILT_IN.deployment.kind, name: deployment },
      minReplicas: min,
      maxReplicas: max,
      metrics,
      behavior: behavior(scaleUpPercent),
    },
  });
}
