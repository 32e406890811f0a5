// The pod templates among rendered children, as the plan looks at them.
import { ANNOTATION } from "../domain/api/keys.js";
import type { KubeObject } from "../domain/api/objects.js";
import { databaseRoles, ROLE } from "../domain/blueprint/roles.js";
import { at, textAt } from "../domain/observed/reading.js";
import type { Templates } from "../domain/plan/rollouts.js";

type Rendered = { readonly object: KubeObject; readonly role: string };

export function templates(children: readonly Rendered[]): Templates {
  const object = (kind: string, role: string) =>
    children.find((child) => child.object.kind === kind && child.role === role)?.object;
  const web = object("Deployment", ROLE.web);
  const database = object("StatefulSet", databaseRoles("in-cluster").main);
  return {
    web: web && {
      image: textAt(web, "spec", "template", "spec", "containers", 0, "image") ?? "",
      fingerprint: web.metadata.annotations?.[ANNOTATION.fingerprint] ?? "",
      isRecreated: at(web, "spec", "strategy", "type") === "Recreate",
    },
    database: database && { fingerprint: database.metadata.annotations?.[ANNOTATION.fingerprint] ?? "" },
  };
}
