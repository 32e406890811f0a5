// The disruption budgets: from two pods on, a drained node takes at most a quarter of the pods at a time.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import type { Part } from "../domain/api/status.js";
import { ROLE, serviceRole, workerRole } from "../domain/blueprint/roles.js";
import { besideDeployment } from "./beside-deployment.js";
import { podSelector } from "./labels.js";
import type { Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

export function disruptionBudgets(scene: Scene): void {
  const { web, services, workers, pooler, database } = scene.blueprint;
  budget(scene, { part: "Workload", role: ROLE.web, min: web.replicas.min });
  for (const { name, replicas } of services) budget(scene, { part: "Workload", role: serviceRole(name), min: replicas.min });
  for (const { name, min } of workers) budget(scene, { part: "Async", role: workerRole(name), min });
  if (pooler !== undefined && database !== undefined)
    budget(scene, { part: "Database", role: ROLE.pooler, min: pooler.replicas.min });
}

type Pods = { readonly part: Part; readonly role: string; readonly min: number };

function budget(scene: Scene, { part, role, min }: Pods): void {
  // With one pod a budget would only block the drain of its node.
  if (min < 2) return;
  const child = besideDeployment(scene, { kind: BUILT_IN.podDisruptionBudget, part, role });
  if (child === undefined) return;
  typedObject(child, k8s.KubePodDisruptionBudget, {
    spec: {
      maxUnavailable: k8s.IntOrString.fromString("25%"),
      selector: { matchLabels: podSelector(scene.blueprint.identity, role) },
      // A pod that is broken anyway must not keep a node from being drained.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  });
}
