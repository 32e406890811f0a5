// Watches the pods and nodes of each case, plays the load on them every second, and keeps what it sees.
import { setTimeout as sleep } from "node:timers/promises";
import { LABEL } from "../../../domain/api/keys.js";
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import { callApiOrThrow } from "../../../local/control-plane/api-request.js";
import type { WatchSource } from "../../../operator/ports/watching.js";
import { pathOf } from "../../cluster/harness/api.js";
import { environment } from "../../cluster/harness/environment.js";
import { follow } from "../follow.js";
import type { Counts, Fleet } from "./load.js";
import { cpusUsed, FLEETS, ORDINARY, STEP } from "./load.js";
import { CASE_LABEL, usage, USAGE, type Case } from "./objects.js";
import type { Sample, Stages } from "./result.js";

const POD: KindRef = { apiVersion: "v1", kind: "Pod", plural: "pods", namespaced: true };
const NODE: KindRef = { apiVersion: "v1", kind: "Node", plural: "nodes", namespaced: false };
const INSTANCE_TYPE = "node.kubernetes.io/instance-type";
const TICK_MS = 1000;

type Condition = { readonly type: string; readonly status: string };
type Pod = KubeObject & {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
};

/** What is there now of one case. */
type Seen = { readonly pods: Map<string, Pod>; readonly nodes: Map<string, KubeObject>; readonly used: Record<Fleet, number> };

export type Meter = {
  /** The load goes up; from now on seconds count from here. */
  readonly step: () => void;
  readonly samples: (name: string) => readonly Sample[];
  readonly stop: () => Promise<void>;
};

export async function startMeter(source: WatchSource, cases: readonly Case[]): Promise<Meter> {
  const ended = new AbortController();
  const seen = new Map(cases.map(({ name }) => [name, nothing()]));
  const kept = new Map<string, (Omit<Sample, "at"> & { readonly time: number })[]>(cases.map(({ name }) => [name, []]));
  await Promise.all([...seen].map(([name, of]) => watch(source, { name, of, signal: ended.signal })));
  let stepAt: number | undefined;
  const ticking = (async () => {
    let last = performance.now();
    while (!ended.signal.aborted) {
      const now = performance.now();
      const load = stepAt === undefined ? ORDINARY : ORDINARY * STEP;
      for (const [name, of] of seen) {
        const stages = stagesOf(of.pods);
        // What was used since the last look, by the pods that are ready now.
        for (const fleet of FLEETS) of.used[fleet] += cpusUsed(fleet, load, stages.ready[fleet]) * ((now - last) / 1000);
        kept.get(name)?.push({ time: now, load, ...stages, nodes: nodesByType(of.nodes) });
      }
      last = now;
      await Promise.all([...seen].map(([name, { used }]) => report(name, used).catch(() => undefined))); // the next one says it all
      await sleep(Math.max(0, TICK_MS - (performance.now() - now)));
    }
  })();
  return {
    step: () => {
      stepAt = performance.now();
    },
    samples: (name) => (kept.get(name) ?? []).map(({ time, ...sample }) => ({ ...sample, at: (time - (stepAt ?? time)) / 1000 })),
    stop: async () => {
      ended.abort();
      await ticking;
    },
  };
}

/** A pod without any usage is left out by metrics-server: each begins with a second of it. */
function nothing(): Seen {
  return { pods: new Map(), nodes: new Map(), used: { web: 1, pooler: 1 } };
}

type Watched = { readonly name: string; readonly of: Seen; readonly signal: AbortSignal };

async function watch(source: WatchSource, { name, of, signal }: Watched): Promise<void> {
  const keep = (map: Map<string, KubeObject>) => ({
    seen: (object: KubeObject) => void map.set(object.metadata.name, object),
    gone: (object: KubeObject) => void map.delete(object.metadata.name),
  });
  await follow({ source, target: { kind: POD, namespace: name }, signal, ...keep(of.pods) });
  await follow({ source, target: { kind: NODE, labelSelector: `${CASE_LABEL}=${name}` }, signal, ...keep(of.nodes) });
}

async function report(name: string, used: Readonly<Record<Fleet, number>>): Promise<void> {
  await callApiOrThrow(environment().admin, {
    method: "PATCH",
    path: `${pathOf(USAGE, undefined, name)}?fieldManager=bench&force=true`,
    body: usage(name, used),
    contentType: "application/apply-patch+yaml",
  });
}

function stagesOf(pods: ReadonlyMap<string, Pod>): Stages {
  const all = [...pods.values()].filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const count = (isIn: (pod: Pod) => boolean): Counts => {
    const of = (fleet: Fleet) => all.filter((pod) => pod.metadata.labels?.[LABEL.component] === fleet && isIn(pod)).length;
    return { web: of("web"), pooler: of("pooler") };
  };
  return { ordered: count(() => true), placed: count((pod) => pod.spec.nodeName !== undefined), ready: count(isReady) };
}

function isReady({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True");
}

function nodesByType(nodes: ReadonlyMap<string, KubeObject>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { metadata } of nodes.values()) {
    const type = metadata.labels?.[INSTANCE_TYPE] ?? "unknown";
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}
