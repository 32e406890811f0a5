import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { extractor } from "../../../domain/observed/extract.js";
import { workloadHealth } from "../../../domain/observed/workload-health.js";

const of = (kind: string, spec: unknown, status: unknown): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "x", generation: 1 },
  spec,
  status,
});

describe("a Deployment", () => {
  const running = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
  it.each([
    { name: "is ready when all pods are new and available", spec: { replicas: 2 }, status: running, state: "ready" },
    {
      name: "is not ready before its controller saw the spec",
      spec: { replicas: 2 },
      status: { ...running, observedGeneration: 0 },
      state: "progressing",
    },
    {
      name: "is not ready while old pods are left",
      spec: { replicas: 2 },
      status: { ...running, replicas: 3 },
      state: "progressing",
    },
    {
      name: "is not ready without an available pod",
      spec: { replicas: 2 },
      status: { ...running, availableReplicas: 0 },
      state: "progressing",
    },
    {
      name: "has failed when its rollout is stuck",
      spec: { replicas: 2 },
      status: {
        ...running,
        conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "stuck" }],
      },
      state: "failed",
    },
  ])("$name", ({ spec, status, state }) => {
    expect(workloadHealth(of("Deployment", spec, status))).toMatchObject({ state });
  });
});

describe("a pod that finds no node", () => {
  const antiAffinity = (when: string) => ({
    replicas: 1,
    template: { spec: { affinity: { podAntiAffinity: { [`${when}DuringSchedulingIgnoredDuringExecution`]: [{}] } } } },
  });
  const deadline = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "timed out" };
  it.each([
    { name: "of web", kind: "Deployment", when: "required", status: { observedGeneration: 1 } },
    {
      name: "of web, after the deadline of its rollout,",
      kind: "Deployment",
      when: "required",
      status: { observedGeneration: 1, conditions: [deadline] },
    },
    { name: "of the database", kind: "StatefulSet", when: "preferred", status: { observedGeneration: 1 } },
  ])("$name is told how the two may share one", ({ kind, when, status }) => {
    const health = workloadHealth(of(kind, antiAffinity(when), status));
    expect(health).toMatchObject({ message: expect.stringContaining("set spec.database.shareNode to true") });
  });

  it("is not told so where the two may share one already", () => {
    const health = workloadHealth(of("Deployment", antiAffinity("preferred"), { observedGeneration: 1 }));
    expect(health).toEqual({ state: "progressing", usable: false, message: "none of 1 pods is available" });
  });
});

describe("other built-in kinds", () => {
  it.each([
    {
      kind: "StatefulSet",
      spec: { replicas: 1 },
      status: { observedGeneration: 1, readyReplicas: 1, currentRevision: "a", updateRevision: "a" },
      state: "ready",
    },
    { kind: "StatefulSet", spec: { replicas: 1 }, status: { observedGeneration: 1, readyReplicas: 0 }, state: "progressing" },
    { kind: "Job", spec: {}, status: { conditions: [{ type: "Complete", status: "True" }] }, state: "ready" },
    { kind: "Job", spec: {}, status: { conditions: [{ type: "Failed", status: "True", message: "no" }] }, state: "failed" },
    { kind: "Job", spec: {}, status: {}, state: "progressing" },
    { kind: "PersistentVolumeClaim", spec: {}, status: { phase: "Bound" }, state: "ready" },
    { kind: "PersistentVolumeClaim", spec: {}, status: { phase: "Pending" }, state: "progressing" },
    { kind: "PersistentVolumeClaim", spec: {}, status: { phase: "Lost" }, state: "failed" },
    { kind: "Service", spec: { type: "ClusterIP" }, status: {}, state: "ready" },
    { kind: "Service", spec: { type: "LoadBalancer" }, status: {}, state: "progressing" },
    { kind: "Ingress", spec: {}, status: { loadBalancer: { ingress: [{ hostname: "lb" }] } }, state: "ready" },
  ])("a $kind with $status is $state", ({ kind, spec, status, state }) => {
    expect(workloadHealth(of(kind, spec, status))).toMatchObject({ state });
  });
});

describe("extracting a record", () => {
  it("survives an object in which every field has the wrong type", () => {
    const odd = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "x", labels: {} },
      spec: { replicas: "two", template: 5 },
      status: [],
    };
    expect(extractor(() => "f")(odd as unknown as KubeObject)).toMatchObject({
      kind: "Deployment",
      name: "x",
      health: { state: "progressing" },
    });
  });

  it("calls an object that is being deleted neither ready nor usable", () => {
    const leaving = of("ConfigMap", {}, {});
    const record = extractor(() => "f")({ ...leaving, metadata: { name: "x", deletionTimestamp: "2026-01-01T00:00:00Z" } });
    expect(record.health).toEqual({ state: "progressing", usable: false, message: "is being deleted" });
    expect(record.deleting).toBe(true);
  });
});

describe("a Deployment of workers that KEDA has taken to zero", () => {
  it("is ready: there is nothing to do", () => {
    const status = { observedGeneration: 1 };
    expect(workloadHealth(of("Deployment", { replicas: 0 }, status)).state).toBe("ready");
    expect(workloadHealth(of("Deployment", { replicas: 0 }, { ...status, observedGeneration: 0 })).state).toBe("progressing");
  });
});

describe("a ScaledObject", () => {
  const condition = (type: string, status: string, message = "") => ({ type, status, message, reason: "Because" });
  const initial = ["Ready", "Active", "Fallback", "Paused"].map((type) => ({ type, status: "Unknown" }));
  const fine = [condition("Ready", "True"), condition("Fallback", "False")];
  const health = (conditions: readonly unknown[]) => workloadHealth(of("ScaledObject", {}, { conditions }));

  it("waits for KEDA as long as that says nothing", () => {
    for (const conditions of [[], initial])
      expect(health(conditions)).toMatchObject({ state: "progressing", message: expect.stringContaining("keda-operator") });
  });

  it("is ready when KEDA says so, whether there is a message or not", () => {
    for (const active of ["True", "False"])
      expect(health([...fine, condition("Active", active), condition("HPAActive", "True")]).state).toBe("ready");
  });

  it("has failed with KEDA's message", () => {
    const message = "Triggers defined in ScaledObject are not working correctly";
    expect(health([condition("Ready", "False", message)])).toMatchObject({
      state: "failed",
      terminal: false,
      message: expect.stringMatching(/^KEDA says: Triggers.*sqs:GetQueueAttributes/),
    });
  });

  it("is not ready while its autoscaler has no metric, or a fallback stands in for the backlog", () => {
    const blind = condition("HPAActive", "False", "HPA is not actively scaling: no metrics");
    expect(health([...fine, blind])).toMatchObject({
      state: "progressing",
      usable: true,
      message: expect.stringContaining("no metrics"),
    });
    const held = [condition("Ready", "True"), condition("Fallback", "True")];
    expect(health(held)).toMatchObject({ state: "progressing", message: expect.stringContaining("fallback") });
  });
});
