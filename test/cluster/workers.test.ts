// The definitions of KEDA come and go: who scales a worker meanwhile. Here a test does what KEDA would; test/keda has a real one.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { LABEL } from "../../domain/api/keys.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { childName } from "../../domain/blueprint/roles.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { numberAt, textAt } from "../../domain/observed/reading.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import type { Live } from "./harness/api.js";
import {
  apply,
  conditionOf,
  eventually,
  freshNamespace,
  get,
  list,
  mergePatch,
  pathOf,
  ready,
  remove,
  service,
} from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 120_000;
const { deployment, horizontalPodAutoscaler, scaledObject, triggerAuthentication } = BUILT_IN;

let namespace: string;
let definitions: readonly KubeObject[];
let ours: Live;

async function one(kind: KindRef, role: string): Promise<Live> {
  const wanted = `${LABEL.service}=shop,${LABEL.component}=${role}`;
  return eventually(`${kind.kind} of ${role}`, async () => (await list(kind, namespace, wanted))[0], PATIENCE_MS);
}

const replicas = async (role: string) => numberAt(await one(deployment, role), "spec", "replicas");
const byName = (name: string) => get(horizontalPodAutoscaler, namespace, name);
const saysWorkers = async () =>
  ((await service(namespace, "shop")).status?.problems ?? []).some(({ message }) => message.startsWith("Workers: KEDA"));

/** As its operator does it: one update of the autoscaler that is there, whole and as its own, and a word in the status. */
async function playKeda(role: string): Promise<void> {
  const { apiVersion, kind, metadata } = await one(scaledObject, role);
  const { name, uid } = metadata;
  const before = await byName(name);
  const target = await one(deployment, role);
  const owner = { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
  const body = {
    apiVersion: horizontalPodAutoscaler.apiVersion,
    kind: horizontalPodAutoscaler.kind,
    metadata: { name, namespace, labels: { "app.kubernetes.io/managed-by": "keda-operator" }, ownerReferences: [owner] },
    spec: {
      scaleTargetRef: { apiVersion: deployment.apiVersion, kind: deployment.kind, name: target.metadata.name },
      ...{ minReplicas: 1, maxReplicas: 20 },
      metrics: [
        { type: "External", external: { metric: { name: "s0-aws-sqs" }, target: { type: "AverageValue", averageValue: "60" } } },
      ],
    },
  };
  const path = pathOf(horizontalPodAutoscaler, namespace, name);
  await callApiOrThrow(environment().admin, { method: "PUT", path, body });
  expect((await byName(name))?.metadata.uid).toBe(before?.metadata.uid);
  const status = { conditions: [{ type: "Ready", status: "True", reason: "ScaledObjectReady", message: "" }] };
  await callApiOrThrow(environment().admin, {
    ...{ method: "PATCH", path: `${pathOf(scaledObject, namespace, name)}/status`, body: { status } },
    contentType: "application/merge-patch+json",
  });
}

beforeAll(async () => {
  namespace = await freshNamespace("workers");
  definitions = await Promise.all(
    ["scaledobjects", "triggerauthentications"].map(
      async (plural) => parse(await readFile(`local/crds-keda/keda.sh_${plural}.yaml`, "utf8")) as KubeObject,
    ),
  );
  await startOperator({ namespaces: [namespace] });
  const workers = [
    { name: "mail", min: 2 },
    { name: "idle", min: 0 },
  ];
  await apply(webService(namespace, "shop", { userTier: "1k", workers }));
  await ready(namespace, "shop", PATIENCE_MS);
}, PATIENCE_MS);
afterAll(async () => {
  for (const definition of definitions) await remove(definition);
  await stopOperators();
}, PATIENCE_MS);

describe("workers", () => {
  test(
    "are scaled by CPU without KEDA, and the status says so",
    async () => {
      ours = await one(horizontalPodAutoscaler, "worker-mail");
      expect(textAt(ours, "spec", "metrics", 0, "resource", "name")).toBe("cpu");
      expect(await replicas("worker-idle")).toBe(1);
      expect(await saysWorkers()).toBe(true);
    },
    PATIENCE_MS,
  );

  test(
    "keep their autoscaler until KEDA has taken it, and then are its own",
    async () => {
      for (const definition of definitions) await apply(definition, "setup");
      const waits = await eventually(
        "the service waits for KEDA",
        async () => {
          const message = conditionOf(await service(namespace, "shop"), "AsyncReady")?.message ?? "";
          return message.includes("KEDA has not looked at it yet") && message;
        },
        PATIENCE_MS,
      );
      expect(waits).toContain("keda-operator");
      expect((await one(horizontalPodAutoscaler, "worker-mail")).metadata.uid).toBe(ours.metadata.uid);
      for (const role of ["worker-mail", "worker-idle"]) await playKeda(role);
      await mergePatch(await one(deployment, "worker-idle"), { spec: { replicas: 0 } });
      await ready(namespace, "shop", PATIENCE_MS);
      expect(await saysWorkers()).toBe(false);
      expect((await byName(ours.metadata.name))?.metadata.uid).toBe(ours.metadata.uid);
      expect(await replicas("worker-idle")).toBe(0);
    },
    PATIENCE_MS,
  );

  test.each([scaledObject, triggerAuthentication])(
    "have a $kind on which a foreign change is corrected",
    async (kind) => {
      const child = await one(kind, kind === scaledObject ? "worker-mail" : "queue");
      await mergePatch(child, { metadata: { labels: { [LABEL.component]: "stolen", "their/own": "kept" } } });
      const corrected = await one(kind, child.metadata.labels?.[LABEL.component] ?? "");
      expect(corrected.metadata.uid).toBe(child.metadata.uid);
      expect(corrected.metadata.labels?.["their/own"]).toBe("kept");
    },
    PATIENCE_MS,
  );

  test(
    "leave objects of KEDA alone that others have made under their names, and take theirs along when no worker is wanted",
    async () => {
      const workers = [{ name: "mail" }];
      const other = await apply(webService(namespace, "other", { userTier: "1k", suspend: true, workers }));
      const { uid } = other.metadata;
      const foreign = await Promise.all(
        [one(scaledObject, "worker-mail"), one(triggerAuthentication, "queue")].map(async (found) => {
          const { apiVersion, kind, metadata, spec } = await found;
          const role = metadata.labels?.[LABEL.component] ?? "";
          const name = childName({ name: "other", namespace, uid, dataUid: uid }, role);
          return apply({ apiVersion, kind, metadata: { name, namespace }, spec });
        }),
      );
      await mergePatch(other, { spec: { suspend: false } });
      for (const { kind, metadata } of foreign)
        await eventually(
          `${kind} is in the way`,
          async () => {
            const { problems = [] } = (await service(namespace, "other")).status ?? {};
            return problems.some(({ message }) =>
              message.includes(`${kind} ${metadata.name} exists and is not managed by Tenfold`),
            );
          },
          PATIENCE_MS,
        );
      for (const object of foreign) await remove(object);
      await mergePatch(other, { metadata: { annotations: { "example.com/look": "again" } } });
      const theirs = `${LABEL.service}=other`;
      const both = async () =>
        [...(await list(scaledObject, namespace, theirs)), ...(await list(triggerAuthentication, namespace, theirs))].length;
      await eventually("both are made", async () => (await both()) === 2, PATIENCE_MS);
      await mergePatch(other, { spec: { workers: [] } });
      await eventually("both are gone", async () => (await both()) === 0, PATIENCE_MS);
    },
    2 * PATIENCE_MS,
  );

  test(
    "have an autoscaler by CPU again when the definitions go, and one pod where there was none",
    async () => {
      for (const definition of definitions) await remove(definition);
      const again = await one(horizontalPodAutoscaler, "worker-mail");
      expect(again.metadata.ownerReferences?.map(({ kind }) => kind)).toEqual(["WebService"]);
      await eventually("a first pod", async () => (await replicas("worker-idle")) === 1, PATIENCE_MS);
      await ready(namespace, "shop", PATIENCE_MS);
      await eventually("the status says so", saysWorkers, PATIENCE_MS);
    },
    PATIENCE_MS,
  );
});
