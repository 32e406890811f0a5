// Why a child is not ready, from events and pods as clusters write them.
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { troubles } from "../../../domain/observed/troubles.js";

const WEB = { kind: "Deployment", name: "shop-web-x", uid: "web-uid", role: "web" };
const INGRESS = { kind: "Ingress", name: "shop-alb-x", uid: "alb-uid", role: "alb" };
const DATABASE = { kind: "StatefulSet", name: "shop-db-x", uid: "db-uid", role: "db" };

type About = { readonly kind: string; readonly name: string; readonly uid?: string };

function event(regarding: About, reason: string, { note = "other", time = "2026-01-01T10:00:00Z" } = {}): KubeObject {
  const metadata = { name: `${regarding.name}.${reason}`, namespace: "store" };
  return { apiVersion: "events.k8s.io/v1", kind: "Event", metadata, regarding, reason, note, deprecatedLastTimestamp: time };
}

function pod(name: string, role: string, status: Record<string, unknown>): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, labels: { "app.kubernetes.io/component": role } }, status };
}

const container = (state: Record<string, unknown>, lastState: Record<string, unknown> = {}) => ({
  containerStatuses: [{ name: "app", state, lastState }],
});
const said = (child: typeof WEB, clues: Partial<Parameters<typeof troubles>[1]>) =>
  troubles([child], { warnings: [], pods: [], ...clues }).get(`${child.kind}/${child.name}`);

describe("a child that is not ready shows", () => {
  it("its own warning", () => {
    const warnings = [event(INGRESS, "FailedDeployModel", { note: "CertificateNotFound: no certificate 1111" })];
    expect(said(INGRESS, { warnings })).toBe("FailedDeployModel: CertificateNotFound: no certificate 1111");
  });

  it("the newest of several", () => {
    const warnings = [
      event(INGRESS, "Old", { note: "long ago", time: "2026-01-01T09:00:00Z" }),
      event(INGRESS, "New", { note: "just now", time: "2026-01-01T11:00:00Z" }),
      event(INGRESS, "Older", { note: "before", time: "2026-01-01T08:00:00Z" }),
    ];
    expect(said(INGRESS, { warnings })).toBe("New: just now");
  });

  it("the time of a series rather than that of its first event", () => {
    const series = {
      ...event(INGRESS, "Again", { note: "and again" }),
      deprecatedLastTimestamp: undefined,
      series: { lastObservedTime: "2026-01-01T12:00:00Z" },
    };
    expect(
      said(INGRESS, { warnings: [event(INGRESS, "Once", { note: "at eleven", time: "2026-01-01T11:00:00Z" }), series] }),
    ).toBe("Again: and again");
  });

  it("what a quota says to its ReplicaSet", () => {
    const note =
      'pods "shop-web-x-7d9f-abc" is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0';
    const warnings = [event({ kind: "ReplicaSet", name: "shop-web-x-7d9f8c" }, "FailedCreate", { note })];
    expect(said(WEB, { warnings })).toBe(`FailedCreate: ${note}`);
  });

  describe("what its load balancer says of a pod whose containers are ready:", () => {
    const gate = "target-health.elbv2.k8s.aws/k8s-store-shop";
    const gated = (conditions: readonly unknown[]) => ({
      ...pod("shop-web-x-1", "web", { conditions: [{ type: "ContainersReady", status: "True" }, ...conditions] }),
      spec: { readinessGates: [{ conditionType: "example.com/other" }, { conditionType: gate }] },
    });

    it("why it is not healthy", () => {
      const pods = [gated([{ type: gate, status: "False", reason: "Target.NotInUse", message: "Target is in a zone" }])];
      expect(said(WEB, { pods })).toBe(
        "pod shop-web-x-1: not healthy behind the load balancer: Target.NotInUse: Target is in a zone (TargetGroupBinding k8s-store-shop)",
      );
    });

    it("that nothing was said yet", () => {
      expect(said(WEB, { pods: [gated([])] })).toBe(
        "pod shop-web-x-1: waits for the load balancer, whose controller has not said anything of it yet (TargetGroupBinding k8s-store-shop)",
      );
    });

    it("that it is gone, and what to do, when nobody is left to say anything", () => {
      const pods = [gated([{ type: gate, status: "False", reason: "Elb.RegistrationInProgress", message: "" }])];
      expect(said(WEB, { pods, bindings: new Set(["k8s-store-other"]) })).toBe(
        "pod shop-web-x-1: delete it, and a good one is made: its load balancer was removed, without which it never becomes ready (TargetGroupBinding k8s-store-shop)",
      );
      expect(said(WEB, { pods, bindings: new Set(["k8s-store-shop"]) })).toContain("not healthy behind the load balancer");
    });

    it("nothing of one that was healthy before its load balancer was removed", () => {
      expect(said(WEB, { pods: [gated([{ type: gate, status: "True" }])], bindings: new Set() })).toBeUndefined();
    });

    it("nothing when it is healthy, nor before the containers are ready", () => {
      expect(said(WEB, { pods: [gated([{ type: gate, status: "True" }])] })).toBeUndefined();
      const starting = { ...gated([]), status: { conditions: [{ type: "ContainersReady", status: "False" }] } };
      expect(said(WEB, { pods: [starting] })).toBeUndefined();
    });
  });

  it("why a pod has no node", () => {
    const conditions = [
      { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes are available: 3 Insufficient cpu." },
    ];
    expect(said(WEB, { pods: [pod("shop-web-x-1", "web", { conditions })] })).toBe(
      "pod shop-web-x-1: Unschedulable: 0/3 nodes are available: 3 Insufficient cpu.",
    );
  });

  it("why an image cannot be pulled", () => {
    const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "example.com/shop:9": not found' };
    expect(said(WEB, { pods: [pod("shop-web-x-1", "web", container({ waiting }))] })).toBe(
      'pod shop-web-x-1: container app: ImagePullBackOff: Back-off pulling image "example.com/shop:9": not found',
    );
  });

  it("with what a container ended that is started again and again", () => {
    const waiting = { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=app" };
    const terminated = { exitCode: 3, reason: "Error", message: "no such table: users" };
    expect(said(WEB, { pods: [pod("shop-web-x-1", "web", container({ waiting }, { terminated }))] })).toBe(
      "pod shop-web-x-1: container app ended with exit code 3 (Error: no such table: users) and is started again (CrashLoopBackOff)",
    );
  });

  it("a warning of its pod when the pod itself says nothing", () => {
    const warnings = [event({ kind: "Pod", name: "shop-db-x-0" }, "FailedMount", { note: "volume not attached" })];
    const pods = [pod("shop-db-x-0", "db", container({ waiting: { reason: "ContainerCreating" } }))];
    expect(said(DATABASE, { warnings, pods })).toBe("pod shop-db-x-0: FailedMount: volume not attached");
  });
});

describe("a child does not show", () => {
  it.each([
    ["what is said of another child", event({ kind: "Ingress", name: "shop-alb-y" }, "Failed")],
    ["what was said of its predecessor of the same name", event({ ...INGRESS, uid: "earlier" }, "Failed")],
    ["what is said of a pod that is not its own", event({ kind: "Pod", name: "shop-alb-x-1" }, "Failed")],
  ])("%s", (_name, warning) => {
    expect(said(INGRESS, { warnings: [warning] })).toBeUndefined();
  });

  it("what is said of the ReplicaSet of a Deployment whose name begins like its own", () => {
    const warnings = [event({ kind: "ReplicaSet", name: "shop-web-x-2-7d9f8c" }, "FailedCreate")];
    expect(said(WEB, { warnings })).toBeUndefined();
  });

  it("a pod that is well, or on its way out", () => {
    const leaving = pod("shop-web-x-2", "web", container({ terminated: { exitCode: 1 } }));
    const pods = [
      pod("shop-web-x-1", "web", container({ running: {} })),
      { ...leaving, metadata: { ...leaving.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } },
    ];
    expect(said(WEB, { pods })).toBeUndefined();
  });
});
