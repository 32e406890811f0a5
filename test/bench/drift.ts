// How long a foreign change of a child stands before it is corrected, as a watch of the cluster sees it.
import { setTimeout as sleep } from "node:timers/promises";
import { BUILT_IN, CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { WatchSource } from "../../operator/ports/watching.js";
import { mergePatch } from "../cluster/harness/api.js";
import { follow } from "./follow.js";
import type { Row } from "./row.js";
import { quantile } from "./row.js";

const SAMPLES = 100;
const LABEL = "app.kubernetes.io/instance";
const STOLEN = "stolen";
const PATIENCE_MS = 30_000;
/** Secrets are never read back by the operator, and kinds of KEDA are not served here: their watch would never begin. */
const isUnseen = (kind: KindRef): boolean => kind === BUILT_IN.secret || kind.apiVersion.startsWith("keda.sh/");
/** A prime far from the number of children of a service: neighbours in the sequence are of other kinds and services. */
const STRIDE = 7919;

export async function driftRepair(source: WatchSource, namespace: string): Promise<readonly Row[]> {
  const times = await repairTimes(source, namespace, SAMPLES);
  return [
    { what: `drift of ${times.length} children repaired, p50`, value: quantile(times, 0.5), unit: "ms" },
    { what: `drift of ${times.length} children repaired, p99`, value: quantile(times, 0.99), unit: "ms", target: 1000 },
  ];
}

/** Milliseconds, of so many children of a namespace, one after the other. */
export async function repairTimes(source: WatchSource, namespace: string, samples: number): Promise<readonly number[]> {
  const ended = new AbortController();
  const children = new Map<string, KubeObject>();
  const listeners = new Map<string, (label: string | undefined) => void>();
  const seen = (child: KubeObject): void => {
    const key = keyOf(child);
    if (!listeners.has(key)) children.set(key, child);
    listeners.get(key)?.(child.metadata.labels?.[LABEL]);
  };
  const kinds = CHILD_KINDS.filter((kind) => !isUnseen(kind));
  const targets = kinds.map((kind) => ({ kind, namespace, metadataOnly: true, labelSelector: "tenfold.dev/service" }));
  await Promise.all(targets.map((target) => follow({ source, target, signal: ended.signal, seen })));
  const all = [...children.values()];
  const times: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    const child = all[(index * STRIDE) % all.length];
    if (child !== undefined) times.push(await repairOf(child, listeners));
  }
  ended.abort();
  return times;
}

const keyOf = ({ apiVersion, kind, metadata }: KubeObject): string => `${apiVersion} ${kind} ${metadata.name}`;

async function repairOf(child: KubeObject, listeners: Map<string, (label: string | undefined) => void>): Promise<number> {
  const wanted = child.metadata.labels?.[LABEL];
  let stolenAt: number | undefined;
  const repaired = new Promise<number>((resolve) => {
    listeners.set(keyOf(child), (label) => {
      if (label === STOLEN) stolenAt ??= performance.now();
      else if (label === wanted && stolenAt !== undefined) resolve(performance.now() - stolenAt);
    });
  });
  await mergePatch(child, { metadata: { labels: { [LABEL]: STOLEN } } });
  const took = await Promise.race([repaired, sleep(PATIENCE_MS)]);
  listeners.delete(keyOf(child));
  return took ?? PATIENCE_MS; // at least; a run of an hour must not be lost with it
}
