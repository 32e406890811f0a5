// Nothing of somebody else is taken over, and no data is lost: foreign objects, deletion, re-creation, adoption.
import type { Live } from "./harness/api.js";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { childName } from "../../domain/blueprint/roles.js";
import {
  apply,
  childrenOf,
  conditionOf,
  eventually,
  freshNamespace,
  get,
  list,
  mergePatch,
  ready,
  remove,
  service,
} from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { DATA_KINDS, webService } from "./services.js";

const READY_MS = 180_000;
let namespace: string;

beforeAll(async () => {
  namespace = await freshNamespace("safety");
  await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(stopOperators, READY_MS);

describe("an object that exists and is not ours", () => {
  test(
    "is left as it is, named with the remedy, and the service goes on when it is gone",
    async () => {
      const object = await apply(webService(namespace, "guest", { userTier: "1", suspend: true }));
      const name = childName({ name: "guest", namespace, uid: object.metadata.uid, dataUid: object.metadata.uid }, "binding");
      const foreign = await apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { mine: "yes" } });
      await mergePatch(object, { spec: { suspend: false } });
      const stalled = await eventually("NameConflict", async () => {
        const live = await service(namespace, "guest");
        return conditionOf(live, "Ready")?.reason === "NameConflict" && live;
      });
      expect(conditionOf(stalled, "Stalled")?.status).toBe("True");
      expect(conditionOf(stalled, "Ready")?.message).toContain(`ConfigMap ${name} exists and is not managed by Tenfold`);
      const kept = await get(BUILT_IN.configMap, namespace, name);
      expect(kept?.metadata.resourceVersion).toBe(foreign.metadata.resourceVersion);
      await remove(foreign);
      await mergePatch(object, { metadata: { annotations: { "example.com/look": "again" } } });
      await ready(namespace, "guest", READY_MS);
    },
    READY_MS,
  );
});

/** The password of the cache is no key to data that stays, and goes with what it opens. */
function isKept({ kind, metadata }: Live): boolean {
  return DATA_KINDS.includes(kind) && metadata.labels?.["app.kubernetes.io/component"] !== "cache";
}

describe("a deleted service", () => {
  test(
    "leaves its data, labelled, and nothing that computes; the next of its name asks before it adopts",
    async () => {
      const first = await apply(webService(namespace, "shop", { userTier: "10k" }));
      await ready(namespace, "shop", READY_MS);
      const before = (await childrenOf(namespace, "shop")).filter(isKept);
      await remove(first);
      await eventually("gone", async () => (await get(WEB_SERVICE, namespace, "shop")) === undefined, READY_MS);
      const after = await eventually(
        "computing gone",
        async () => {
          const left = await childrenOf(namespace, "shop");
          return left.every((child) => child.metadata.labels?.["tenfold.dev/data"] === "true") && left;
        },
        READY_MS,
      );
      for (const child of before) expect(after.map((left) => left.metadata.uid)).toContain(child.metadata.uid);
      expect(after.filter((child) => child.kind === "Secret").length).toBeGreaterThan(0);
      expect(after.every((child) => child.metadata.labels?.["tenfold.dev/retained"] === "true")).toBe(true);
      const note = after.find((child) => child.kind === "ConfigMap");
      expect(JSON.stringify(note)).toContain(`adoptFrom: \\"${first.metadata.uid}\\"`);

      await apply(webService(namespace, "shop", { userTier: "10k" }));
      const asks = await eventually("RetainedDataFound", async () => {
        const live = await service(namespace, "shop");
        return conditionOf(live, "Ready")?.reason === "RetainedDataFound" && live;
      });
      expect(conditionOf(asks, "Ready")?.message).toContain(`"adoptFrom":"${first.metadata.uid}"`);
      await sleep(2000);
      expect((await list(BUILT_IN.deployment, namespace, "tenfold.dev/service=shop")).length).toBe(0);

      await mergePatch(asks, { spec: { database: { adoptFrom: first.metadata.uid } } });
      await ready(namespace, "shop", READY_MS);
      const adopted = await childrenOf(namespace, "shop");
      for (const child of before) expect(adopted.map((now) => now.metadata.uid)).toContain(child.metadata.uid);
      const inUse = adopted.filter((child) => child.kind === "DBInstance" || child.kind === "Secret");
      expect(inUse.length).toBeGreaterThan(1);
      expect(inUse.filter((child) => child.metadata.labels?.["tenfold.dev/retained"] !== undefined)).toEqual([]);
    },
    3 * READY_MS,
  );

  test(
    "is not really deleted with its data unless both keys are there",
    async () => {
      const object = await apply(webService(namespace, "vault", { userTier: "1", deletion: { data: "Delete" } }));
      await ready(namespace, "vault", READY_MS);
      await expect(remove(object)).rejects.toThrow(/tenfold.dev\/confirm-delete/);
      expect(await get(WEB_SERVICE, namespace, "vault")).toBeDefined();
    },
    READY_MS,
  );
});

describe("no data or credential", () => {
  test("is in the ownerReference closure of a service", async () => {
    const children = (await Promise.all(["guest", "shop", "vault"].map((name) => childrenOf(namespace, name)))).flat();
    const data = children.filter(isKept);
    expect(data.length).toBeGreaterThan(0);
    expect(data.filter((child) => (child.metadata.ownerReferences ?? []).length > 0)).toEqual([]);
  });
});
