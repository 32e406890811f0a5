import { describe, expect, it } from "@jest/globals";
import { ObjectIndex } from "../../../local/aws/controllers/object-index.js";
import { EVENT, INGRESS, SERVICE, TARGET_GROUP_BINDING } from "../../../local/aws/load-balancers/kinds.js";
import { LoadBalancerRuntime } from "../../../local/aws/load-balancers/runtime.js";
import { isRefusal } from "../../../local/aws/model/refusal.js";
import { elasticIPAddress } from "../../../local/aws/model/types/ec2.js";
import type { World } from "../../../local/aws/model/world.js";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { childrenOf, only, rendered } from "../../cdk8s/rendering.js";
import { FakeApiServer } from "./fake-api-server.js";
import { FakeClock } from "./fake-clock.js";
import { DELAYS, LONG_MS, newWorld, PLACE, silent } from "./stage.js";

type Stage = {
  readonly api: FakeApiServer;
  readonly clock: FakeClock;
  readonly world: World;
  readonly balancers: LoadBalancerRuntime;
};

function staged(): Stage {
  const [api, clock] = [new FakeApiServer([SERVICE, INGRESS, TARGET_GROUP_BINDING, EVENT]), new FakeClock()];
  const world = newWorld(clock);
  const around = { world, cluster: api, index: new ObjectIndex(), clock, log: silent, place: PLACE };
  const balancers = new LoadBalancerRuntime(around);
  api.listeners.push((kind, object, isGone) => {
    if (kind === TARGET_GROUP_BINDING) balancers[isGone ? "bindingGone" : "bindingSeen"](object);
    else if (kind === SERVICE || kind === INGRESS) balancers[isGone ? "gone" : "seen"](kind, object);
  });
  balancers.start();
  return { api, clock, world, balancers };
}

function service(annotations: Readonly<Record<string, string>> = {}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop", annotations },
    spec: { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb", ports: [{ port: 80 }, { port: 443 }] },
  };
}

function ingress(name: string, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  const paths = [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations },
    spec: { ingressClassName: "alb", rules: [{ host: `${name}.example.com`, http: { paths } }] },
  };
}

function hostOf(stage: Stage, object: KubeObject): string | undefined {
  const status = stage.api.get(object)?.["status"] as { loadBalancer?: { ingress?: { hostname: string }[] } } | undefined;
  return status?.loadBalancer?.ingress?.[0]?.hostname;
}

function all(stage: Stage, kind: string): readonly KubeObject[] {
  return [...stage.api.objects.values()].filter((object) => object.kind === kind);
}

describe("a Service of the class of network load balancers", () => {
  it("gets a finalizer, a host name, an event, and a binding for each port", async () => {
    const stage = staged();
    stage.api.apply(service());
    await stage.clock.advance(LONG_MS);
    expect(stage.api.get(service())?.metadata.finalizers).toEqual(["service.k8s.aws/resources"]);
    expect(hostOf(stage, service())).toMatch(/^k8s-shop-web-[0-9a-f]{10}-[0-9a-f]{16}\.elb\.us-east-1\.amazonaws\.com$/);
    expect(all(stage, "TargetGroupBinding").map(({ spec }) => (spec as { serviceRef: unknown }).serviceRef)).toEqual([
      { name: "web", port: 80 },
      { name: "web", port: 443 },
    ]);
    expect(all(stage, "Event")).toMatchObject([{ type: "Normal", reason: "SuccessfullyReconciled" }]);
  });

  it("writes nothing more once it is served", async () => {
    const stage = staged();
    stage.api.apply(service());
    await stage.clock.advance(LONG_MS);
    stage.api.writes.splice(0);
    await stage.clock.advance(LONG_MS);
    expect(stage.api.writes).toEqual([]);
  });

  it("leaves everybody else's Services alone", async () => {
    const stage = staged();
    stage.api.apply({ ...service(), spec: { type: "LoadBalancer", ports: [{ port: 80 }] } });
    await stage.clock.advance(LONG_MS);
    expect(stage.api.writes).toEqual([]);
  });

  it("takes all of it away again, bindings first", async () => {
    const stage = staged();
    stage.api.apply(service());
    await stage.clock.advance(LONG_MS);
    stage.api.delete(service());
    await stage.clock.advance(LONG_MS);
    expect(stage.api.get(service())).toBeUndefined();
    expect(all(stage, "TargetGroupBinding")).toEqual([]);
    expect(stage.world.resources.size).toBe(0);
  });

  it("waits for an Elastic IP that is missing, with a warning, and keeps one that it uses from being released", async () => {
    const stage = staged();
    const prefix = "service.beta.kubernetes.io/aws-load-balancer-";
    const answer = stage.world.create(elasticIPAddress, { place: PLACE, attributes: {}, token: "address" });
    if (isRefusal(answer)) throw new Error(answer.message);
    const allocation = String(answer.facts["allocationID"]);
    const wrong = service({ [`${prefix}eip-allocations`]: "eipalloc-0", [`${prefix}subnets`]: "subnet-0a" });
    stage.api.apply(wrong);
    await stage.clock.advance(10);
    expect(all(stage, "Event")).toMatchObject([{ type: "Warning", reason: "FailedDeployModel" }]);
    expect(hostOf(stage, wrong)).toBeUndefined();
    stage.api.apply(service({ [`${prefix}eip-allocations`]: allocation, [`${prefix}subnets`]: "subnet-0a" }));
    await stage.clock.advance(LONG_MS);
    expect(hostOf(stage, wrong)).toBeDefined();
    expect(stage.world.delete(answer.arn)).toMatchObject({ kind: "recoverable" });
  });
});

describe("an Ingress of the class of application load balancers", () => {
  it("gets the finalizer of its group and a host name", async () => {
    const stage = staged();
    const grouped = ingress("web", { "alb.ingress.kubernetes.io/group.name": "shop-abc" });
    stage.api.apply(grouped);
    await stage.clock.advance(LONG_MS);
    expect(stage.api.get(grouped)?.metadata.finalizers).toEqual(["group.ingress.k8s.aws/shop-abc"]);
    // Without a word about it, it is internal.
    expect(hostOf(stage, grouped)).toMatch(/^internal-k8s-shopabc-[0-9a-f]{10}-\d{9}\.us-east-1\.elb\.amazonaws\.com$/);
    expect(all(stage, "TargetGroupBinding")).toHaveLength(1);
  });

  it("shares the load balancer of its group, which goes with the last of them", async () => {
    const stage = staged();
    const group = { "alb.ingress.kubernetes.io/group.name": "shop-abc" };
    const [one, other] = [ingress("one", group), ingress("other", group)];
    stage.api.apply(one);
    stage.api.apply(other);
    await stage.clock.advance(LONG_MS);
    expect(hostOf(stage, one)).toBeDefined();
    expect(hostOf(stage, one)).toBe(hostOf(stage, other));
    stage.api.delete(one);
    await stage.clock.advance(LONG_MS);
    expect(stage.world.resources.size).toBe(1);
    stage.api.delete(other);
    await stage.clock.advance(LONG_MS);
    expect(stage.world.resources.size).toBe(0);
    expect([stage.api.get(one), stage.api.get(other)]).toEqual([undefined, undefined]);
  });

  it("is not deleted while its load balancer is protected", async () => {
    const stage = staged();
    const attributes = "alb.ingress.kubernetes.io/load-balancer-attributes";
    const guarded = ingress("web", { [attributes]: "deletion_protection.enabled=true" });
    stage.api.apply(guarded);
    await stage.clock.advance(LONG_MS);
    stage.api.delete(guarded);
    await stage.clock.advance(LONG_MS);
    expect(stage.api.get(guarded)).toBeDefined();
    expect(all(stage, "Event").map(({ reason }) => reason)).toContain("FailedCleanup");
  });
});

const ALLOCATIONS = "service.beta.kubernetes.io/aws-load-balancer-eip-allocations";

/** With an address that AWS has. */
function withAddress(front: KubeObject, world: World): KubeObject {
  const answer = world.create(elasticIPAddress, { place: PLACE, attributes: {}, token: "address" });
  if (isRefusal(answer)) throw new Error(answer.message);
  const annotations = { ...front.metadata.annotations, [ALLOCATIONS]: String(answer.facts["allocationID"]) };
  return { ...front, metadata: { ...front.metadata, annotations } };
}

describe("a load balancer", () => {
  it("has its host name when it was asked for, is active later, and its targets are healthy when they were checked", async () => {
    const { api, balancers, clock, world } = staged();
    const front = ingress("shop");
    api.apply(front);
    await clock.advance(10);
    const labels = { "kubernetes.io/service-name": "web" };
    const endpoints = [{ zone: `${PLACE.region}a`, targetRef: { name: "pod" }, conditions: { ready: true } }];
    const metadata = { name: "web-1", namespace: "shop", labels };
    balancers.sliceSeen({ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata, ...{ endpoints } });
    const stage = { api, clock, world, balancers };
    const seen = () => [...world.all("elasticloadbalancing/LoadBalancer")].map(({ state }) => state);
    const states = () => balancers.targetsOf(INGRESS, "shop", "shop").map(({ state }) => state);
    expect(hostOf(stage, front)).toContain(".elb.amazonaws.com");
    expect(all(stage, "TargetGroupBinding")).toMatchObject([{ status: { observedGeneration: 1 } }]);
    expect([...seen(), ...states()]).toEqual(["provisioning", "initial"]);
    await clock.advance(DELAYS.createMs);
    expect([...seen(), ...states()]).toEqual(["active", "initial"]);
    await clock.advance(DELAYS.healthMs);
    expect(states()).toEqual(["healthy"]);
  });
});

describe("zones", () => {
  const zones = ["a", "b", "c"].map((letter) => `${PLACE.region}${letter}`);

  function slice(service: string): KubeObject {
    const labels = { "kubernetes.io/service-name": service };
    const endpoints = zones.map((zone) => ({ zone, targetRef: { name: `pod-${zone}` }, conditions: { ready: true } }));
    return {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${service}-1`, namespace: "store", labels },
      ...{ endpoints },
    };
  }

  async function statesOf(front: KubeObject, service: string): Promise<readonly string[]> {
    const { api, balancers, clock, world } = staged();
    api.apply(front.kind === "Ingress" ? front : withAddress(front, world));
    await clock.advance(LONG_MS);
    balancers.sliceSeen(slice(service));
    await clock.advance(LONG_MS);
    const kind = front.kind === "Ingress" ? INGRESS : SERVICE;
    return balancers.targetsOf(kind, "store", front.metadata.name).map(({ zone, state }) => `${zone}: ${state}`);
  }

  const healthy = zones.map((zone) => `${zone}: healthy`);

  it.each(["1", "10", "100", "1k", "10k", "100k", "10M"])("of the pods of tier %s are all served", async (userTier) => {
    const one = rendered({ userTier });
    const isNetwork = childrenOf(one, BUILT_IN.ingress).length === 0;
    const front = isNetwork ? only(one, BUILT_IN.service, "nlb") : only(one, BUILT_IN.ingress);
    const service = isNetwork ? front.metadata.name : only(one, BUILT_IN.service, "web").metadata.name;
    expect(await statesOf(front, service)).toEqual(healthy);
  });

  it.each([
    { name: "an application load balancer", kind: BUILT_IN.ingress, role: "alb", key: "alb.ingress.kubernetes.io/subnets" },
    {
      name: "a network load balancer without cross-zone load balancing",
      kind: BUILT_IN.service,
      role: "nlb",
      key: "service.beta.kubernetes.io/aws-load-balancer-attributes",
    },
  ])("that $name has no subnet in are never served", async ({ kind, role, key }) => {
    const one = rendered({ userTier: role === "alb" ? "1k" : "1" });
    const front = only(one, kind, role);
    const value = role === "alb" ? "subnet-00000000000000001,subnet-00000000000000002" : "";
    const narrow = { ...front, metadata: { ...front.metadata, annotations: { ...front.metadata.annotations, [key]: value } } };
    const service = role === "alb" ? only(one, BUILT_IN.service, "web").metadata.name : front.metadata.name;
    const served = role === "alb" ? 2 : 1;
    const states = zones.map((zone, index) => `${zone}: ${index < served ? "healthy" : "unused"}`);
    expect(await statesOf(narrow, service)).toEqual(states);
  });

  it("take one subnet each", async () => {
    const stage = staged();
    stage.api.apply(ingress("web", { "alb.ingress.kubernetes.io/subnets": "subnet-0a1,subnet-0b4" }));
    await stage.clock.advance(LONG_MS);
    expect(hostOf(stage, ingress("web"))).toBeUndefined();
    const said = all(stage, "Event").map(({ message }) => message);
    expect(said).toContainEqual(expect.stringContaining("multiple subnets in the same Availability Zone"));
  });
});
