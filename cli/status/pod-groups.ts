// Pods of one child, grouped by what they do: twelve that are ready are one line. Pure.
import { LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { quotable } from "../../domain/credentials/redact.js";
import { conditionOf, listAt, numberAt, textAt } from "../../domain/observed/reading.js";
import { troubles } from "../../domain/observed/troubles.js";

export type PodGroup = {
  /** `ready`, `starting`, `not ready`, `ending`, `done`, or what Kubernetes calls it: `CrashLoopBackOff`, `Unschedulable`. */
  readonly state: string;
  readonly count: number;
  /** Why, of the first of them. */
  readonly message?: string;
  /** Of all of them together. */
  readonly restarts: number;
  /** Sorted. */
  readonly names: readonly string[];
};

const MESSAGE_LENGTH = 400;

/** Those that are ready first, then by name of the state. */
export function podGroups(pods: readonly KubeObject[]): readonly PodGroup[] {
  const byState = new Map<string, KubeObject[]>();
  for (const pod of [...pods].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    const state = stateOf(pod);
    byState.set(state, [...(byState.get(state) ?? []), pod]);
  }
  return [...byState]
    .sort(([a], [b]) => Number(b === "ready") - Number(a === "ready") || (a < b ? -1 : 1))
    .map(([state, group]) => groupOf(state, group));
}

function groupOf(state: string, group: readonly KubeObject[]): PodGroup {
  const message = isWell(state) ? undefined : group.map(troubleOf).find((text) => text !== undefined);
  return {
    state,
    count: group.length,
    ...(message === undefined ? {} : { message }),
    restarts: group.reduce((sum, pod) => sum + restartsOf(pod), 0),
    names: group.map(({ metadata }) => metadata.name),
  };
}

export function isWell(state: string): boolean {
  return ["ready", "done", "ending"].includes(state);
}

const ON_ITS_WAY: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);

function stateOf(pod: KubeObject): string {
  const phase = textAt(pod, "status", "phase");
  if (pod.metadata.deletionTimestamp !== undefined) return "ending";
  if (phase === "Succeeded") return "done";
  if (conditionOf(pod, "Ready")?.status === "True") return "ready";
  const reasons = containersOf(pod).flatMap((status) => textAt(status, "state", "waiting", "reason") ?? []);
  const stuck = reasons.find((reason) => !ON_ITS_WAY.has(reason));
  if (stuck !== undefined) return stuck;
  if (phase === "Failed") return textAt(pod, "status", "reason") ?? "failed";
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") return scheduled.reason === "" ? "Unschedulable" : scheduled.reason;
  return phase === "Running" && reasons.length === 0 ? "not ready" : "starting";
}

function containersOf(pod: KubeObject): readonly unknown[] {
  return [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")];
}

function restartsOf(pod: KubeObject): number {
  return containersOf(pod).reduce<number>((sum, status) => sum + (numberAt(status, "restartCount") ?? 0), 0);
}

/** In the words that the operator finds for it, without the name of the pod. */
function troubleOf(pod: KubeObject): string | undefined {
  const role = "any";
  const labelled = { ...pod, metadata: { ...pod.metadata, labels: { [LABEL.component]: role } } };
  const [text] = troubles([{ kind: "Deployment", name: "", uid: "", role }], { warnings: [], pods: [labelled] }).values();
  const words = text ?? textAt(pod, "status", "message");
  return words === undefined ? undefined : quotable(words.replace(`pod ${pod.metadata.name}: `, ""), MESSAGE_LENGTH);
}
