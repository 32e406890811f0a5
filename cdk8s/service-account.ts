// The ServiceAccount of all pods of the application. It has no token: AWS permissions come through the pod identity.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Scene } from "./scene.js";

export function serviceAccount(scene: Scene): void {
  const child = scene.child({ kind: BUILT_IN.serviceAccount, part: "Workload", role: ROLE.app });
  new k8s.KubeServiceAccount(scene.chart, child.id, { metadata: child.metadata, automountServiceAccountToken: false });
}
