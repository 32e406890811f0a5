// Which nodes pods run on, by the real scheduler: never on spot but for workers, on tainted ones where the class tolerates that, and
// anywhere on nodes without labels. The nodes are those of all tests: what is done to them is undone.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { listAt } from "../../domain/observed/reading.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { environment } from "./harness/environment.js";
import { apply, conditionOf, eventually, freshNamespace, list, mergePatch, ready, remove, service } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 120_000;
/** Of one step, so that the one that fails says so. */
const STEP_MS = 50_000;
const CAPACITY = "karpenter.sh/capacity-type";
const TEAM = { key: "example.com/team", value: "shop", effect: "NoSchedule" };
const { spec: place } = parse(readFileSync("deploy/examples/class.yaml", "utf8")) as { readonly spec: object };

type Pod = { readonly metadata: KubeObject["metadata"]; readonly spec: { readonly nodeName?: string } };
let namespace: string;
let nodes: readonly string[];

beforeAll(async () => {
  namespace = await freshNamespace("nodes");
  const answer = await callApiOrThrow(environment().admin, { method: "GET", path: "/api/v1/nodes" });
  nodes = (answer as { readonly items: readonly KubeObject[] }).items.map(({ metadata }) => metadata.name);
  await apply(theClass({ spot: "Workers", tolerations: [TEAM] }));
  await startOperator({ namespaces: [namespace], flags: ["--ask-after-seconds", "1"] });
}, PATIENCE_MS);

afterEach(() => mark(nodes, { labels: { [CAPACITY]: null }, taints: null }));
afterAll(async () => {
  await stopOperators();
  await remove(theClass({}));
});

const theClass = (rules: object) => ({
  apiVersion: WEB_SERVICE_CLASS.apiVersion,
  kind: WEB_SERVICE_CLASS.kind,
  metadata: { name: namespace },
  spec: { ...place, nodes: rules },
});

type Marks = { readonly labels?: Readonly<Record<string, string | null>>; readonly taints?: readonly object[] | null };

async function mark(names: readonly string[], { labels = {}, taints }: Marks): Promise<void> {
  const body = { metadata: { labels }, ...(taints === undefined ? {} : { spec: { taints } }) };
  const contentType = "application/merge-patch+json";
  for (const name of names)
    await callApiOrThrow(environment().admin, { method: "PATCH", path: `/api/v1/nodes/${name}`, body, contentType });
}

/** Role → nodes of its pods; "none" for one that waits. */
async function whereabouts(name: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=tenfold.dev/service=${name}`;
  const { items } = (await callApiOrThrow(environment().admin, { method: "GET", path })) as { readonly items: readonly Pod[] };
  const roles = [...new Set(items.map(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] ?? ""))].sort();
  return Object.fromEntries(
    roles.map((role) => [
      role,
      items
        .filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] === role)
        .map(({ spec }) => spec.nodeName ?? "none"),
    ]),
  );
}

const WITH_WORKERS = {
  workers: [{ name: "mail", min: 1, max: 1 }],
  services: [{ name: "prices", image: "registry.example.com/prices:1", port: 9000, min: 1, max: 1 }],
};

async function wanted(name: string, spec: Readonly<Record<string, unknown>>): Promise<void> {
  await apply(webService(namespace, name, { className: namespace, ...WITH_WORKERS, ...spec }));
}

describe("pods", () => {
  test(
    "all run on nodes without labels, tainted as the class tolerates",
    async () => {
      await mark(nodes, { taints: [TEAM] });
      await wanted("plain", { userTier: "10" });
      await ready(namespace, "plain", PATIENCE_MS);
      const seen = await whereabouts("plain");
      expect(Object.keys(seen)).toEqual(expect.arrayContaining(["db", "web", "worker-mail", "svc-prices"]));
      expect(Object.values(seen).flat()).not.toContain("none");
    },
    PATIENCE_MS,
  );

  test(
    "of workers and internal services run on spot, and no others, which wait and say why until there is an on-demand node",
    async () => {
      await mark(nodes, { labels: { [CAPACITY]: "spot" } });
      await wanted("careful", { userTier: "10" });
      const message = await eventually(
        "the service says why",
        async () => {
          const text = conditionOf(await service(namespace, "careful"), "Ready")?.message ?? "";
          return text.includes("didn't match Pod's node affinity/selector") && text;
        },
        PATIENCE_MS,
      );
      expect(message).toContain("Unschedulable");
      const before = await eventually("workers and internal services run", async () => {
        const seen = await whereabouts("careful");
        const flexible = [...(seen["worker-mail"] ?? []), ...(seen["svc-prices"] ?? [])];
        return flexible.length === 2 && !flexible.includes("none") && seen;
      });
      expect(before.db).toEqual(["none"]);
      const [one = "", two = ""] = nodes;
      await mark([one, two], { labels: { [CAPACITY]: "on-demand" } });
      await ready(namespace, "careful", PATIENCE_MS);
      const seen = await whereabouts("careful");
      const spot = nodes.filter((name) => name !== one && name !== two);
      for (const role of ["db", "web"]) expect(spot).not.toContain(seen[role]?.[0]);
    },
    PATIENCE_MS,
  );

  test(
    "of workers rather run on spot than elsewhere, and elsewhere when there is none",
    async () => {
      const [spot = "", ...others] = nodes;
      await mark(others, { labels: { [CAPACITY]: "on-demand" } });
      await mark([spot], { labels: { [CAPACITY]: "spot" } });
      await wanted("cheap", { userTier: "1" });
      await ready(namespace, "cheap", PATIENCE_MS);
      const seen = await whereabouts("cheap");
      expect([seen["worker-mail"], seen["svc-prices"]]).toEqual([[spot], [spot]]);
      expect([...(seen.db ?? []), ...(seen.web ?? [])]).not.toContain(spot);
      await mark([spot], { labels: { [CAPACITY]: "on-demand" } });
      await wanted("dear", { userTier: "1" });
      await ready(namespace, "dear", PATIENCE_MS);
    },
    PATIENCE_MS,
  );
});

describe("another rule of the class", () => {
  async function tolerated(kind: KindRef, role: string): Promise<number> {
    const [object] = await list(kind, namespace, `tenfold.dev/service=plain,app.kubernetes.io/component=${role}`);
    return listAt(object, "spec", "template", "spec", "tolerations").length;
  }

  test(
    "replaces web pods by itself, and the pod of a database only when that is approved",
    async () => {
      await ready(namespace, "plain", STEP_MS);
      const tolerations = [TEAM, { key: "example.com/other", operator: "Exists" }];
      await apply(theClass({ spot: "Workers", tolerations }));
      const waiting = await eventually(
        "the restart waits for an approval",
        async () => {
          const live = await service(namespace, "plain");
          return conditionOf(live, "PlanPending")?.status === "True" && live;
        },
        STEP_MS,
      );
      expect(waiting.status?.plan?.changes.map(({ disruption, state }) => [disruption, state])).toContainEqual([
        "Restart",
        "Waiting",
      ]);
      await eventually("web is of the new rule", async () => (await tolerated(BUILT_IN.deployment, "web")) === 2, STEP_MS);
      expect(await tolerated(BUILT_IN.statefulSet, "db")).toBe(1);
      await mergePatch(waiting, { metadata: { annotations: { "tenfold.dev/approve": waiting.status?.plan?.id } } });
      await eventually("so is the database", async () => (await tolerated(BUILT_IN.statefulSet, "db")) === 2, STEP_MS);
      await ready(namespace, "plain", STEP_MS);
    },
    PATIENCE_MS,
  );
});
