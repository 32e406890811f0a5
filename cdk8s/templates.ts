// The pod templates among rendered children, as the plan looks at them.
import { ANNOTATION } from "../domain/api/keys.js";
import { databaseRoles, ROLE } from "../domain/blueprint/roles.js";
import { at, textAt } from "../domain/observed/reading.js";
import type { Templates } from "../domain/plan/rollouts.js";
import type { Prepared } from "./prepare.js";

export function templates({ children }: Prepared): Templates {
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
