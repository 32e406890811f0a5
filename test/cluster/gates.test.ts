// Readiness gates of load balancers: who gets one, what opens it, and what waits for it meanwhile. The API server, the controllers and the scheduler
// are real; of AWS only the zones of the subnets tell which targets are ever healthy.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import { POD, TARGET_GROUP_BINDING } from "../../local/aws/load-balancers/kinds.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import {
  apply,
  conditionOf,
  eventually,
  freshNamespace,
  get,
  list,
  type Live,
  mergePatch,
  pathOf,
  ready,
  service,
} from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 120_000;
const GATE = "target-health.elbv2.k8s.aws/";
const REGION = "us-east-1";
/** Their last digits tell their zones: a, b and c. */
const [IN_A, IN_B, IN_C] = ["subnet-0aa000000000000a1", "subnet-0aa000000000000b2", "subnet-0aa000000000000c3"] as const;
const SUBNETS = "alb.ingress.kubernetes.io/subnets";

let namespace: string;

beforeAll(async () => {
  namespace = await freshNamespace("gates");
  await zones(IN_A, IN_B, IN_C);
  // What nobody tells would hold DNS for a day: whatever moves here moved by what the gates say.
  await startOperator({ namespaces: [namespace], flags: ["--ask-after-seconds", "1", "--unseen-targets-seconds", "86400"] });
}, PATIENCE_MS);
afterAll(stopOperators, PATIENCE_MS);

/** The class of this file, with one public subnet in each of these. */
async function zones(...publicSubnetIDs: readonly string[]): Promise<void> {
  const example = await get(WEB_SERVICE_CLASS, undefined, "default");
  const spec = { ...(example?.["spec"] as Record<string, unknown>), publicSubnetIDs };
  await apply({ apiVersion: "tenfold.dev/v1alpha1", kind: "WebServiceClass", metadata: { name: namespace }, spec });
}

const podsOf = (selector: string) => list(POD, namespace, selector);
const gatesOf = (pod: Live) =>
  listAt(pod, "spec", "readinessGates")
    .map((gate) => textAt(gate, "conditionType") ?? "")
    .filter((type) => type.startsWith(GATE));
const conditionIn = (pod: Live, type: string) => listAt(pod, "status", "conditions").find((one) => textAt(one, "type") === type);
const statusIn = (pod: Live, type: string) => textAt(conditionIn(pod, type), "status");

async function create(object: KubeObject & { readonly plural: string }): Promise<void> {
  const { plural, ...body } = object;
  const path = pathOf({ ...body, plural, namespaced: true }, namespace);
  await callApiOrThrow(environment().admin, { method: "POST", path, body });
}

function behind(name: string, subnets: readonly string[]): readonly (KubeObject & { readonly plural: string })[] {
  const port = { number: 80 };
  const paths = [{ path: "/", pathType: "Prefix", backend: { service: { name, port } } }];
  return [
    {
      ...{ apiVersion: "v1", kind: "Service", plural: "services", metadata: { name } },
      spec: { selector: { app: name }, ports: [{ port: 80 }] },
    },
    {
      ...{ apiVersion: "networking.k8s.io/v1", kind: "Ingress", plural: "ingresses" },
      metadata: { name, annotations: { [SUBNETS]: subnets.join(",") } },
      spec: { ingressClassName: "alb", rules: [{ http: { paths } }] },
    },
  ];
}

function pod(name: string, app: string, zone: string): KubeObject & { readonly plural: string } {
  return {
    ...{ apiVersion: "v1", kind: "Pod", plural: "pods", metadata: { name, labels: { app } } },
    spec: {
      nodeSelector: { "topology.kubernetes.io/zone": zone },
      containers: [{ name: "app", image: "registry.example.com/shop:1" }],
    },
  };
}

describe("a pod", () => {
  test(
    "gets the gate of the load balancer before its Service, and is Ready only once its target is healthy",
    async () => {
      for (const object of behind("front", [IN_A, IN_B])) await create(object);
      await eventually("the binding carries the selector", async () => {
        const [binding] = await list(TARGET_GROUP_BINDING, namespace);
        return binding?.metadata.annotations?.["local.tenfold.dev/selector"] === "app=front";
      });
      await eventually("a pod gets the gate", async () => {
        await create({ ...pod(`probe-${Date.now().toString(36)}`, "front", `${REGION}a`) });
        return (await podsOf("app=front")).some((one) => gatesOf(one).length === 1);
      });
      await create(pod("far", "front", `${REGION}c`));
      await create(pod("beside", "other", `${REGION}a`));
      const far = await eventually("the pod without a way to it says so", async () => {
        const found = (await podsOf("app=front")).find(({ metadata }) => metadata.name === "far");
        return (
          found !== undefined && textAt(conditionIn(found, gatesOf(found)[0] ?? ""), "reason") === "Target.NotInUse" && found
        );
      });
      expect(statusIn(far, "ContainersReady")).toBe("True");
      expect(statusIn(far, "Ready")).toBe("False");
      const near = await eventually("the other pods are Ready", async () => {
        const found = (await podsOf("app=front")).filter(({ metadata }) => metadata.name !== "far");
        return found.every((one) => statusIn(one, "Ready") === "True") && found;
      });
      const gated = near.filter((one) => gatesOf(one).length > 0);
      expect(gated.map((one) => statusIn(one, gatesOf(one)[0] ?? ""))).toEqual(gated.map(() => "True"));
      expect((await podsOf("app=other")).map(gatesOf)).toEqual([[]]);
      await callApiOrThrow(environment().admin, {
        ...{ method: "PATCH", contentType: "application/merge-patch+json" },
        path: pathOf(BUILT_IN.ingress, namespace, "front"),
        body: { metadata: { annotations: { [SUBNETS]: [IN_A, IN_B, IN_C].join(",") } } },
      });
      await eventually("the far pod is Ready once its zone is enabled", async () => {
        const found = (await podsOf("app=front")).find(({ metadata }) => metadata.name === "far");
        return found !== undefined && statusIn(found, "Ready") === "True";
      });
    },
    PATIENCE_MS,
  );
});

const shop = (spec: Record<string, unknown>) => ({ className: namespace, database: { enabled: false }, ...spec });
const webPods = (name: string) => podsOf(`tenfold.dev/service=${name},app.kubernetes.io/component=web`);
const isOpen = (pod: Live) => gatesOf(pod).length > 0 && gatesOf(pod).every((gate) => statusIn(pod, gate) === "True");
const imageOf = (pod: Live) => textAt(pod, "spec", "containers", 0, "image");
const image = (version: number) => `registry.example.com/shop:${version}`;

describe("a rollout", () => {
  test(
    "ends when the load balancer sees each new pod",
    async () => {
      await apply(webService(namespace, "shop", shop({ userTier: "1k", scaling: { minReplicas: 3 } })));
      const live = await ready(namespace, "shop", PATIENCE_MS);
      await mergePatch(live, { spec: { image: image(2) } });
      await ready(namespace, "shop", PATIENCE_MS);
      const pods = await eventually("the old pods are gone", async () => {
        const found = await webPods("shop");
        return found.every((one) => imageOf(one) === image(2)) && found;
      });
      expect(pods.filter(isOpen)).toHaveLength(3);
    },
    PATIENCE_MS,
  );

  test(
    "waits while one of the new pods is in a zone that the load balancer has no way to, says so, and goes on when it has",
    async () => {
      await zones(IN_A, IN_B);
      await mergePatch(await service(namespace, "shop"), { spec: { image: image(3) } });
      const waiting = await eventually(
        "the status says which target is not used, and why",
        async () => {
          const found = await service(namespace, "shop");
          return /pod shop-web-\S+: .*Target\.NotInUse/.test(conditionOf(found, "Ready")?.message ?? "") && found;
        },
        PATIENCE_MS,
      );
      expect(conditionOf(waiting, "Ready")).toMatchObject({ status: "False" });
      const pods = await webPods("shop");
      expect(pods.filter((one) => statusIn(one, "Ready") === "True" && imageOf(one) === image(2))).not.toEqual([]);
      await zones(IN_A, IN_B, IN_C);
      await ready(namespace, "shop", PATIENCE_MS);
      await eventually("all pods are new and seen", async () => {
        const found = await webPods("shop");
        return found.length === 3 && found.every((one) => imageOf(one) === image(3) && isOpen(one));
      });
    },
    PATIENCE_MS,
  );
});

test(
  "a service that moves to another load balancer moves when a pod is healthy behind the new one",
  async () => {
    await apply(webService(namespace, "mover", shop({ userTier: 100, hosts: [`${namespace}.example.com`] })));
    const small = await ready(namespace, "mover", PATIENCE_MS);
    await mergePatch(small, { spec: { userTier: "1k" } });
    const live = await ready(namespace, "mover", PATIENCE_MS);
    expect(live.status?.tier).toEqual({ current: "1k", target: "1k" });
    expect((await webPods("mover")).filter(isOpen)).not.toEqual([]);
  },
  PATIENCE_MS,
);
