// Workers by backlog where KEDA is installed, by CPU where it is not, and from one to the other.
import { describe, expect, it } from "@jest/globals";
import { gaps } from "../../domain/admit/gaps.js";
import { LABEL } from "../../domain/api/keys.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { webServiceSpec, type WebServiceSpec } from "../../domain/api/web-service.js";
import { allLate } from "./arbitrary.js";
import { at, blueprintOf, childrenOf, only, rendered, renderedFrom } from "./rendering.js";

const SPEC: Partial<WebServiceSpec> = {
  userTier: "5M",
  workers: [
    { name: "mail", secondsPerMessage: 5, targetLatencySeconds: 30, min: 2, max: 40 },
    { name: "idle", min: 0 },
  ],
};
const scaled = (role: string) => only(rendered(SPEC), BUILT_IN.scaledObject, role);
const withoutKeda = (late: object = {}) =>
  renderedFrom(blueprintOf(SPEC), { ...allLate(SPEC), servesScaledObjects: false, ...late });

describe("a worker where KEDA is installed", () => {
  it("is added a pod for as many messages as one can do within the wanted latency", () => {
    const { spec, metadata } = scaled("worker-mail");
    const deployment = only(rendered(SPEC), BUILT_IN.deployment, "worker-mail").metadata.name;
    expect(spec).toMatchObject({ minReplicaCount: 2, maxReplicaCount: 40 });
    expect(at(spec, "scaleTargetRef")).toEqual({ apiVersion: "apps/v1", kind: "Deployment", name: deployment });
    expect(metadata.name).toBe(deployment);
    expect(at(spec, "triggers.0")).toMatchObject({
      type: "aws-sqs-queue",
      metadata: { queueLength: "6", awsRegion: "us-east-1" },
    });
  });

  it("asks the queue that its pods read from, as KEDA and not as the application", () => {
    const env = at(only(rendered(SPEC), BUILT_IN.deployment, "worker-mail"), "spec.template.spec.containers.0.env");
    const url = (env as { readonly name: string; readonly value?: string }[]).find(({ name }) => name === "QUEUE_URL")?.value;
    expect(at(scaled("worker-mail").spec, "triggers.0.metadata.queueURL")).toBe(url);
    const identity = only(rendered(SPEC), BUILT_IN.triggerAuthentication);
    expect(identity.spec).toEqual({ podIdentity: { provider: "aws" } });
    expect(at(scaled("worker-mail").spec, "triggers.0.authenticationRef.name")).toBe(identity.metadata.name);
  });

  it("has no autoscaler of ours and no number of pods, which are KEDA's", () => {
    expect(childrenOf(rendered(SPEC), BUILT_IN.horizontalPodAutoscaler, "worker-mail")).toEqual([]);
    const idle = renderedFrom(blueprintOf(SPEC), { ...allLate(SPEC), idleRoles: ["worker-idle"] });
    for (const role of ["worker-mail", "worker-idle"])
      expect(at(only(idle, BUILT_IN.deployment, role), "spec.replicas")).toBeUndefined();
  });

  it("takes over the autoscaler that was there without KEDA, and gives it no label that would make it a child of ours", () => {
    const ours = only(withoutKeda(), BUILT_IN.horizontalPodAutoscaler, "worker-mail");
    const { spec, metadata } = scaled("worker-mail");
    expect(at(spec, "advanced.horizontalPodAutoscalerConfig.name")).toBe(ours.metadata.name);
    expect(at(spec, "advanced.horizontalPodAutoscalerConfig.behavior")).toEqual(at(ours, "spec.behavior"));
    expect(metadata.annotations?.["scaledobject.keda.sh/transfer-hpa-ownership"]).toBe("true");
    const excluded = metadata.annotations?.["scaledobject.keda.sh/hpa-excluded-labels"]?.split(",") ?? [];
    for (const label of Object.keys(metadata.labels ?? {})) expect(excluded).toContain(label);
    expect(excluded).toContain(LABEL.managedBy);
  });

  it("goes to no pod with min 0, after the queue was empty for long enough, also when KEDA is new to it", () => {
    expect(scaled("worker-idle").spec).toMatchObject({ minReplicaCount: 0, cooldownPeriod: 300, initialCooldownPeriod: 300 });
    expect(at(scaled("worker-idle").spec, "pollingInterval")).toBe(15);
    expect(at(scaled("worker-mail").spec, "pollingInterval")).toBeUndefined();
  });

  it("keeps the pods that work on messages which nobody else sees any more", () => {
    expect(at(scaled("worker-mail").spec, "triggers.0.metadata.scaleOnInFlight")).toBe("true");
  });

  it("waits for the URL of the queue", () => {
    const one = renderedFrom(blueprintOf(SPEC), { ...allLate(SPEC), queueURL: undefined });
    expect(childrenOf(one, BUILT_IN.scaledObject)).toEqual([]);
    const waits = one.waiting.filter(({ kind }) => kind === BUILT_IN.scaledObject);
    expect(waits.map(({ role }) => role)).toEqual(["worker-mail", "worker-idle"]);
    expect(waits[0]?.waitsFor).toMatch(/^the URL of Queue shop-queue-/);
  });
});

describe("the lowest number of pods", () => {
  const isTaken = (spec: object) => webServiceSpec.safeParse({ userTier: "5M", image: "example.com/shop:1", ...spec }).success;

  it("may be none for workers, and for nothing that is called", () => {
    expect(isTaken({ workers: [{ name: "mail", min: 0 }] })).toBe(true);
    expect(isTaken({ workers: [{ name: "mail", min: -1 }] })).toBe(false);
    expect(isTaken({ workers: [{ name: "mail", min: 0, max: 0 }] })).toBe(false);
    expect(isTaken({ services: [{ name: "search", image: "example.com/search:1", min: 0 }] })).toBe(false);
  });
});

describe("a worker where KEDA is not installed", () => {
  it("is scaled by CPU, from one pod on", () => {
    const one = withoutKeda();
    expect(childrenOf(one, BUILT_IN.scaledObject)).toEqual([]);
    expect(childrenOf(one, BUILT_IN.triggerAuthentication)).toEqual([]);
    const scaler = only(one, BUILT_IN.horizontalPodAutoscaler, "worker-mail");
    expect(scaler.spec).toMatchObject({ minReplicas: 2, maxReplicas: 40 });
    expect(at(scaler, "spec.metrics")).toEqual([
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
    ]);
    expect(at(only(one, BUILT_IN.horizontalPodAutoscaler, "worker-idle"), "spec.minReplicas")).toBe(1);
  });

  it("gets its first pod back when KEDA had taken the last one, and never a number beside", () => {
    const one = withoutKeda({ idleRoles: ["worker-idle"] });
    expect(at(only(one, BUILT_IN.deployment, "worker-idle"), "spec.replicas")).toBe(1);
    expect(at(only(one, BUILT_IN.deployment, "worker-mail"), "spec.replicas")).toBeUndefined();
  });

  it("is said to be, with what that means and what to do", () => {
    const said = (servesScaledObjects: boolean, spec = SPEC) =>
      gaps(blueprintOf(spec), { servesScaledObjects }).filter(({ message }) => message.startsWith("Workers:"));
    expect(said(true)).toEqual([]);
    const [problem] = said(false);
    expect(problem).toMatchObject({ reason: "NotManaged", part: "Async", stalls: false });
    expect(problem?.message).toMatch(/KEDA is not installed.*by the CPU.*One pod of idle always runs.*Install KEDA/);
    expect(said(false, { ...SPEC, workers: [{ name: "mail" }] })[0]?.message).not.toContain("always runs");
    expect(said(false, { userTier: "1k" })).toEqual([]);
  });
});
