import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { recordOf, recordsOf, textOf } from "../../local/aws/model/read.js";
import { DEFAULT_DELAYS, scaleDelays } from "../../local/aws/model/delays.js";
import { startLocalAws, type LocalAws } from "../../local/aws/local-aws.js";
import { callApi, callApiOrThrow } from "../../local/control-plane/api-request.js";
import { startControlPlane, type ControlPlane } from "../../local/control-plane/control-plane.js";
import { progressToStderr } from "../../local/control-plane/progress.js";
import { objectPath } from "../../operator/adapters/kubernetes-paths.js";
import type { KubeObject } from "../../domain/api/objects.js";
import * as made from "../local/aws/manifests.js";
import { silent } from "../local/aws/stage.js";
import { awaitDefinitions } from "../../local/control-plane/definitions.js";

// A control plane of its own, without the operator and without controllers: nobody else writes to these objects.
const FOLDER = resolve(".local/test-local-aws");
const START_MS = 600_000;
const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

let plane: ControlPlane;
let aws: LocalAws;

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  plane = await startControlPlane({
    dir: FOLDER,
    detached: false,
    components: ["etcd", "kube-apiserver"],
    progress: progressToStderr,
  });
  // Before the definitions of its kinds are there: it must notice them later.
  aws = await start();
  await kubectl("apply", "--server-side", "-f", "local/crds");
  await awaitDefinitions(kubectl);
  await kubectl("create", "namespace", made.NAMESPACE);
}, START_MS);

afterAll(async () => {
  await aws.stop();
  await plane.stop();
  await rm(FOLDER, { recursive: true, force: true });
});

describe("the local AWS on a real API server", () => {
  it(
    "settles objects of every kind and then writes nothing, at a resync only statuses",
    async () => {
      const objects = made.everything();
      for (const object of objects) await apply(object);
      const children = objects.filter(({ kind }) => kind !== "Secret");
      for (const object of children) await ready(object);
      const cdn = made.distribution("cdn", String(recordOf(await live(control(objects)), "status")["id"]));
      await apply(cdn);
      await ready(cdn);
      await eventually("the distribution is deployed", async () => recordOf(await live(cdn), "status")["status"] === "Deployed");
      expect(aws.model.modifications).toEqual([]);
      await quiet();
      const before = (await writes()).length;
      aws.resync();
      await quiet();
      const after = (await writes()).slice(before);
      expect(after.length).toBeGreaterThan(children.length - 1);
      expect(after.filter((uri) => !uri.includes("/status"))).toEqual([]);
      expect(aws.model.modifications).toEqual([]);
    },
    PATIENCE_MS * 2,
  );

  it("leaves the fields that it fills in to its own manager, and ours to us when we apply again", async () => {
    const database =
      made.everything().find(({ kind, metadata }) => kind === "DBInstance" && metadata.name === "db") ?? made.guard;
    const before = await live(database);
    expect(managerOf(before, "f:availabilityZone")).toEqual({ manager: "controller", operation: "Update" });
    expect(managerOf(before, "f:dbInstanceClass")).toEqual({ manager: "somebody", operation: "Apply" });
    await apply(database);
    const after = await live(database);
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  it("comes back without a write when it is started again, with all that it had", async () => {
    await quiet();
    const [before, held] = [(await writes()).length, [...aws.model.resources.keys()].sort()];
    await aws.stop();
    aws = await start();
    await quiet();
    expect((await writes()).slice(before)).toEqual([]);
    expect([...aws.model.resources.keys()].sort()).toEqual(held);
  });

  it(
    "goes on after the API server was away",
    async () => {
      await plane.interrupt("kube-apiserver");
      await plane.resume("kube-apiserver");
      const late = made.queue("late", {});
      await eventually("the API server takes objects", () => apply(late).then(() => true));
      await ready(late);
    },
    PATIENCE_MS * 2,
  );

  it(
    "refuses what AWS refuses, keeps what is retained, and adopts it when asked",
    async () => {
      const database = made.database("kept", { annotations: { "services.k8s.aws/deletion-policy": "retain" } });
      await apply(database);
      await ready(database);
      await apply(made.database("kept", { spec: { allocatedStorage: 10 } }));
      await eventually("Terminal", async () => textOf(conditionOf(await live(database), "Ready"), "reason") === "ACK.Terminal");
      await apply(database);
      await ready(database);
      await remove(database);
      await eventually("gone", async () => (await find(database)) === undefined);
      expect(aws.model.resources.get("arn:aws:rds:us-east-1:123456789012:db:kept")?.phase).toBe("ready");
      const again = made.database("kept", { annotations: { "services.k8s.aws/adoption-policy": "adopt-or-create" } });
      await apply(again);
      await ready(again);
      expect((await live(again)).metadata.annotations).toMatchObject({ "services.k8s.aws/adopted": "true" });
    },
    PATIENCE_MS * 2,
  );

  it(
    "serves Ingresses and load balancer Services, and cleans up after them",
    async () => {
      for (const object of [web, way]) await apply(object);
      for (const object of [web, way]) {
        await eventually(
          "a host name",
          async () => recordsOf(recordOf(recordOf(await live(object), "status"), "loadBalancer"), "ingress").length > 0,
        );
      }
      const bindings = await kubectl("get", "targetgroupbindings", "-n", made.NAMESPACE, "-o", "name");
      expect(bindings.trim().split("\n")).toHaveLength(2);
      for (const object of [web, way]) await remove(object);
      for (const object of [web, way]) await eventually("gone", async () => (await find(object)) === undefined);
      expect(await kubectl("get", "targetgroupbindings", "-n", made.NAMESPACE, "-o", "name")).toBe("");
    },
    PATIENCE_MS,
  );

  it(
    "lets everything go that is deleted at once, in whatever order it can",
    async () => {
      const objects = [...made.everything(), made.database("kept"), made.queue("late", {})].filter(
        ({ kind }) => kind !== "Secret",
      );
      const [cdn] = [made.distribution("cdn", "")];
      for (const object of [...objects, cdn]) await remove(object);
      for (const object of [...objects, cdn])
        await eventually(`${object.metadata.name} gone`, async () => (await find(object)) === undefined);
      await eventually("AWS holds nothing", () => Promise.resolve(aws.model.resources.size === 0));
    },
    PATIENCE_MS,
  );
});

const web: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: made.NAMESPACE },
  spec: { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb", ports: [{ port: 80, protocol: "TCP" }] },
};
const way: KubeObject = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web", namespace: made.NAMESPACE },
  spec: { ingressClassName: "alb", defaultBackend: { service: { name: "web", port: { number: 80 } } } },
};

function start(): Promise<LocalAws> {
  return startLocalAws({ kubeconfig: plane.adminKubeconfig, delays: scaleDelays(DEFAULT_DELAYS, 0.02), log: silent });
}

async function kubectl(...rest: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(plane.kubectl, ["--kubeconfig", plane.adminKubeconfig, ...rest]);
  return stdout;
}

function pathOf(object: KubeObject): string {
  return objectPath({ kind: made.kindOf(object), namespace: made.NAMESPACE, name: object.metadata.name });
}

async function apply(object: KubeObject): Promise<void> {
  await callApiOrThrow(plane.admin, {
    method: "PATCH",
    path: `${pathOf(object)}?fieldManager=somebody&force=true&fieldValidation=Strict`,
    body: object,
    contentType: "application/apply-patch+yaml",
  });
}

async function remove(object: KubeObject): Promise<void> {
  const answer = await callApi(plane.admin, { method: "DELETE", path: pathOf(object) });
  if (answer.status >= 300 && answer.status !== 404) throw new Error(answer.text);
}

async function find(object: KubeObject): Promise<KubeObject | undefined> {
  const answer = await callApi(plane.admin, { method: "GET", path: pathOf(object) });
  if (answer.status !== 200 && answer.status !== 404) throw new Error(answer.text);
  return answer.status === 404 ? undefined : (JSON.parse(answer.text) as KubeObject);
}

async function live(object: KubeObject): Promise<KubeObject> {
  const found = await find(object);
  if (found === undefined) throw new Error(`${object.kind} ${object.metadata.name} is not there`);
  return found;
}

function control(objects: readonly KubeObject[]): KubeObject {
  const found = objects.find(({ kind }) => kind === "OriginAccessControl");
  if (found === undefined) throw new Error("no origin access control");
  return found;
}

function conditionOf(object: KubeObject, type: string): Readonly<Record<string, unknown>> {
  return recordsOf(recordOf(object, "status"), "conditions").find((condition) => condition["type"] === type) ?? {};
}

async function ready(object: KubeObject): Promise<void> {
  await eventually(`${object.kind} ${object.metadata.name} Ready`, async () => {
    const seen = await live(object);
    return ["Ready", "ACK.ResourceSynced"].every((type) => conditionOf(seen, type)["status"] === "True");
  });
}

function managerOf({ metadata }: KubeObject, field: string): object | undefined {
  const entry = metadata.managedFields?.find(
    ({ fieldsV1 }) => field in recordOf((fieldsV1 ?? {}) as Record<string, unknown>, "f:spec"),
  );
  return entry && { manager: entry.manager, operation: entry.operation };
}

/** Writes of the local AWS, as the server saw them. */
async function writes(): Promise<readonly string[]> {
  const lines = (await readFile(plane.auditLog, "utf8")).split("\n").filter((line) => line.endsWith("}"));
  return lines
    .map((line) => JSON.parse(line) as { userAgent?: string; verb: string; requestURI: string; stage: string })
    .filter(
      ({ userAgent, verb, stage }) =>
        userAgent === "local-aws" && stage === "ResponseComplete" && ["patch", "create", "delete"].includes(verb),
    )
    .map(({ requestURI }) => requestURI);
}

/** Until several looks in a row show no further write. */
async function quiet(): Promise<void> {
  let [count, since] = [-1, 0];
  await eventually("no more writes", async () => {
    const now = (await writes()).length;
    since = now === count ? since + 1 : 0;
    count = now;
    return since > QUIET_LOOKS;
  });
}
const QUIET_LOOKS = 15;

async function eventually(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      if (await look()) return;
    } catch (error) {
      last = error;
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(`${what}: did not happen`, { cause: last });
}
