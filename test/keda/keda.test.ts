// A real KEDA scales workers by the backlog of their queue: it comes, takes over without a pod less, wakes from zero, and goes again.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LABEL } from "../../domain/api/keys.js";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { numberAt, textAt } from "../../domain/observed/reading.js";
import { SET_BACKLOG } from "../../local/aws/sqs-api/queues.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { apply, eventually, freshNamespace, list, mergePatch, pathOf, ready, service } from "../cluster/harness/api.js";
import type { Live } from "../cluster/harness/api.js";
import { environment } from "../cluster/harness/environment.js";
import type { OperatorProcess } from "../cluster/harness/operator-process.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { webService } from "../cluster/services.js";
import { admission, filesOfKeda, KEDA_NAMESPACE, metricsServer } from "./definitions.js";
import type { Keda } from "./programs.js";
import { startKeda } from "./programs.js";
import { countPods, type PodCount } from "./pod-count.js";

const run = promisify(execFile);
const PATIENCE_MS = 300_000;
const { deployment, horizontalPodAutoscaler, scaledObject } = BUILT_IN;
/** As many as the CPU of a busy hour has asked for; nobody measures any here. */
const BUSY = 7;
const MOST = 12;

let namespace: string;
let operator: OperatorProcess;
let keda: Keda | undefined;
let pods: PodCount;
let before: Live;

const kubectl = (...words: readonly string[]) =>
  run(environment().kubectl, ["--kubeconfig", environment().adminKubeconfig, ...words]);

async function one(kind: typeof deployment, role: string): Promise<Live | undefined> {
  const found = await list(kind, namespace, `${LABEL.service}=shop,${LABEL.component}=${role}`);
  return found[0];
}

async function replicas(role: string): Promise<number | undefined> {
  return numberAt(await one(deployment, role), "spec", "replicas");
}

const until = (role: string, wanted: number) =>
  eventually(
    `${String(wanted)} pods of ${role}`,
    async () => {
      const found = await one(deployment, role);
      const available = numberAt(found, "status", "availableReplicas") ?? 0;
      return numberAt(found, "spec", "replicas") === wanted && available === wanted;
    },
    PATIENCE_MS,
  );

async function backlog(messages: number): Promise<void> {
  const queue = (await list(ACK.queue.ref, namespace, `${LABEL.service}=shop,${LABEL.component}=queue`))[0];
  const headers = { "x-amz-target": SET_BACKLOG, "content-type": "application/x-amz-json-1.0" };
  const body = JSON.stringify({ QueueUrl: textAt(queue, "status", "queueURL"), Visible: messages });
  const answer = await fetch(environment().rdsEndpoint, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
}

/** The queue has been empty for longer than KEDA waits before it takes the last pod. */
async function timePasses(role: string): Promise<void> {
  const { metadata } = (await one(scaledObject, role)) ?? {};
  await callApiOrThrow(environment().admin, {
    method: "PATCH",
    path: `${pathOf(scaledObject, namespace, metadata?.name)}/status`,
    body: { status: { lastActiveTime: "2026-01-01T00:00:00Z" } },
    contentType: "application/merge-patch+json",
  });
}

/** Again and again: whenever KEDA sees a message it says that there was one just now. */
async function toNone(role: string): Promise<void> {
  await eventually(
    `no pod of ${role}`,
    async () => {
      await timePasses(role);
      return (await replicas(role)) === 0;
    },
    PATIENCE_MS,
  );
}

const saysWorkers = async () =>
  ((await service(namespace, "shop")).status?.problems ?? []).filter(({ message }) => message.startsWith("Workers:"));

beforeAll(async () => {
  namespace = await freshNamespace("workers");
  operator = await startOperator({ namespaces: [namespace] });
  const workers = [
    { name: "mail", min: 3, max: MOST },
    { name: "idle", min: 0, max: MOST },
  ];
  await apply(webService(namespace, "shop", { userTier: "1k", workers }));
  await ready(namespace, "shop", PATIENCE_MS);
  pods = countPods(() => replicas("worker-mail"));
}, PATIENCE_MS);
afterAll(async () => {
  await pods.stop();
  await keda?.stop();
  await stopOperators();
}, PATIENCE_MS);

describe("workers before there is KEDA", () => {
  it(
    "are scaled by an autoscaler on CPU, with one pod at least, and the status says so",
    async () => {
      await until("worker-mail", 3);
      await until("worker-idle", 1);
      const found = await one(horizontalPodAutoscaler, "worker-mail");
      expect(textAt(found, "spec", "metrics", 0, "resource", "name")).toBe("cpu");
      expect((await saysWorkers())[0]?.message).toContain("Install KEDA");
      const busy = await one(deployment, "worker-mail");
      if (busy === undefined || found === undefined) throw new Error("there are none");
      before = found;
      await mergePatch(busy, { spec: { replicas: BUSY } });
      await until("worker-mail", BUSY);
    },
    PATIENCE_MS,
  );
});

describe("KEDA that comes", () => {
  it(
    "takes over the same autoscaler, with not one pod less on the way",
    async () => {
      await backlog(10_000);
      pods.begin();
      const { definitions, roles } = await filesOfKeda();
      await kubectl("create", "namespace", KEDA_NAMESPACE);
      await kubectl("apply", "--server-side", ...roles.flatMap((file) => ["-f", file]));
      // Its admission starts when the kinds are there, and is to see every ScaledObject.
      await operator.stop();
      await kubectl("apply", "--server-side", "-f", definitions);
      await kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
      keda = await startKeda();
      await applyText(admission(keda.admission.port, keda.admission.authority));
      operator = await startOperator({ namespaces: [namespace] });
      await eventually("ScaledObjects", async () => (await one(scaledObject, "worker-mail")) !== undefined, PATIENCE_MS);
      expect(await readFile(keda.admission.log, "utf8")).toContain(`${before.metadata.name} hpa ownership being transferred`);
      // Nothing scales by them yet: the autoscaler is still there.
      expect((await one(horizontalPodAutoscaler, "worker-mail"))?.metadata.uid).toBe(before.metadata.uid);
      await keda.scale();
      for (const object of metricsServer(keda.metrics)) await applyText(object);
      await until("worker-mail", MOST);
      expect(pods.least()).toBe(BUSY);
      const after = (await list(horizontalPodAutoscaler, namespace)).find(
        ({ metadata }) => metadata.name === before.metadata.name,
      );
      expect(after?.metadata.uid).toBe(before.metadata.uid);
      expect(after?.metadata.ownerReferences?.map(({ kind }) => kind)).toEqual(["ScaledObject"]);
      expect(after?.metadata.labels?.[LABEL.service]).toBeUndefined();
    },
    PATIENCE_MS,
  );

  it(
    "makes the service Ready, without a word about workers, and fights nobody for a field",
    async () => {
      await until("worker-idle", MOST);
      await ready(namespace, "shop", PATIENCE_MS);
      expect(await saysWorkers()).toEqual([]);
      const written = (await readFile(operator.log, "utf8"))
        .split("\n")
        .filter((line) => line.includes("wrote child") && line.includes("ScaledObject"));
      expect(written).toHaveLength(2);
    },
    PATIENCE_MS,
  );
});

describe("a worker that may have no pod", () => {
  it(
    "has none when its queue is empty, and the service is Ready",
    async () => {
      await backlog(0);
      await toNone("worker-idle");
      await until("worker-idle", 0);
      await ready(namespace, "shop", PATIENCE_MS);
    },
    PATIENCE_MS,
  );

  it(
    "is woken by one message, and has as many as ten thousand need",
    async () => {
      await backlog(1);
      await until("worker-idle", 1);
      await backlog(10_000);
      await until("worker-idle", MOST);
      await backlog(0);
      await toNone("worker-idle");
    },
    PATIENCE_MS,
  );
});

describe("KEDA that goes", () => {
  it(
    "leaves the pods that there are to an autoscaler on CPU, and one to who had none",
    async () => {
      await backlog(10_000);
      await until("worker-mail", MOST);
      await backlog(0);
      await toNone("worker-idle");
      const many = (await replicas("worker-mail")) ?? 0;
      pods.begin();
      await kubectl("delete", "crd", "scaledobjects.keda.sh", "triggerauthentications.keda.sh");
      const found = await eventually(
        "an autoscaler of ours",
        async () => {
          const now = await one(horizontalPodAutoscaler, "worker-mail");
          return now !== undefined && textAt(now, "spec", "metrics", 0, "resource", "name") === "cpu" && now;
        },
        PATIENCE_MS,
      );
      expect(found.metadata.ownerReferences?.map(({ kind }) => kind)).toEqual(["WebService"]);
      await until("worker-idle", 1);
      await ready(namespace, "shop", PATIENCE_MS);
      expect((await saysWorkers())[0]?.message).toContain("Install KEDA");
      expect(pods.least()).toBe(many);
    },
    PATIENCE_MS,
  );
});

async function applyText(object: object): Promise<void> {
  const child = run(environment().kubectl, ["--kubeconfig", environment().adminKubeconfig, "apply", "--server-side", "-f", "-"]);
  child.child.stdin?.end(JSON.stringify(object));
  await child;
}
