// A status that somebody else writes over, on a real API server: what the operator says comes back, and nothing of what others said stays.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { apply, eventually, freshNamespace, get, NAMESPACE, pathOf, ready, remove, service } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 120_000;
let namespace: string;

/** As `kubectl edit --subresource=status` does, by another field manager. */
async function overwrite(name: string, status: unknown): Promise<void> {
  const path = `${pathOf(WEB_SERVICE, namespace, name)}/status?fieldManager=somebody-else`;
  await callApiOrThrow(environment().admin, {
    ...{ method: "PATCH", path, contentType: "application/json-patch+json" },
    body: [{ op: "add", path: "/status", value: status }],
  });
}

beforeAll(async () => {
  namespace = await freshNamespace("own-status");
  await startOperator({ namespaces: [namespace] });
  await apply(webService(namespace, "shop", { userTier: "1" }));
  await ready(namespace, "shop", READY_MS);
}, READY_MS);
afterAll(stopOperators, READY_MS);

describe("a status that somebody else has written", () => {
  it.each([
    ["erased", {}],
    [
      "with what the operator never said",
      {
        observedGeneration: 1,
        endpoints: { cdn: "https://elsewhere.example.com" },
        conditions: [
          { type: "CacheReady", status: "True", reason: "Ready", message: "m", lastTransitionTime: "2020-01-01T00:00:00Z" },
        ],
        problems: [{ reason: "NotManaged", message: "m" }],
      },
    ],
  ])(
    "%s is put back as it was, as a whole",
    async (_what, foreign) => {
      const before = await service(namespace, "shop");
      await overwrite("shop", foreign);
      await eventually("it is put back", async () => {
        const { status } = await service(namespace, "shop");
        return JSON.stringify(status) === JSON.stringify(before.status);
      });
      expect((await service(namespace, "shop")).status).toEqual(before.status);
    },
    READY_MS,
  );

  it("leaves nobody but the operator as owner of a field of the status", async () => {
    const { metadata } = await service(namespace, "shop");
    const owners = (metadata.managedFields ?? []).filter(({ subresource }) => subresource === "status");
    expect([...new Set(owners.map(({ manager }) => manager))]).toEqual(["tenfold"]);
  });
});

describe("a namespace that is deleted with a service in it", () => {
  it(
    "goes, and the operator has nothing to warn of",
    async () => {
      const own = await freshNamespace("ending");
      const operator = await startOperator({ namespaces: [own] });
      await apply(webService(own, "gone", { userTier: "1" }));
      await ready(own, "gone", READY_MS);
      await remove({ apiVersion: "v1", kind: "Namespace", metadata: { name: own } });
      await eventually("the namespace is gone", async () => (await get(NAMESPACE, undefined, own)) === undefined, READY_MS);
      const lines = readFileSync(operator.log, "utf8").split("\n");
      expect(lines.filter((line) => /"level":"(warn|error)"|"level":[56]0/.test(line))).toEqual([]);
    },
    READY_MS,
  );
});
