// The transport's lines: work that fills its connections delays nobody else's, and waiting for one counts as waiting.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { kubernetesCluster } from "../../operator/adapters/kubernetes-cluster.js";
import { kubernetesLeases } from "../../operator/adapters/kubernetes-leases.js";
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import type { Line, Transport } from "../../operator/adapters/transport.js";
import { openTransport } from "../../operator/adapters/transport.js";
import { CONFIG_MAP } from "../fakes/scripted-watches.js";

/** More than any line has connections. */
const FLOOD = 200;
const LANES = ["edit", "drift", "resync"] as const;

let folder: string;
let transport: Transport;
let close: () => void;
/** Writes that the server has got and does not answer. */
const held = new Set<ServerResponse>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenfold-transport-"));
  const server = createServer((request, response) => {
    if (request.method === "PATCH") {
      held.add(response);
      return;
    }
    const body = { metadata: { resourceVersion: "7" }, spec: { holderIdentity: "a" }, items: [] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const kubeconfig = join(folder, "kubeconfig");
  const named = (kind: string, value: object) => [{ name: "x", [kind]: value }];
  await writeFile(
    kubeconfig,
    stringify({
      clusters: named("cluster", { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true }),
      users: named("user", {}),
      contexts: named("context", { cluster: "x", user: "x" }),
      "current-context": "x",
    }),
  );
  transport = await openTransport({ kubeconfig, userAgent: "test" });
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});

afterEach(async () => {
  held.clear();
  await transport.close();
  close();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves once the line can take no more. */
async function fill(line: Line | undefined): Promise<void> {
  const before = held.size;
  for (let index = 0; index < FLOOD; index += 1)
    transport.request({ method: "PATCH", path: `/api/v1/configmaps/${index}`, body: "{}", line }).catch(() => undefined);
  let full = before;
  do {
    full = held.size;
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (held.size === before || held.size !== full);
  expect(held.size - before).toBeLessThan(FLOOD);
}

const answered = (line: Line): Promise<number> =>
  transport.request({ method: "GET", path: "/version", line }).then(({ status }) => status);

describe("when writes without an answer fill every line of work", () => {
  it("the lease is read and renewed all the same", async () => {
    for (const line of [undefined, "drift", "resync"] as const) await fill(line);
    const leases = kubernetesLeases(transport, { namespace: "tenfold-system", name: "tenfold-operator" });
    const record = await leases.read();
    expect(record).toMatchObject({ holder: "a", resourceVersion: "7" });
    if (record !== undefined) expect(await leases.update(record)).toBe("7");
  });

  it("kinds are listed all the same, for servers without watch-list", async () => {
    for (const line of [undefined, "drift", "resync"] as const) await fill(line);
    expect(await kubernetesWatching(transport).list({ kind: CONFIG_MAP }, { limit: 1 })).toMatchObject({ resourceVersion: "7" });
  });

  it.each(LANES)("and only those of %s: each of the others still gets its answers", async (line) => {
    await fill(line);
    for (const other of LANES.filter((lane) => lane !== line)) expect(await answered(other)).toBe(200);
  });
});

describe("the limit of a request", () => {
  it("counts the time in which it waits for a free connection", async () => {
    await fill("edit");
    const late = transport.request({ method: "GET", path: "/version", line: "edit", timeoutMs: 50 });
    await expect(late).rejects.toThrow("no answer within 0.05 s, the wait for a free connection included");
  });

  it("counts the time in which the server says nothing", async () => {
    const late = transport.request({ method: "PATCH", path: "/api/v1/configmaps/a", body: "{}", timeoutMs: 50 });
    await expect(late).rejects.toThrow("no answer within 0.05 s");
  });
});

it("a cluster's requests take the line that it was made for", async () => {
  await fill("edit");
  const reading = (line: Line | undefined) =>
    kubernetesCluster(transport, line).read({ kind: CONFIG_MAP, namespace: "store", name: "a" });
  expect(await reading("drift")).toMatchObject({ metadata: { resourceVersion: "7" } });
});
