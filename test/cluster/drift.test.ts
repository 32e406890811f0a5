// Foreign changes to what is ours are corrected, for every kind of child; what is not ours is left alone.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { BUILT_IN, CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef } from "../../domain/api/objects.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import {
  apply,
  childrenOf,
  conditionOf,
  eventually,
  freshNamespace,
  get,
  mergePatch,
  ready,
  remove,
  service,
} from "./harness/api.js";
import type { Live } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
const LABEL = "app.kubernetes.io/instance";
const MANAGED_BY = "app.kubernetes.io/managed-by";

let namespace: string;
let children: readonly Live[];
let operator: OperatorProcess;
const readySince = new Map<string, string | undefined>();

/** Two services that have every kind between them. */
const SERVICES = [
  {
    name: "large",
    spec: {
      userTier: "10M",
      hosts: ["large.example.com"],
      workers: [{ name: "mail" }],
      services: [{ name: "search", image: "registry.example.com/search:1" }],
      functions: [{ name: "thumbs", image: "registry.example.com/thumbs:1", trigger: { uploadPrefix: "" } }],
    },
  },
  { name: "small", spec: { userTier: "1" } },
  { name: "middle", spec: { userTier: "10k" } },
];

beforeAll(async () => {
  namespace = await freshNamespace("drift");
  operator = await startOperator({ namespaces: [namespace] });
  for (const { name, spec } of SERVICES) await apply(webService(namespace, name, spec));
  for (const { name } of SERVICES)
    readySince.set(name, conditionOf(await ready(namespace, name, READY_MS), "Ready")?.lastTransitionTime);
  children = (await Promise.all(SERVICES.map(({ name }) => childrenOf(namespace, name)))).flat();
}, 2 * READY_MS);
afterAll(stopOperators, READY_MS);

const oneOf = (kind: KindRef) => {
  const child = children.find((candidate) => candidate.kind === kind.kind && candidate.apiVersion === kind.apiVersion);
  if (child === undefined) throw new Error(`no service of this test has a ${kind.kind}`);
  return child;
};
/** Secrets and copies of volumes are made once and never written again; KEDA's kinds are not served here (workers.test.ts has them). */
const ELSEWHERE: readonly KindRef[] = [
  ...[BUILT_IN.secret, BUILT_IN.volumeSnapshot],
  ...[BUILT_IN.scaledObject, BUILT_IN.triggerAuthentication],
];
const WATCHED = CHILD_KINDS.filter((kind) => !ELSEWHERE.includes(kind));

describe("a foreign change", () => {
  test.each(WATCHED)(
    "of a label of ours on a $kind is corrected",
    async (kind) => {
      const child = oneOf(kind);
      await mergePatch(child, { metadata: { labels: { [LABEL]: "stolen", "their/own": "kept" } } });
      const corrected = await eventually(`${kind.kind} corrected`, async () => {
        const live = await get(kind, namespace, child.metadata.name);
        return live?.metadata.labels?.[LABEL] === child.metadata.labels?.[LABEL] && live;
      });
      expect(corrected.metadata.uid).toBe(child.metadata.uid);
      expect(corrected.metadata.labels?.["their/own"]).toBe("kept");
    },
    READY_MS,
  );

  test("of labels alone leaves the services Ready throughout", async () => {
    for (const { name } of SERVICES) {
      const condition = conditionOf(await service(namespace, name), "Ready");
      expect([condition?.status, condition?.lastTransitionTime]).toEqual(["True", readySince.get(name)]);
    }
  });

  test.each(WATCHED)(
    "that takes the label off by which a $kind is found is corrected as well",
    async (kind) => {
      const child = oneOf(kind);
      await mergePatch(child, { metadata: { labels: { [MANAGED_BY]: null } } });
      const corrected = await eventually(`${kind.kind} found again`, async () => {
        const live = await get(kind, namespace, child.metadata.name);
        return live?.metadata.labels?.[MANAGED_BY] === "tenfold" && live;
      });
      expect(corrected.metadata.uid).toBe(child.metadata.uid);
    },
    READY_MS,
  );

  test.each([
    {
      kind: BUILT_IN.deployment,
      patch: { spec: { template: { spec: { terminationGracePeriodSeconds: 600 } } } },
      path: ["spec", "template", "spec", "terminationGracePeriodSeconds"],
    },
    { kind: BUILT_IN.networkPolicy, patch: { spec: { policyTypes: ["Ingress"] } }, path: ["spec", "policyTypes"] },
    { kind: BUILT_IN.horizontalPodAutoscaler, patch: { spec: { maxReplicas: 1000 } }, path: ["spec", "maxReplicas"] },
    { kind: BUILT_IN.configMap, patch: { data: { database: "stolen" } }, path: ["data", "database"] },
  ])(
    "of the content of a $kind.kind is corrected",
    async ({ kind, patch, path }) => {
      const child = oneOf(kind);
      const wanted = read(child, path);
      await mergePatch(child, patch);
      await eventually(
        `${kind.kind} corrected`,
        async () => JSON.stringify(read(await get(kind, namespace, child.metadata.name), path)) === JSON.stringify(wanted),
      );
    },
    READY_MS,
  );

  test(
    "that happened while the operator was away is corrected when it is back",
    async () => {
      await operator.kill();
      const child = oneOf(BUILT_IN.networkPolicy);
      await mergePatch(child, { spec: { policyTypes: ["Egress"] } });
      operator = await startOperator({ namespaces: [namespace] });
      await eventually(
        "corrected",
        async () =>
          JSON.stringify(read(await get(BUILT_IN.networkPolicy, namespace, child.metadata.name), ["spec", "policyTypes"])) ===
          JSON.stringify(read(child, ["spec", "policyTypes"])),
      );
    },
    READY_MS,
  );
});

describe("a child that somebody deletes", () => {
  const COMPUTING = [
    BUILT_IN.deployment,
    BUILT_IN.service,
    BUILT_IN.networkPolicy,
    BUILT_IN.horizontalPodAutoscaler,
    BUILT_IN.podDisruptionBudget,
    BUILT_IN.serviceAccount,
    BUILT_IN.configMap,
    BUILT_IN.ingress,
    BUILT_IN.statefulSet,
    BUILT_IN.job,
  ];
  test.each(COMPUTING)(
    "is made again: $kind",
    async (kind) => {
      const child = oneOf(kind);
      await remove(child);
      const again = await eventually(`${kind.kind} again`, async () => {
        const live = await get(kind, namespace, child.metadata.name);
        return live !== undefined && live.metadata.uid !== child.metadata.uid && live;
      });
      expect(again.metadata.labels).toEqual(child.metadata.labels);
    },
    READY_MS,
  );

  test(
    "and the services are ready again afterwards",
    async () => {
      for (const { name } of SERVICES) await ready(namespace, name, READY_MS);
    },
    2 * READY_MS,
  );
});

describe("services that are deleted", () => {
  test(
    "take every kind that computes with them and leave every kind that holds data",
    async () => {
      for (const { name } of SERVICES) await remove(await service(namespace, name));
      for (const { name } of SERVICES) {
        await eventually(`${name} gone`, async () => (await get(WEB_SERVICE, namespace, name)) === undefined, READY_MS);
        const left = await childrenOf(namespace, name);
        const computes = (child: Live) => child.metadata.labels?.["tenfold.dev/data"] !== "true";
        // Its only Secret of this kind, the cache's password, goes with its owner: by the cluster's own hand, since ours deletes no Secret.
        expect(left.filter((child) => computes(child) && child.kind !== "Secret")).toEqual([]);
        await eventually(`the Secret of ${name}`, async () => !(await childrenOf(namespace, name)).some(computes), READY_MS);
        expect(left.length).toBeGreaterThan(0);
      }
    },
    READY_MS,
  );
});

function read(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    object,
  );
}
