// How long a foreign change of a child stands before it is corrected.
import { BUILT_IN } from "../../operator/api/kinds.js";
import { get, list, mergePatch } from "../cluster/harness/api.js";
import type { Row } from "./main.js";

const SAMPLES = 100;
const LABEL = "app.kubernetes.io/name";
const PATIENCE_MS = 30_000;

export async function driftRepair(namespace: string): Promise<readonly Row[]> {
  const policies = await list(BUILT_IN.networkPolicy, namespace);
  const times: number[] = [];
  for (let index = 0; index < Math.min(SAMPLES, policies.length); index += 1) {
    const policy = policies[index];
    if (policy === undefined) break;
    const wanted = policy.metadata.labels?.[LABEL];
    await mergePatch(policy, { metadata: { labels: { [LABEL]: "stolen" } } });
    const started = performance.now();
    while (performance.now() - started < PATIENCE_MS) {
      const live = await get(BUILT_IN.networkPolicy, namespace, policy.metadata.name);
      if (live?.metadata.labels?.[LABEL] === wanted) break;
    }
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return [
    { what: "drift repaired, p50", value: quantile(0.5), unit: "ms" },
    { what: "drift repaired, p99", value: quantile(0.99), unit: "ms" },
  ];
}
