// The pod templates among rendered children, as the plan looks at them.
import { BUILT_IN } from "../domain/api/kinds.js";
import type { KindRef } from "../domain/api/objects.js";
import { inClusterRole, ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import type { Templates } from "../domain/plan/rollouts.js";

/** What is remembered of a pod template. */
export type PodsOutline = {
  /** Of the whole template. */
  readonly fingerprint: string;
  readonly image: string;
  /** The pods that run are stopped before others are made. */
  readonly isRecreated: boolean;
};
type Rendered = { readonly kind: KindRef; readonly role: string; readonly pods: PodsOutline | undefined };

export function templates(children: readonly Rendered[], { database: named }: Pick<Blueprint, "database">): Templates {
  const podsOf = ({ kind }: KindRef, role: string) =>
    children.find((child) => child.kind.kind === kind && child.role === role)?.pods;
  const role = inClusterRole(named);
  const database = podsOf(BUILT_IN.statefulSet, role);
  return {
    web: podsOf(BUILT_IN.deployment, ROLE.web),
    database: database && { role, fingerprint: database.fingerprint },
  };
}
