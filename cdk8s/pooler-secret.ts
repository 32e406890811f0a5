// Who may use the console of the poolers. Created once, and kept and deleted like the other Secrets: the operator sees none of them, and goes by their names.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { POOLER_ADMIN_USER } from "../domain/api/pooler-settings.js";
import { ROLE } from "../domain/blueprint/roles.js";
import { placeholder } from "./fill-secret.js";
import type { Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

/** As the environment of those that use it. */
export const ADMIN_KEY = { user: "POOLER_ADMIN_USER", password: "POOLER_ADMIN_PASSWORD" } as const;

export function poolerSecret(scene: Scene): void {
  if (scene.blueprint.pooler === undefined) return;
  const child = scene.child({
    kind: BUILT_IN.secret,
    part: "Database",
    role: ROLE.poolerAdmin,
    holdsData: true,
    mode: "create-once",
  });
  typedObject(child, k8s.KubeSecret, {
    type: "Opaque",
    stringData: { [ADMIN_KEY.user]: POOLER_ADMIN_USER, [ADMIN_KEY.password]: placeholder("poolerPassword") },
  });
}
