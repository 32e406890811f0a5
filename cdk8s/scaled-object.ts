// Workers by the backlog of their queue, where KEDA is installed. KEDA makes an autoscaler of each ScaledObject and takes the Deployment to
// and from zero, which an autoscaler cannot. It is told to use the name of ours: so it takes over the one that scaled the worker by CPU before.
import { k8s } from "cdk8s-plus-27";
import { LABEL } from "../domain/api/keys.js";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import { ROLE, workerRole } from "../domain/blueprint/roles.js";
import type { Worker } from "../domain/blueprint/types.js";
import { behavior, DOWN_WINDOW_SECONDS, WORKER_UP_PERCENT } from "./autoscaler-behavior.js";
import { besideDeployment } from "./beside-deployment.js";
import { childNameOf } from "./child-names.js";
import { PlainObject } from "./plain-object.js";
import type { Scene } from "./scene.js";

/** How often KEDA itself asks the queue, which is what wakes a worker from zero: as often as an autoscaler asks for its metrics. */
const POLL_SECONDS = 15;

const KEDA = {
  /** Without it KEDA's admission refuses a ScaledObject for a Deployment that has an autoscaler. */
  takesOver: "scaledobject.keda.sh/transfer-hpa-ownership",
  /** KEDA gives its autoscaler the labels of the ScaledObject. With ours it would be a child of the service that nobody wants, and go. */
  keptLabels: "scaledobject.keda.sh/hpa-excluded-labels",
} as const;

export function isScaledByBacklog({ late }: Pick<Scene, "late">): boolean {
  return late.servesScaledObjects !== false;
}

export function triggerAuthentication(scene: Scene): void {
  if (!isScaledByBacklog(scene) || scene.blueprint.workers.length === 0) return;
  const kind = BUILT_IN.triggerAuthentication;
  const child = scene.child({ kind, part: "Async", role: ROLE.queue });
  const { apiVersion, kind: name } = kind;
  // Of KEDA's own pods: the role of the application is for its pods alone.
  new PlainObject(scene.chart, child.id, {
    ...{ apiVersion, kind: name, metadata: child.metadata },
    spec: { podIdentity: { provider: "aws" } },
  });
}

export function scaledObjects(scene: Scene): void {
  if (!isScaledByBacklog(scene)) return;
  for (const worker of scene.blueprint.workers) scaledObject(scene, worker);
}

function scaledObject(scene: Scene, worker: Worker): void {
  const { identity } = scene.blueprint;
  const kind = BUILT_IN.scaledObject;
  const role = workerRole(worker.name);
  const annotations = { [KEDA.takesOver]: "true", [KEDA.keptLabels]: Object.values(LABEL).sort().join(",") };
  const announcement = { kind, part: "Async", role, annotations } as const;
  const { queueURL } = scene.late;
  if (queueURL === undefined) {
    scene.wait(announcement, [
      `the URL of ${ACK.queue.ref.kind} ${childNameOf(identity, { kind: ACK.queue.ref, role: ROLE.queue, holdsData: true })}`,
    ]);
    return;
  }
  const child = besideDeployment(scene, announcement);
  if (child === undefined) return;
  const { apiVersion, kind: name } = kind;
  const spec = specOf(scene, { worker, role, queueURL });
  new PlainObject(scene.chart, child.id, { apiVersion, kind: name, metadata: child.metadata, spec });
}

type Scaled = { readonly worker: Worker; readonly role: string; readonly queueURL: string };

function specOf({ blueprint: { identity, place } }: Scene, { worker, role, queueURL }: Scaled) {
  const { min, max, messagesPerPod } = worker;
  const { apiVersion, kind } = BUILT_IN.deployment;
  return {
    scaleTargetRef: { apiVersion, kind, name: childNameOf(identity, { kind: BUILT_IN.deployment, role }) },
    minReplicaCount: min,
    maxReplicaCount: max,
    // With one pod or more the autoscaler asks by itself, and KEDA warns of what has no effect.
    ...(min === 0 ? { pollingInterval: POLL_SECONDS, ...WHEN_EMPTY } : {}),
    advanced: {
      horizontalPodAutoscalerConfig: {
        name: childNameOf(identity, { kind: BUILT_IN.horizontalPodAutoscaler, role }),
        behavior: k8s.toJson_HorizontalPodAutoscalerBehaviorV2(behavior(WORKER_UP_PERCENT)),
      },
    },
    triggers: [
      {
        type: "aws-sqs-queue",
        authenticationRef: { name: childNameOf(identity, { kind: BUILT_IN.triggerAuthentication, role: ROLE.queue }) },
        metadata: {
          queueURL,
          awsRegion: place.region,
          queueLength: String(messagesPerPod),
          activationQueueLength: "0",
          // A message that is being worked on is work: its pod is not taken away, and the last pod not before the last message is done.
          scaleOnInFlight: "true",
        },
      },
    ],
  };
}

/** So long the queue is empty before the last pod goes. Also at first: else a worker that is new to KEDA would go at once. */
const WHEN_EMPTY = { cooldownPeriod: DOWN_WINDOW_SECONDS, initialCooldownPeriod: DOWN_WINDOW_SECONDS } as const;
