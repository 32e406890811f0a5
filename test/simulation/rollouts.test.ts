// What pods use outlives them: looked at after every step of a path on which each rollout takes its time.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { at, listAt, textAt } from "../../domain/observed/reading.js";
import { anySpec } from "../cdk8s/arbitrary.js";
import { webServiceClass } from "../fixtures/services.js";
import { SimulatedWorld } from "./world.js";

const RUNS = 25;
const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN, domain: "example.com" });
type Spec = Partial<WebServiceSpec>;

/** Everything that ever existed, by kind and name, and what is gone although a pod that runs names it. */
function watcher() {
  const known = new Map<string, KubeObject>();
  const missing = new Set<string>();
  const watchRollouts = (world: SimulatedWorld) => {
    for (const [id, object] of world.objects) known.set(id, object);
    const pods = [...world.running.values()].flat();
    for (const pod of pods) for (const lack of lacks(pod, known, world)) missing.add(lack);
  };
  return { watchRollouts, missing };
}

function lacks(pod: unknown, known: ReadonlyMap<string, KubeObject>, world: SimulatedWorld): readonly string[] {
  const env = listAt(pod, "spec", "containers", 0, "env").map((entry) => textAt(entry, "value") ?? "");
  const names = [...known].filter(([, object]) => isNamed(object, pod, env));
  return [
    ...names.filter(([id]) => !world.objects.has(id)).map(([id]) => `${id} is gone`),
    ...env.flatMap((value) => closedPorts(value, world)),
    ...(isListening(pod, world) ? [] : ["the network policy keeps load balancers from a pod"]),
  ];
}

function isNamed({ kind, metadata: { name } }: KubeObject, pod: unknown, env: readonly string[]): boolean {
  const says = (text: string) => env.some((value) => value.includes(text));
  switch (kind) {
    case "ReplicationGroup":
      return says(`${name}.cache.amazonaws.com`);
    case "Distribution":
      return says(`${name}.cloudfront.net`);
    case "Service":
      return says(`${name}.`);
    case "PodIdentityAssociation":
    case "Role":
    case "Policy":
      return /-app-[0-9a-z]+$/.test(name) && env.length > 0 && hasIdentity(pod);
    case "ConfigMap":
      return listAt(pod, "spec", "volumes").some((volume) => textAt(volume, "configMap", "name") === name);
    default:
      return false;
  }
}

/** The region is for the SDK, which pods have an identity for. */
function hasIdentity(pod: unknown): boolean {
  return listAt(pod, "spec", "containers", 0, "env").some((entry) => textAt(entry, "name") === "AWS_REGION");
}

/** Of an internal service that a pod names: its Service must have the port, and some policy must let the pod reach it. */
function closedPorts(value: string, { objects }: SimulatedWorld): readonly string[] {
  const [, host, port] = /^http:\/\/([^.]+)\.[^:]+:([0-9]+)$/.exec(value) ?? [];
  if (host === undefined || port === undefined) return [];
  const service = objects.get(`Service/${host}`);
  const isOpen = listAt(service, "spec", "ports").some((entry) => String(at(entry, "port")) === port);
  const isReachable = policyOf(objects, "web", "egress").some((rule) => opens(rule, port) && listAt(rule, "to").length > 0);
  return [...(isOpen ? [] : [`${host} does not listen at ${port}`]), ...(isReachable ? [] : [`${host}:${port} is cut off`])];
}

function isListening(pod: unknown, { objects }: SimulatedWorld): boolean {
  if (textAt(pod, "metadata", "labels", "app.kubernetes.io/component") !== "web") return true;
  const port = String(at(pod, "spec", "containers", 0, "ports", 0, "containerPort"));
  return policyOf(objects, "web", "ingress").some((rule) => opens(rule, port));
}

function policyOf(objects: SimulatedWorld["objects"], role: string, way: "ingress" | "egress"): readonly unknown[] {
  const policy = [...objects.values()].find(
    ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.labels?.["app.kubernetes.io/component"] === role,
  );
  return listAt(policy, "spec", way);
}

function opens(rule: unknown, port: string): boolean {
  return listAt(rule, "ports").some((entry) => String(at(entry, "port")) === port);
}

const search = (port: number): Spec["services"] => [{ name: "search", image: "example.com/search:1", port }];
const changing: fc.Arbitrary<Spec> = fc
  .tuple(
    anySpec,
    fc.record({ port: fc.constantFrom(8080, 9090), services: fc.constantFrom(search(8080), search(7070), undefined) }),
  )
  .map(([spec, part]) => ({ ...spec, ...part }));

describe("at no step of a path", () => {
  it("does a pod that still runs name or reach for something that is gone", () => {
    const property = fc.property(changing, changing, fc.boolean(), (before, after, approves) => {
      const [world, { watchRollouts, missing }] = [new SimulatedWorld(CLASS), watcher()];
      world.settle(before, { watchRollouts });
      world.settle(after, { watchRollouts, approves });
      expect([...missing]).toEqual([]);
    });
    fc.assert(property, { numRuns: RUNS });
  });
});

describe("from 10k to 1k", () => {
  const cache = (world: SimulatedWorld) => world.names("ReplicationGroup").length;

  it("the cache goes after the rollout, and with it the way to it", () => {
    const world = new SimulatedWorld(CLASS);
    world.settle({ userTier: "10k" });
    const seen: number[] = [];
    const rest = world.settle({ userTier: "1k" }, { watchRollouts: (now) => seen.push(cache(now)) });
    expect(seen[0]).toBe(1);
    expect(cache(world)).toBe(0);
    expect(rest.stuck).toEqual([]);
    expect(policyOf(world.objects, "web", "egress").some((rule) => opens(rule, "6379"))).toBe(false);
  });

  it("frozen pods keep their cache, their ports and what they may do for as long as nobody approves", () => {
    const world = new SimulatedWorld(CLASS);
    const services = search(8080);
    world.settle({ userTier: "10k", services, port: 8080 });
    const held: Spec = { userTier: "1k", port: 9090, changes: { automatic: "None" } };
    const [{ watchRollouts, missing }, was] = [watcher(), [...world.running.values()].flat()];
    watchRollouts(world);
    world.settle(held, { watchRollouts, approves: false });
    expect([...world.running.values()].flat()).toEqual(expect.arrayContaining([was[0]]));
    expect([...missing]).toEqual([]);
    expect(cache(world)).toBe(1);
    expect(policyOf(world.objects, "web", "ingress").filter((rule) => opens(rule, "8080"))).toHaveLength(1);
    world.settle(held, { watchRollouts });
    expect(cache(world)).toBe(0);
    expect(policyOf(world.objects, "web", "ingress").filter((rule) => opens(rule, "8080"))).toHaveLength(0);
    expect([...missing]).toEqual([]);
  });
});
