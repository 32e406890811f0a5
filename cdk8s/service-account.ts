// The ServiceAccount of all pods of the application. It has no token: AWS permissions come through the pod identity.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

export function serviceAccount(scene: Scene): void {
  const child = scene.child({ kind: BUILT_IN.serviceAccount, part: "Workload", role: ROLE.app });
  typedObject(child, k8s.KubeServiceAccount, {
    automountServiceAccountToken: false,
  });
}
