// The autoscalers: web, internal services and the pooler by CPU, workers by the backlog of the queue.
import { k8s } from "cdk8s-plus-27";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import type { Part } from "../domain/api/status.js";
import { connections } from "../domain/blueprint/connections.js";
import { ROLE, serviceRole, workerRole } from "../domain/blueprint/roles.js";
import type { ReplicaRange } from "../domain/blueprint/types.js";
import { besideDeployment } from "./beside-deployment.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

const UP_PERIOD_SECONDS = 15;
/** Few pods double slowly in percent; so many may be added at once whatever the percentage says. */
const UP_PODS = 4;
const DOWN_PERIOD_SECONDS = 60;
const DOWN_PERCENT = 10;
/** Shrinking looks back so long, so that a dip in traffic does not cost the next peak. */
const DOWN_WINDOW_SECONDS = 300;
/** Workers double at most every 15 seconds. */
const WORKER_UP_PERCENT = 100;

/** External metric by the name that the metrics adapter must serve: visible messages of the queue in its label. */
export const BACKLOG_METRIC = "sqs_messages_visible";

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

export function workerAutoscalers(scene: Scene): void {
  const { workers, identity } = scene.blueprint;
  const queueName = childNameOf(identity, { kind: ACK.queue.ref, role: ROLE.queue, holdsData: true });
  for (const { name, min, max, messagesPerPod } of workers) {
    const external: k8s.ExternalMetricSourceV2 = {
      metric: { name: BACKLOG_METRIC, selector: { matchLabels: { queue: queueName } } },
      target: { type: "AverageValue", averageValue: k8s.Quantity.fromString(String(messagesPerPod)) },
    };
    autoscaler(scene, { part: "Async", role: workerRole(name), min, max, scaleUpPercent: WORKER_UP_PERCENT }, [
      { type: "External", external },
    ]);
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
  new k8s.KubeHorizontalPodAutoscalerV2(scene.chart, child.id, {
    metadata: child.metadata,
    spec: {
      scaleTargetRef: { apiVersion: BUILT_IN.deployment.apiVersion, kind: BUILT_IN.deployment.kind, name: deployment },
      minReplicas: min,
      maxReplicas: max,
      metrics,
      behavior: behavior(scaleUpPercent),
    },
  });
}

function behavior(scaleUpPercent: number): k8s.HorizontalPodAutoscalerBehaviorV2 {
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: "Max",
      policies: [
        { type: "Percent", value: scaleUpPercent, periodSeconds: UP_PERIOD_SECONDS },
        { type: "Pods", value: UP_PODS, periodSeconds: UP_PERIOD_SECONDS },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: DOWN_WINDOW_SECONDS,
      policies: [{ type: "Percent", value: DOWN_PERCENT, periodSeconds: DOWN_PERIOD_SECONDS }],
    },
  };
}
