// Readiness gates as the AWS Load Balancer Controller keeps them: which pods it tells of their health, and what it says.
import { beforeEach, describe, expect, it } from "@jest/globals";
import { ObjectIndex } from "../../../local/aws/controllers/object-index.js";
import { SELECTOR_ANNOTATION } from "../../../local/aws/load-balancers/gate-policy.js";
import { EVENT, INGRESS, POD, SERVICE, TARGET_GROUP_BINDING } from "../../../local/aws/load-balancers/kinds.js";
import { LoadBalancerRuntime } from "../../../local/aws/load-balancers/runtime.js";
import { recordOf, recordsOf } from "../../../local/aws/model/read.js";
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import { FakeApiServer } from "./fake-api-server.js";
import { FakeClock } from "./fake-clock.js";
import { DELAYS, LONG_MS, newWorld, PLACE, silent } from "./stage.js";

const GATE = "target-health.elbv2.k8s.aws/";
const IN_A_AND_B = "subnet-0a1,subnet-0b2";
const namespace = "shop";

let api: FakeApiServer;
let clock: FakeClock;
let balancers: LoadBalancerRuntime;

function started(): LoadBalancerRuntime {
  const world = newWorld(clock);
  const runtime = new LoadBalancerRuntime({ world, cluster: api, index: new ObjectIndex(), clock, log: silent, place: PLACE });
  runtime.start();
  return runtime;
}

function show(kind: KindRef, object: KubeObject, isGone: boolean): void {
  if (kind === TARGET_GROUP_BINDING) balancers[isGone ? "bindingGone" : "bindingSeen"](object);
  else if (kind === POD) balancers[isGone ? "podGone" : "podSeen"](object);
  else if (kind === SERVICE || kind === INGRESS) balancers[isGone ? "gone" : "seen"](kind, object);
}

beforeEach(() => {
  [api, clock] = [new FakeApiServer([SERVICE, INGRESS, TARGET_GROUP_BINDING, EVENT, POD]), new FakeClock()];
  balancers = started();
  api.listeners.push(show);
});

const service: KubeObject = {
  ...{ apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace } },
  spec: { selector: { tier: "web", app: "shop" }, ports: [{ port: 80 }] },
};

function ingress(): KubeObject {
  const paths = [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }];
  const annotations = { "alb.ingress.kubernetes.io/subnets": IN_A_AND_B };
  return {
    ...{ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web", namespace, annotations } },
    spec: { ingressClassName: "alb", rules: [{ http: { paths } }] },
  };
}

const bindings = () => [...api.objects.values()].filter(({ kind }) => kind === "TargetGroupBinding");
const gate = () => `${GATE}${bindings()[0]?.metadata.name ?? ""}`;

function pod(name: string, { gates = [gate()], running = true } = {}): KubeObject {
  const readinessGates = gates.map((conditionType) => ({ conditionType }));
  const conditions = [{ type: "ContainersReady", status: running ? "True" : "False" }];
  return {
    ...{ apiVersion: "v1", kind: "Pod", metadata: { name, namespace } },
    spec: { readinessGates },
    status: { conditions },
  };
}

/** Not ready: so the endpoint of a pod stands whose gates are shut. */
function endpoints(...pods: readonly (readonly [string, "a" | "c"])[]): void {
  const metadata = { name: "web-1", namespace, labels: { "kubernetes.io/service-name": "web" } };
  const found = pods.map(([name, zone]) => ({
    ...{ zone: `${PLACE.region}${zone}`, targetRef: { name }, conditions: { ready: false } },
  }));
  balancers.sliceSeen({ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata, ...{ endpoints: found } });
}

function said(name: string): Readonly<Record<string, unknown>> | undefined {
  const found = api.get(pod(name)) ?? {};
  const [condition] = recordsOf(recordOf(found as Record<string, unknown>, "status"), "conditions").filter(({ type }) =>
    String(type).startsWith(GATE),
  );
  if (condition === undefined) return undefined;
  const { status, reason, message } = condition;
  return { status, reason, message };
}

const HEALTHY = { status: "True", reason: "", message: "" };

async function standing(): Promise<void> {
  api.apply(service);
  api.apply(ingress());
  await clock.advance(10);
}

describe("a pod with a gate", () => {
  it("is told of its target from registration over checks to health", async () => {
    await standing();
    api.apply(pod("one"));
    endpoints(["one", "a"]);
    await clock.advance(10);
    expect(said("one")).toMatchObject({ status: "False", reason: "Elb.RegistrationInProgress" });
    await clock.advance(DELAYS.createMs);
    expect(said("one")).toMatchObject({ status: "False", reason: "Elb.InitialHealthChecking" });
    await clock.advance(DELAYS.healthMs);
    expect(said("one")).toEqual(HEALTHY);
    api.writes.splice(0);
    await clock.advance(LONG_MS);
    expect(api.writes).toEqual([]);
  });

  it("keeps what others say of it", async () => {
    await standing();
    api.apply(pod("one"));
    endpoints(["one", "a"]);
    await clock.advance(LONG_MS);
    const { status } = api.get(pod("one")) as unknown as { readonly status: { readonly conditions: readonly unknown[] } };
    expect(status.conditions).toContainEqual({ type: "ContainersReady", status: "True" });
  });

  it("stays unhealthy in a zone that the load balancer has no way to", async () => {
    await standing();
    api.apply(pod("one"));
    endpoints(["one", "c"]);
    await clock.advance(LONG_MS);
    expect(said("one")).toMatchObject({ status: "False", reason: "Target.NotInUse" });
  });

  it("is not registered before its containers are ready", async () => {
    await standing();
    api.apply(pod("one", { running: false }));
    endpoints(["one", "a"]);
    await clock.advance(LONG_MS);
    expect(said("one")).toBeUndefined();
    api.apply(pod("one"));
    await clock.advance(LONG_MS);
    expect(said("one")).toEqual(HEALTHY);
  });

  it("stays healthy when the controller starts anew and has forgotten since when", async () => {
    await standing();
    api.apply(pod("one"));
    endpoints(["one", "a"]);
    await clock.advance(LONG_MS);
    await balancers.stop();
    api.writes.splice(0);
    balancers = started();
    for (const object of api.objects.values()) api.apply(object);
    endpoints(["one", "a"]);
    await clock.advance(LONG_MS);
    expect(api.writes.filter(({ ref }) => ref.kind === POD)).toEqual([]);
    expect(said("one")).toEqual(HEALTHY);
  });

  it("has it opened when the binding goes, since nobody would after that", async () => {
    await standing();
    api.apply(pod("one"));
    endpoints(["one", "c"]);
    await clock.advance(LONG_MS);
    api.delete(ingress());
    await clock.advance(LONG_MS);
    expect(bindings()).toEqual([]);
    expect(recordsOf(recordOf(api.get(pod("one")) as Record<string, unknown>, "status"), "conditions")).toContainEqual(
      expect.objectContaining({ status: "True", message: "Target Group Binding is deleted" }),
    );
  });
});

it("a pod without a gate is told nothing", async () => {
  await standing();
  api.apply(pod("one", { gates: [] }));
  endpoints(["one", "a"]);
  await clock.advance(LONG_MS);
  expect(said("one")).toBeUndefined();
});

it("a binding carries the selector of its Service, also when that changes", async () => {
  await standing();
  await clock.advance(10);
  expect(bindings()[0]?.metadata.annotations?.[SELECTOR_ANNOTATION]).toBe("app=shop,tier=web");
  api.apply({ ...service, spec: { selector: { tier: "front", app: "shop" }, ports: [{ port: 80 }] } });
  await clock.advance(10);
  expect(bindings()[0]?.metadata.annotations?.[SELECTOR_ANNOTATION]).toBe("app=shop,tier=front");
});
