// Watches break in every way that they do; afterwards the operator knows the truth and acts on it.
// A watch that falls silent is tested on a fake clock (test/runtime): it is noticed after two minutes.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { ApiProxy } from "./harness/api-proxy.js";
import { isWatch, startProxy } from "./harness/api-proxy.js";
import { apply, eventually, freshNamespace, list, mergePatch, ready, service } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
const FAULT_MS = 1500;
let namespace: string;
let proxy: ApiProxy;
let fault: ((response: ServerResponse) => void) | undefined;
let hits = 0;

beforeAll(async () => {
  namespace = await freshNamespace("watch-faults");
  proxy = await startProxy("watch-faults", (request, response) => {
    if (fault === undefined || !isWatch(request)) return false;
    hits += 1;
    fault(response);
    return true;
  });
  await startOperator({ namespaces: [namespace], kubeconfig: proxy.kubeconfig });
  await apply(webService(namespace, "shop", { userTier: "1k" }));
  await ready(namespace, "shop", READY_MS);
}, READY_MS);
afterAll(async () => {
  await stopOperators();
  proxy.close();
}, READY_MS);

const stream = (response: ServerResponse) => response.writeHead(200, { "content-type": "application/json" });
const refuse = (code: number) => (response: ServerResponse) => void response.writeHead(code).end("{}");

const FAULTS = [
  { name: "are reset", act: (response: ServerResponse) => void response.destroy() },
  { name: "answer 500", act: refuse(500) },
  { name: "answer 429", act: refuse(429) },
  { name: "answer 410", act: refuse(410) },
  {
    name: "end with an ERROR event that says 410",
    act: (response: ServerResponse) =>
      void stream(response).end(
        `${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410, message: "too old" } })}\n`,
      ),
  },
  {
    name: "are cut in the middle of an event",
    act: (response: ServerResponse) => void stream(response).end('{"type":"ADDED","obj'),
  },
  { name: "end at once without a word", act: (response: ServerResponse) => void stream(response).end() },
];

describe("watches that", () => {
  test.each(FAULTS)(
    "$name: what was edited and deleted meanwhile is seen and put right",
    async ({ act }) => {
      const image = `registry.example.com/shop:${Date.now()}`;
      const before = hits;
      fault = act;
      proxy.cutWatches();
      await mergePatch(await service(namespace, "shop"), { spec: { image } });
      const [policy] = await list(BUILT_IN.networkPolicy, namespace);
      if (policy === undefined) throw new Error("the service has no NetworkPolicy");
      await mergePatch(policy, { spec: { policyTypes: ["Egress"] } });
      await sleep(FAULT_MS);
      fault = undefined;
      proxy.cutWatches();
      expect(hits).toBeGreaterThan(before);
      await eventually("the new image", async () => {
        const [web] = await list(BUILT_IN.deployment, namespace, "app.kubernetes.io/component=web");
        return JSON.stringify(web).includes(`"image":"${image}"`);
      });
      await eventually("the policy is put right", async () => {
        const again = (await list(BUILT_IN.networkPolicy, namespace)).find((live) => live.metadata.name === policy.metadata.name);
        return JSON.stringify(again?.["spec"]) === JSON.stringify(policy["spec"]);
      });
      await ready(namespace, "shop", READY_MS);
    },
    READY_MS,
  );
});
