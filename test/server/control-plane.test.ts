// The local control plane itself: what the other cluster tests take for granted about it.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { callApi, callApiOrThrow } from "../../local/control-plane/api-request.js";
import { findControlPlane, resumeEnded, startControlPlane, type ControlPlane } from "../../local/control-plane/control-plane.js";
import { identityOf } from "../../local/control-plane/process-identity.js";
import { progressToStderr } from "../../local/control-plane/progress.js";
import { tokenKubeconfig } from "../../local/control-plane/token-kubeconfig.js";

// The first start on a machine builds the programs.
const BUILD_AND_START_MS = 20 * 60_000;
const PATIENCE_MS = 30_000;

let dir: string;
let controlPlane: ControlPlane;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "tenfold-control-plane-"));
  controlPlane = await startControlPlane({ dir, detached: false, progress: progressToStderr });
}, BUILD_AND_START_MS);

afterAll(async () => {
  await controlPlane.stop();
  await rm(dir, { recursive: true, force: true });
}, PATIENCE_MS);

test("three nodes in three zones are ready", async () => {
  const nodes = (await callApiOrThrow(controlPlane.admin, { method: "GET", path: "/api/v1/nodes" })) as {
    readonly items: Item[];
  };
  const ready = nodes.items.filter(hasCondition("Ready"));
  const zones = ready.map((node) => node.metadata.labels?.["topology.kubernetes.io/zone"]);
  expect(zones).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
});

test(
  "a stateful set gets pods with volumes of their own, and a volume grows",
  async () => {
    await create("/apis/apps/v1/namespaces/default/statefulsets", statefulSet);
    const set = "/apis/apps/v1/namespaces/default/statefulsets/db";
    await until(set, (object) => object.status?.readyReplicas === 2);
    const claim = "/api/v1/namespaces/default/persistentvolumeclaims/data-db-0";
    await until(claim, (object) => object.status?.phase === "Bound" && object.status.capacity?.storage === "10Gi");
    const body = { spec: { resources: { requests: { storage: "20Gi" } } } };
    await callApiOrThrow(controlPlane.admin, { method: "PATCH", path: claim, body, contentType: "application/merge-patch+json" });
    await until(claim, (object) => object.status?.capacity?.storage === "20Gi");
  },
  PATIENCE_MS,
);

test(
  "a job completes",
  async () => {
    const template = { spec: { restartPolicy: "Never", containers: [container] } };
    await create("/apis/batch/v1/namespaces/default/jobs", {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "once" },
      spec: { template },
    });
    await until("/apis/batch/v1/namespaces/default/jobs/once", hasCondition("Complete"));
  },
  PATIENCE_MS,
);

test(
  "an autoscaler raises a deployment to its minimum, and what a deleted owner owned is collected",
  async () => {
    const deployment = "/apis/apps/v1/namespaces/default/deployments/web";
    await create("/apis/apps/v1/namespaces/default/deployments", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: podsLabelled("web"),
    });
    await create("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "web" },
      spec: { minReplicas: 3, maxReplicas: 5, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } },
    });
    await until(deployment, (object) => object.status?.readyReplicas === 3);
    await callApiOrThrow(controlPlane.admin, { method: "DELETE", path: deployment });
    await until("/api/v1/namespaces/default/pods?labelSelector=app%3Dweb", (list) => list.items?.length === 0);
  },
  PATIENCE_MS,
);

test("a service account acts with no more rights than its own, and the audit log names it", async () => {
  await create("/api/v1/namespaces/default/serviceaccounts", { metadata: { name: "visitor" } });
  const path = join(dir, "visitor.yaml");
  await tokenKubeconfig(controlPlane, { namespace: "default", serviceAccount: "visitor", path });
  const kubeconfig = parse(await readFile(path, "utf8")) as {
    readonly users: readonly [{ readonly user: { readonly token: string } }];
  };
  const visitor = { ...controlPlane.admin, token: kubeconfig.users[0].user.token };
  const answer = await callApi(visitor, { method: "GET", path: "/api/v1/namespaces/kube-system/secrets" });
  expect(answer.status).toBe(403);
  const log = await readFile(controlPlane.auditLog, "utf8");
  const lines = log.split("\n").filter((line) => line.includes('"username":"system:serviceaccount:default:visitor"'));
  expect(lines).toHaveLength(1);
});

test(
  "the API server can be interrupted and comes back with its data at the same address",
  async () => {
    await create("/api/v1/namespaces/default/configmaps", { metadata: { name: "kept" } });
    await controlPlane.interrupt("kube-apiserver");
    await expect(callApi(controlPlane.admin, { method: "GET", path: "/readyz" })).rejects.toThrow("ECONNREFUSED");
    await controlPlane.resume("kube-apiserver");
    await callApiOrThrow(controlPlane.admin, { method: "GET", path: "/api/v1/namespaces/default/configmaps/kept" });
  },
  PATIENCE_MS,
);

test(
  "what has ended of it is started again alone; of one that was stopped nothing is",
  async () => {
    const before = await controlPlane.pids();
    await controlPlane.interrupt("kube-scheduler");
    await controlPlane.interrupt("kube-apiserver");
    expect(await resumeEnded(dir, progressToStderr)).toEqual(["kube-apiserver", "kube-scheduler"]);
    expect((await findControlPlane(dir))?.server).toBe(controlPlane.server);
    expect((await controlPlane.pids()).etcd).toBe(before.etcd);
    expect(await resumeEnded(dir, progressToStderr)).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "it is found while it runs, and stopping it leaves no process behind",
  async () => {
    expect((await findControlPlane(dir))?.server).toBe(controlPlane.server);
    const pids = Object.values(await controlPlane.pids());
    expect(pids).toHaveLength(5);
    await controlPlane.stop();
    expect(await Promise.all(pids.map(identityOf))).toEqual(pids.map(() => undefined));
    expect(await findControlPlane(dir)).toBeUndefined();
    expect(await resumeEnded(dir, progressToStderr)).toEqual([]);
    expect(await controlPlane.pids()).toEqual({});
  },
  PATIENCE_MS,
);

type Item = {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly items?: readonly unknown[];
  readonly status?: {
    readonly phase?: string;
    readonly readyReplicas?: number;
    readonly capacity?: { readonly storage?: string };
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
};

const container = { name: "main", image: "example:1" };

const podsLabelled = (app: string) => ({
  selector: { matchLabels: { app } },
  template: { metadata: { labels: { app } }, spec: { containers: [container] } },
});

const statefulSet = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "db" },
  spec: {
    ...podsLabelled("db"),
    serviceName: "db",
    replicas: 2,
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } } },
    ],
  },
};

const hasCondition = (type: string) => (object: Item) =>
  (object.status?.conditions ?? []).some((condition) => condition.type === type && condition.status === "True");

async function create(path: string, body: unknown): Promise<void> {
  await callApiOrThrow(controlPlane.admin, { method: "POST", path, body });
}

/** Ends by the test's own time limit when it never becomes true. */
async function until(path: string, isTrue: (object: Item) => boolean): Promise<void> {
  while (!isTrue((await callApiOrThrow(controlPlane.admin, { method: "GET", path })) as Item)) await sleep(100);
}
