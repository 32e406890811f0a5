import { describe, expect, it } from "@jest/globals";
import { LABEL } from "../../../domain/api/keys.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { extractor } from "../../../domain/observed/extract.js";
import { frontTargets, type FrontKind } from "../../../domain/observed/front-targets.js";
import { childKey } from "../../../domain/observed/record.js";

const WHEN = "2026-01-07T12:00:00Z";
const GATE = "target-health.elbv2.k8s.aws/";

const children = new Map(
  ["web", "nlb"].map((role) => {
    const metadata = { name: `shop-${role}`, labels: { [LABEL.component]: role } };
    const record = extractor(() => "")({ apiVersion: "v1", kind: "Service", metadata });
    return [childKey(record), record] as const;
  }),
);

function binding(name: string, service: string, rest: Partial<KubeObject> = {}): KubeObject {
  return {
    apiVersion: "elbv2.k8s.aws/v1beta1",
    kind: "TargetGroupBinding",
    metadata: { name, generation: 1, creationTimestamp: WHEN },
    spec: { serviceRef: { name: service } },
    status: { observedGeneration: 1 },
    ...rest,
  };
}

type Gates = Readonly<Record<string, "True" | "False" | "Unknown">>;

function pod(name: string, gates: Gates = {}, role = "web"): KubeObject {
  const conditions = Object.entries(gates).map(([gate, status]) => ({
    ...{ type: `${GATE}${gate}`, status, lastTransitionTime: WHEN },
    ...(status === "True" ? {} : { reason: "Target.Timeout", message: "Request timed out" }),
  }));
  const spec = { readinessGates: Object.keys(gates).map((gate) => ({ conditionType: `${GATE}${gate}` })) };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, labels: { [LABEL.component]: role } }, spec, status: { conditions } };
}

const ask = (bindings: readonly KubeObject[] | undefined, pods: readonly KubeObject[] = [], kind: FrontKind = "alb") =>
  frontTargets(children, kind, { bindings, pods });
const alb = binding("k8s-alb", "shop-web");

describe("whether a load balancer reaches the pods", () => {
  it("is told by one pod that is healthy behind it", () => {
    const pods = [pod("a", { "k8s-alb": "False" }), pod("b", { "k8s-alb": "True" })];
    expect(ask([alb], pods)).toEqual({ state: "healthy", since: Date.parse(WHEN) });
  });

  it("is told although its controller is not done, as long as another pod is not healthy", () => {
    const undone = binding("k8s-alb", "shop-web", { status: {} });
    expect(ask([undone], [pod("b", { "k8s-alb": "True" }), pod("c", { "k8s-alb": "False" })]).state).toBe("healthy");
  });

  it("is denied as long as no pod that would tell is healthy, in the words of the pod", () => {
    const found = ask([alb], [pod("a", { "k8s-alb": "False" }), pod("old")]);
    expect(found).toEqual({
      state: "unhealthy",
      message: "no web pod is healthy behind it yet (pod a: Target.Timeout: Request timed out)",
    });
  });

  it("is not told by pods that carry the gate of the old load balancer alone, nor by those of another role", () => {
    const pods = [pod("a", { "k8s-nlb": "True" }), pod("worker", { "k8s-alb": "True" }, "worker-mail")];
    const found = ask([alb, binding("k8s-nlb", "shop-nlb")], pods);
    expect(found).toMatchObject({ state: "unseen", since: Date.parse(WHEN) });
    expect(found).toMatchObject({ why: expect.stringContaining("older than the new load balancer") });
  });

  it("is not told where no pod carries a gate, which names the label", () => {
    expect(ask([alb], [pod("a")])).toMatchObject({
      state: "unseen",
      why: expect.stringContaining("elbv2.k8s.aws/pod-readiness-gate-inject: enabled"),
    });
  });

  it("is denied while its controller has not registered the pods, and says what the controller says", () => {
    expect(ask([binding("k8s-alb", "shop-web", { status: {} })])).toMatchObject({ state: "unhealthy" });
    const conditions = [{ type: "Ready", status: "False", reason: "FailedReconcile", message: "AccessDenied: RegisterTargets" }];
    const failed = ask([binding("k8s-alb", "shop-web", { status: { observedGeneration: 1, conditions } })]);
    expect(failed).toEqual({ state: "unhealthy", message: "TargetGroupBinding k8s-alb: AccessDenied: RegisterTargets" });
  });

  it("counts from when the pods were registered, where that is known", () => {
    const later = "2026-01-07T12:07:00Z";
    const managedFields = [{ manager: "controller", operation: "Update", subresource: "status", time: later }];
    const registered = { ...alb, metadata: { ...alb.metadata, managedFields } };
    expect(ask([registered])).toMatchObject({ state: "unseen", since: Date.parse(later) });
  });

  it("must hold for each port of a network load balancer", () => {
    const ports = [binding("k8s-http", "shop-nlb"), binding("k8s-https", "shop-nlb")];
    const both = pod("a", { "k8s-http": "True", "k8s-https": "True" });
    expect(ask(ports, [both], "nlb").state).toBe("healthy");
    expect(ask(ports, [pod("a", { "k8s-http": "True", "k8s-https": "False" })], "nlb").state).toBe("unhealthy");
    expect(ask(ports, [pod("a", { "k8s-http": "True" })], "nlb").state).toBe("unseen");
  });

  it("is told by nobody where bindings cannot be listed, and where another controller makes the load balancer", () => {
    expect(ask(undefined)).toMatchObject({ state: "unseen", since: undefined });
    expect(ask([binding("k8s-other", "other")])).toMatchObject({ state: "unseen", since: undefined });
  });
});
