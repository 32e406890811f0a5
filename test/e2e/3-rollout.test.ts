// A change under load, more load than two pods can carry, and a node that goes.
import { describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, kubectl, list, type Thing } from "./harness/cluster.js";
import { Load } from "./harness/load.js";
import { countOf, isServing, NAMESPACE, pods, ready, type Pod } from "./harness/services.js";

const PATIENCE_MS = 600_000;
const SERVICE = "thousand";

type Scaler = Thing & { readonly status: { readonly currentReplicas?: number; readonly desiredReplicas?: number } };

async function scaler(): Promise<Scaler> {
  const [found] = await list<Scaler>("hpa", "-n", NAMESPACE, "-l", `tenfold.dev/service=${SERVICE}`);
  if (found === undefined) throw new Error("no HorizontalPodAutoscaler");
  return found;
}

const namesOf = (found: readonly Pod[]): readonly string[] => found.map(({ metadata }) => metadata.name);

describe("a service of tier 1k", () => {
  it(
    "rolls out a change without losing a request, and every counted visit is in the database",
    async () => {
      await ready(SERVICE);
      const before = await countOf(SERVICE);
      const old = new Set(namesOf(await pods(SERVICE)));
      const load = await Load.start(SERVICE, { path: "/count", method: "POST", clients: 3 });
      const spec = { env: [{ name: "RELEASE", value: String(Date.now()) }] };
      await kubectl("patch", "webservice", SERVICE, "-n", NAMESPACE, "--type=merge", "-p", JSON.stringify({ spec }));
      await eventually("only new pods are left", async () => {
        const now = await pods(SERVICE);
        return now.length >= 2 && now.every(isServing) && now.every(({ metadata }) => !old.has(metadata.name));
      });
      await ready(SERVICE);
      const { sent, failures } = await load.stop();
      expect(failures).toEqual({});
      expect(sent).toBeGreaterThan(100);
      expect(await countOf(SERVICE)).toBe(before + sent);
    },
    PATIENCE_MS,
  );

  it(
    "gets more pods when the load is more than two can carry",
    async () => {
      await eventually("metrics are there", async () => (await kubectl("top", "pods", "-n", NAMESPACE)).includes(SERVICE));
      await eventually("two pods", async () => (await pods(SERVICE)).filter(isServing).length === 2, 400_000);
      const load = await Load.start(SERVICE, { path: "/burn?ms=100", clients: 6 });
      await eventually("more than two pods serve", async () => (await pods(SERVICE)).filter(isServing).length > 2, 300_000);
      await load.stop();
      expect((await scaler()).status.desiredReplicas).toBeGreaterThan(2);
      await ready(SERVICE);
    },
    PATIENCE_MS,
  );

  it(
    "serves on while a node is emptied, never with less than its disruption budget allows",
    async () => {
      const serving = (await pods(SERVICE)).filter(isServing);
      // The stand-in's database has its volume on one node, where RDS would be in no node's way.
      const databases = await list<Pod>("pods", "-n", "local-aws-databases", "-l", "app.kubernetes.io/name=local-rds");
      const own = databases.find(({ metadata }) => metadata.name.startsWith(`${SERVICE}-`));
      const node = serving.find(({ spec }) => spec.nodeName !== own?.spec.nodeName)?.spec.nodeName ?? "";
      expect(node).not.toBe("");
      const load = await Load.start(SERVICE, { path: "/", clients: 2 });
      const drain = kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=240s");
      const least = await leastServing(drain).finally(() => kubectl("uncordon", node));
      const left = serving.filter(({ spec }) => spec.nodeName === node).map(({ metadata }) => metadata.name);
      const { failures, log } = await load.stop();
      const now = new Set(namesOf(await pods(SERVICE)));
      expect(left.filter((name) => now.has(name))).toEqual([]);
      expect(least).toBeGreaterThanOrEqual(1);
      expect({ failures, log: Object.keys(failures).length > 0 ? log : "" }).toEqual({ failures: {}, log: "" });
      await ready(SERVICE);
    },
    PATIENCE_MS,
  );
});

/** The fewest pods that were seen serving until `end`. */
async function leastServing(end: Promise<unknown>): Promise<number> {
  const seen: number[] = [];
  const over = new AbortController();
  const watching = end.finally(() => over.abort());
  watching.catch(() => undefined); // awaited below
  while (!over.signal.aborted) {
    seen.push((await pods(SERVICE)).filter(isServing).length);
    await sleep(250);
  }
  await watching;
  return Math.min(...seen);
}
