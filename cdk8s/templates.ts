// The pod templates among rendered children, as the plan looks at them.
import { ANNOTATION } from "../domain/api/keys.js";
import type { KubeObject } from "../domain/api/objects.js";
import { inClusterRole, ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { at, textAt } from "../domain/observed/reading.js";
import type { Templates } from "../domain/plan/rollouts.js";

type Rendered = { readonly object: KubeObject; readonly role: string };

export function templates(children: readonly Rendered[], { database: named }: Pick<Blueprint, "database">): Templates {
  const object = (kind: string, role: string) =>
    children.find((child) => child.object.kind === kind && child.role === role)?.object;
  const web = object("Deployment", ROLE.web);
  const role = inClusterRole(named);
  const database = object("StatefulSet", role);
  return {
    web: web && {
      image: textAt(web, "spec", "template", "spec", "containers", 0, "image") ?? "",
      fingerprint: web.metadata.annotations?.[ANNOTATION.fingerprint] ?? "",
      isRecreated: at(web, "spec", "strategy", "type") === "Recreate",
    },
    database: database && { role, fingerprint: database.metadata.annotations?.[ANNOTATION.fingerprint] ?? "" },
  };
}
