// Warning events and pods → why a child is not ready, in the words of whoever knows: the kubelet, the scheduler, a quota, a load balancer, a controller.
import { LABEL } from "../api/keys.js";
import type { KubeObject } from "../api/objects.js";
import { recordIn, recordInWords } from "./program-record.js";
import { at, isRecord, listAt, numberAt, textAt } from "./reading.js";
import { childId } from "./record.js";
import { shutGate } from "./target-gates.js";

/** Objects as the API server has them: events of events.k8s.io/v1, and pods of the service. */
export type Clues = {
  readonly warnings: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  /** Names of the TargetGroupBindings that exist. Undefined: unknown. */
  readonly bindings?: ReadonlySet<string>;
};
export type Troubled = { readonly kind: string; readonly name: string; readonly uid: string; readonly role: string };

/** Kinds whose pods are looked at. */
export const WITH_PODS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "Job"]);

/** By kind and name of the child, word for word: whoever shows it shortens it and takes secrets out. What a pod says of itself goes before events, which may be an hour old. */
export function troubles(children: readonly Troubled[], { warnings, pods, bindings }: Clues): ReadonlyMap<string, string> {
  const newestFirst = [...warnings].sort((a, b) => timeOf(b) - timeOf(a) || (a.metadata.name < b.metadata.name ? -1 : 1));
  const found = children.map((child) => {
    const own = podsOf(child, pods);
    return [
      childId(child),
      first(own, (pod) => podTrouble(pod, bindings)) ?? first(newestFirst, (event) => warning(event, child, own)),
    ] as const;
  });
  return new Map(found.flatMap(([id, text]) => (text === undefined ? [] : [[id, text] as const])));
}

function first<T>(candidates: readonly T[], say: (candidate: T) => string | undefined): string | undefined {
  for (const candidate of candidates) {
    const text = say(candidate);
    if (text !== undefined) return text;
  }
  return undefined;
}

function podsOf({ kind, role }: Troubled, pods: readonly KubeObject[]): readonly KubeObject[] {
  if (!WITH_PODS.has(kind)) return [];
  const own = pods.filter(
    ({ metadata }) => metadata.labels?.[LABEL.component] === role && metadata.deletionTimestamp === undefined,
  );
  return own.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** Of the child, of its pods, or of the ReplicaSet between them. */
function warning(event: KubeObject, child: Troubled, pods: readonly KubeObject[]): string | undefined {
  const kind = textAt(event, "regarding", "kind");
  const name = textAt(event, "regarding", "name") ?? "";
  const uid = textAt(event, "regarding", "uid");
  const text = [textAt(event, "reason"), textAt(event, "note")].filter((part) => part !== undefined).join(": ");
  if (kind === child.kind && name === child.name) return uid === undefined || uid === child.uid ? text : undefined;
  if (kind === "Pod" && pods.some((pod) => pod.metadata.name === name)) return `pod ${name}: ${text}`;
  const isOwn = kind === "ReplicaSet" && child.kind === "Deployment" && /^-[a-z0-9]+$/.test(name.slice(child.name.length));
  return isOwn && name.startsWith(child.name) ? text : undefined;
}

function timeOf(event: KubeObject): number {
  const times = [
    textAt(event, "series", "lastObservedTime"),
    textAt(event, "deprecatedLastTimestamp"),
    textAt(event, "eventTime"),
    event.metadata.creationTimestamp,
  ];
  return Date.parse(times.find((time) => time !== undefined) ?? "") || 0;
}

/** Undefined: nothing is wrong with it as far as it says itself. */
function podTrouble(pod: KubeObject, bindings: Clues["bindings"]): string | undefined {
  const statuses = [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")];
  const text = first(statuses, containerTrouble) ?? unscheduled(pod) ?? shutGate(pod, bindings);
  return text === undefined ? undefined : `pod ${pod.metadata.name}: ${text}`;
}

/** Every container goes through these. */
const ON_ITS_WAY = new Set(["ContainerCreating", "PodInitializing"]);

function containerTrouble(status: unknown): string | undefined {
  const name = `container ${textAt(status, "name") ?? ""}`;
  const reason = textAt(status, "state", "waiting", "reason");
  const last = at(status, "lastState", "terminated");
  if (reason === "CrashLoopBackOff") return `${name} ${isRecord(last) ? ended(last) : "ended"} and is started again (${reason})`;
  if (reason !== undefined && !ON_ITS_WAY.has(reason)) {
    const message = textAt(status, "state", "waiting", "message");
    return `${name}: ${reason}${message === undefined ? "" : `: ${message}`}`;
  }
  const now = at(status, "state", "terminated");
  if (isRecord(now) && numberAt(now, "exitCode") !== 0) return `${name} ${ended(now)}`;
  return undefined;
}

function ended(state: Readonly<Record<string, unknown>>): string {
  const reason = textAt(state, "reason");
  const said = textAt(state, "message");
  const record = recordIn(said);
  const message = record === undefined ? said : recordInWords(record);
  const why = [reason, message].filter((part) => part !== undefined).join(": ");
  return `ended with exit code ${numberAt(state, "exitCode") ?? "unknown"}${why === "" ? "" : ` (${why})`}`;
}

function unscheduled(pod: KubeObject): string | undefined {
  const found = listAt(pod, "status", "conditions").find((condition) => textAt(condition, "type") === "PodScheduled");
  if (textAt(found, "status") !== "False") return undefined;
  return [textAt(found, "reason"), textAt(found, "message")].filter((part) => part !== undefined).join(": ");
}
