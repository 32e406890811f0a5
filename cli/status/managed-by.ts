// Which tool writes an object from somewhere else, such as a git repository, and whether it would write over a field. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import { at } from "../../domain/observed/reading.js";

export type Manager = {
  readonly tool: "Argo CD" | "Flux" | "Helm";
  /** What it keeps it from: the application, the Kustomization, the release. */
  readonly source?: string;
  /** It has set the field itself: at its next sync it sets it again. */
  readonly setsField: boolean;
};

type Sign = {
  readonly tool: Manager["tool"];
  readonly managers: readonly string[];
  readonly annotations?: readonly string[];
  readonly labels?: readonly string[];
};

const SIGNS: readonly Sign[] = [
  {
    tool: "Argo CD",
    managers: ["argocd-controller", "argocd-application-controller", "argocd-server"],
    annotations: ["argocd.argoproj.io/tracking-id"],
    labels: ["argocd.argoproj.io/instance"],
  },
  {
    tool: "Flux",
    managers: ["kustomize-controller", "helm-controller"],
    labels: ["kustomize.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/name"],
  },
  { tool: "Helm", managers: ["helm"], annotations: ["meta.helm.sh/release-name"] },
];

/** Undefined: nobody but people, as far as the object says. `field`: below `spec`. */
export function managedBy({ metadata }: KubeObject, field: string): Manager | undefined {
  const entries = metadata.managedFields ?? [];
  for (const { tool, managers, annotations = [], labels = [] } of SIGNS) {
    const own = entries.filter(({ manager, subresource }) => managers.includes(manager ?? "") && subresource === undefined);
    const named = [
      ...annotations.flatMap((key) => metadata.annotations?.[key] ?? []),
      ...labels.flatMap((key) => metadata.labels?.[key] ?? []),
    ];
    if (own.length === 0 && named.length === 0) continue;
    const setsField = own.some(({ fieldsV1 }) => at(fieldsV1, "f:spec", `f:${field}`) !== undefined);
    return { tool, ...(named[0] === undefined ? {} : { source: named[0] }), setsField };
  }
  return undefined;
}

/** What becomes of a change that is made past the tool. */
export function overwriteWarning({ tool, source, setsField }: Manager, field: string): string {
  const who = source === undefined ? tool : `${tool} (${source})`;
  return setsField
    ? `${who} sets spec.${field} as well and will overwrite this at its next sync: change it where ${tool} reads it, too, or pause the sync.`
    : `${who} manages this service: it may overwrite this at its next sync, and will once spec.${field} is written where it reads it. Change it there, too.`;
}
