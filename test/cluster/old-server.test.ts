// An API server without watch-list: the operator falls back to pages and does the same work.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ApiProxy } from "./harness/api-proxy.js";
import { startProxy } from "./harness/api-proxy.js";
import { apply, freshNamespace, mergePatch, ready, service } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
let namespace: string;
let proxy: ApiProxy;
let refused = 0;

beforeAll(async () => {
  namespace = await freshNamespace("old-server");
  proxy = await startProxy("old-server", (request, response) => {
    if (request.url?.includes("sendInitialEvents") !== true) return false;
    refused += 1;
    const status = { kind: "Status", code: 422, message: "sendInitialEvents is forbidden" };
    response.writeHead(422, { "content-type": "application/json" }).end(JSON.stringify(status));
    return true;
  });
  await startOperator({ namespaces: [namespace], kubeconfig: proxy.kubeconfig });
}, READY_MS);
afterAll(async () => {
  await stopOperators();
  proxy.close();
}, READY_MS);

describe("an API server without watch-list", () => {
  test(
    "is served through lists: a service becomes ready and follows an edit",
    async () => {
      await apply(webService(namespace, "shop", { userTier: "1k" }));
      await ready(namespace, "shop", READY_MS);
      await mergePatch(await service(namespace, "shop"), { spec: { image: "registry.example.com/shop:2" } });
      await ready(namespace, "shop", READY_MS);
      expect(refused).toBeGreaterThan(0);
    },
    READY_MS,
  );
});
