// Parts, their children, and under those the pods, as an inventory in the status tells them. Pure.
import { LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import type { ConditionType, WebServiceStatus } from "../../domain/api/status.js";
import { PARTS } from "../../domain/api/status.js";
import { plural } from "../terminal/words.js";
import type { State, TreeItem } from "./model.js";
import { conditionOf } from "./service-line.js";

type Resource = NonNullable<WebServiceStatus["resources"]>[number];
type Pod = KubeObject & {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
};

/** In the order of the parts; what names another part, or none, comes last. */
export function treeOf(service: WebService, pods: readonly KubeObject[]): readonly TreeItem[] {
  const resources = service.status?.resources ?? [];
  const parts = [
    ...PARTS,
    ...new Set(resources.map(({ part }) => part).filter((part) => !PARTS.some((known) => known === part))),
  ];
  return parts.flatMap((part) => {
    const own = resources.filter((resource) => resource.part === part);
    return own.length === 0 ? [] : [partItem(part, own, { service, pods: pods })];
  });
}

type Around = { readonly service: WebService; readonly pods: readonly Pod[] };

function partItem(part: string, resources: readonly Resource[], around: Around): TreeItem {
  const condition = conditionOf(around.service, `${part}Ready` as ConditionType);
  const unready = resources.filter(({ ready }) => !ready).length;
  const counted = unready === 0 ? null : `${resources.length - unready} of ${resources.length} are ready`;
  return {
    name: part,
    kind: plural(resources.length, "object"),
    state: unready === 0 ? "ready" : "working",
    message: condition?.status === "False" ? condition.message : counted,
    children: resources.map((resource) => resourceItem(resource, around)),
  };
}

function resourceItem(resource: Resource, { pods }: Around): TreeItem {
  const { kind, name, ready, message } = resource;
  const own = MAKERS.includes(kind) ? pods.filter((pod) => isOf(pod, resource)) : [];
  return { name, kind, state: ready ? "ready" : "working", message: ready ? null : (message ?? null), children: grouped(own) };
}

const MAKERS: readonly string[] = ["Deployment", "StatefulSet", "Job"];

/** A pod's name begins with its maker's, and another maker's may begin with the same: the label of the role decides. */
function isOf({ metadata }: Pod, { name }: Resource): boolean {
  const rest = metadata.name.startsWith(`${name}-`) ? metadata.name.slice(name.length + 1) : undefined;
  return rest !== undefined && rest.split("-").length <= 2 && metadata.labels?.[LABEL.service] !== undefined;
}

/** Pods that stand alike are one line: there may be a thousand. */
function grouped(pods: readonly Pod[]): readonly TreeItem[] {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) groups.set(podWord(pod), [...(groups.get(podWord(pod)) ?? []), pod]);
  return [...groups].map(([word, own]) => ({
    name: `${plural(own.length, "pod")} ${word}`,
    kind: "Pod",
    state: podState(word),
    message:
      word === "ready"
        ? null
        : own
            .slice(0, 3)
            .map(({ metadata }) => metadata.name)
            .join(", "),
    children: [],
  }));
}

function podWord({ metadata, status }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return "ending";
  if (status?.phase === "Succeeded") return "done";
  if (status?.phase === "Failed") return "failed";
  const isReady = status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;
  return isReady ? "ready" : "starting";
}

function podState(word: string): State {
  if (word === "failed") return "failed";
  return word === "ready" || word === "done" ? "ready" : "working";
}
