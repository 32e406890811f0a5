// The Deployments: web, internal services, workers. Each waits for the late values that its environment names.
import { PlainObject } from "./plain-object.js";
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import type { Part } from "../domain/api/status.js";
import { databaseRoles, ROLE, serviceRole, workerRole } from "../domain/blueprint/roles.js";
import type { Blueprint, ReplicaRange, Web } from "../domain/blueprint/types.js";
import type { Mounts } from "./database-authorities.js";
import { authoritiesMount } from "./database-authorities.js";
import { applicationEnvironment } from "./environment.js";
import { podSelector } from "./labels.js";
import type { Placement } from "./placement.js";
import { applicationPlacement, besideDatabase } from "./placement.js";
import type { PodShape } from "./pod-template.js";
import { podTemplate, withDrain } from "./pod-template.js";
import { wayToDatabase } from "./pooler-address.js";
import type { Scene } from "./scene.js";

type Shape = Omit<PodShape, "env" | "mounts"> & {
  readonly part: Part;
  readonly replicas: ReplicaRange;
  readonly recreate: boolean;
  readonly userEnv?: Web["env"];
};

export function webDeployment(scene: Scene): void {
  const { web } = scene.blueprint;
  const rolling = web.rollout === "Rolling";
  if (wouldTakeTheNode(scene)) {
    scene.wait({ kind: BUILT_IN.deployment, part: "Workload", role: ROLE.web }, [
      "the pod of the database, which has its node first",
    ]);
    return;
  }
  deployment(scene, {
    part: "Workload",
    role: ROLE.web,
    image: web.image,
    command: web.command,
    args: web.args,
    userEnv: web.env,
    size: web.size,
    http: web,
    behindLoadBalancer: true,
    replicas: web.replicas,
    spread: web.replicas.max > 1,
    nodeSkew: web.nodeSkew,
    recreate: !rolling,
    // Recreate stops the only pod: serving on would only make the gap longer.
    drains: rolling,
    placement: webPlacement(scene.blueprint),
  });
}

/**
 * The database can only run where its volume is. A web pod that is placed while the database has no pod could take that node and would keep
 * it away for good, since the two may not be together. So no web pod is made or replaced before the database runs.
 */
function wouldTakeTheNode({ blueprint: { web, database }, late }: Scene): boolean {
  return web.nearDatabase === "other-node" && database?.kind === "in-cluster" && late.databasePlaced !== true;
}

export function internalServiceDeployments(scene: Scene): void {
  for (const service of scene.blueprint.services) {
    const { name, image, command, size, replicas } = service;
    deployment(scene, {
      part: "Workload",
      role: serviceRole(name),
      image,
      command,
      size,
      replicas,
      http: service,
      spread: replicas.max > 1,
      placement: applicationPlacement(scene.blueprint, "flexible"),
      recreate: false,
      drains: true,
    });
  }
}

export function workerDeployments(scene: Scene): void {
  const { workers, web } = scene.blueprint;
  for (const { name, image, command, size, min, max } of workers) {
    deployment(scene, {
      part: "Async",
      role: workerRole(name),
      image,
      command,
      // Usually the same program as the web pods, so it gets the same settings.
      userEnv: web.env,
      size,
      replicas: { min, max, autoscale: { targetCPUPercent: 0, scaleUpPercent: 0 } },
      spread: max > 1,
      placement: applicationPlacement(scene.blueprint, "flexible"),
      recreate: false,
      drains: false,
    });
  }
}

function deployment(scene: Scene, shape: Shape): void {
  const { part, role, replicas, recreate } = shape;
  const announcement = { kind: BUILT_IN.deployment, part, role };
  const { env, missing } = applicationEnvironment(scene, shape.userEnv);
  if (missing.length > 0) {
    scene.wait(announcement, missing);
    return;
  }
  const child = scene.child(announcement);
  const { identity } = scene.blueprint;
  const { apiVersion, kind } = announcement.kind;
  const spec: k8s.DeploymentSpec = {
    // An autoscaler owns the number; writing it too would undo its work at every apply.
    replicas: replicas.autoscale === undefined ? replicas.min : firstPod(scene, role),
    revisionHistoryLimit: 3,
    selector: { matchLabels: podSelector(identity, role) },
    strategy: strategy(recreate),
    template: podTemplate(identity, { ...shape, env, mounts: mounts(scene) }),
  };
  // A plain object, typed by the L1: KubeDeployment itself would drop the sleep, even when added as a JSON patch.
  const wire = shape.drains ? withDrain(k8s.toJson_DeploymentSpec(spec)) : k8s.toJson_DeploymentSpec(spec);
  new PlainObject(scene.chart, child.id, { apiVersion, kind, metadata: child.metadata, spec: wire });
}

/** KEDA has taken it to none and is gone: an autoscaler leaves such a Deployment alone, so the first pod is asked for here, and no more. */
function firstPod({ late }: Scene, role: string): number | undefined {
  return late.servesScaledObjects === false && late.idleRoles?.includes(role) === true ? 1 : undefined;
}

/** The pooler verifies the database, and pods that speak to it need nothing for that: a move to another kind changes none of them. */
function mounts(scene: Scene): Mounts {
  return wayToDatabase(scene) === "pooler" ? {} : authoritiesMount(scene);
}

function strategy(recreate: boolean): k8s.DeploymentStrategy {
  if (recreate) return { type: "Recreate" };
  const [maxSurge, maxUnavailable] = [k8s.IntOrString.fromString("25%"), k8s.IntOrString.fromNumber(0)];
  return { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } };
}

/** Always on-demand, with `exposure: Internal` as well: what somebody waits for is not taken away with two minutes' notice. */
function webPlacement(blueprint: Blueprint): Placement {
  const near = nearDatabase(blueprint);
  const mustBeWithIt = near !== undefined && blueprint.web.nearDatabase === "same-node";
  return mustBeWithIt ? besideDatabase(blueprint, near) : applicationPlacement(blueprint, "steady", near);
}

/**
 * A pod that must not be beside the database keeps the database from it as well, whichever comes second: the scheduler
 * looks at the rules of the pods that run. So the rule stands here alone, and changing it restarts no database.
 */
function nearDatabase({ identity, web, database }: Blueprint): k8s.Affinity | undefined {
  if (web.nearDatabase === undefined || database?.kind !== "in-cluster") return undefined;
  const matchLabels = podSelector(identity, databaseRoles(database).main);
  const podAffinityTerm = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels } };
  if (web.nearDatabase === "same-node")
    return { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [podAffinityTerm] } };
  if (web.nearDatabase === "other-node")
    return { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [podAffinityTerm] } };
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } };
}
