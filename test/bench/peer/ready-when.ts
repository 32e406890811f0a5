// When kro is to call a child ready: what Tenfold waits for with the same kind.
import type { KubeObject } from "../../../domain/api/objects.js";

type Rule = (id: string) => string;

const RULES: Readonly<Record<string, Rule>> = {
  Deployment: (id) => `${id}.status.?availableReplicas.orValue(0) >= ${id}.spec.replicas`,
  StatefulSet: (id) => `${id}.status.?readyReplicas.orValue(0) >= ${id}.spec.replicas`,
  Job: (id) => `${id}.status.?succeeded.orValue(0) >= 1`,
  PersistentVolumeClaim: (id) => `${id}.status.?phase.orValue("") == "Bound"`,
};
const BALANCED: Rule = (id) => `${id}.status.?loadBalancer.?ingress.orValue([]).size() > 0`;
const SYNCED: Rule = (id) =>
  `${id}.?status.?conditions.orValue([]).exists(c, c.type == "ACK.ResourceSynced" && c.?status.orValue("") == "True")`;

/** Empty: ready as soon as it is there. */
export function readyWhen({ apiVersion, kind, ...rest }: KubeObject, id: string): readonly string[] {
  const rule = apiVersion.includes(".services.k8s.aws/") ? SYNCED : isBalanced(kind, rest) ? BALANCED : RULES[kind];
  return rule === undefined ? [] : [`\${${rule(id)}}`];
}

function isBalanced(kind: string, { spec }: Readonly<Record<string, unknown>>): boolean {
  return kind === "Service" && (spec as { readonly type?: string } | undefined)?.type === "LoadBalancer";
}
