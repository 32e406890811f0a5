// An API server without watch-list: the operator falls back to pages and does the same work.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { apply, freshNamespace, mergePatch, ready, service } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
let namespace: string;
let proxy: Server;
let refused = 0;

beforeAll(async () => {
  namespace = await freshNamespace("old-server");
  proxy = createServer(forward).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  await startOperator({ namespaces: [namespace], kubeconfig: await kubeconfigThrough(proxy) });
}, READY_MS);
afterAll(async () => {
  await stopOperators();
  proxy.closeAllConnections();
  proxy.close();
}, READY_MS);

function forward(request: IncomingMessage, response: ServerResponse): void {
  if (request.url?.includes("sendInitialEvents") === true) {
    refused += 1;
    response
      .writeHead(422, { "content-type": "application/json" })
      .end(JSON.stringify({ kind: "Status", code: 422, message: "sendInitialEvents is forbidden" }));
    return;
  }
  const { server, certificateAuthority } = environment().admin;
  const { method, headers } = request;
  const onward = httpsRequest(
    new URL(request.url ?? "/", server),
    { method, headers: { ...headers, host: new URL(server).host }, ca: certificateAuthority },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}

type Kubeconfig = { readonly clusters: readonly { readonly name: string; readonly cluster: unknown }[] };

async function kubeconfigThrough(server: Server): Promise<string> {
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const config = parse(await readFile(environment().operatorKubeconfig, "utf8")) as Kubeconfig;
  const clusters = config.clusters.map(({ name }) => ({
    name,
    cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true },
  }));
  const path = join(environment().logs, "old-server.kubeconfig");
  await writeFile(path, stringify({ ...config, clusters }));
  return path;
}

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
