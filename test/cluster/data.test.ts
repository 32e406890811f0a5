// What holds data, on a real API server: labels taken off, foreign objects under our names, other settings of the operator, seals.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { dataName } from "../../domain/blueprint/roles.js";
import {
  apply,
  childrenOf,
  conditionOf,
  eventually,
  freshNamespace,
  get,
  list,
  type Live,
  mergePatch,
  ready,
  remove,
  service,
} from "./harness/api.js";
import { type OperatorProcess, startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
let namespace: string;
let operator: OperatorProcess;

beforeAll(async () => {
  namespace = await freshNamespace("data");
  operator = await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(stopOperators, READY_MS);

const instanceOf = async (name: string): Promise<Live> => {
  const found = (await list(ACK.dbInstance.ref, namespace, `tenfold.dev/service=${name}`))[0];
  if (found === undefined) throw new Error(`${name} has no DBInstance`);
  return found;
};

describe("data in AWS", () => {
  test(
    "is sealed once it was ready, and a database whose labels are taken off is put right and made neither smaller nor twice",
    async () => {
      await apply(webService(namespace, "shop", { userTier: "1k" }));
      await ready(namespace, "shop", READY_MS);
      const sealed = await eventually("the seal", async () => {
        const instance = await instanceOf("shop");
        return instance.metadata.annotations?.["services.k8s.aws/adopted"] === "true" && instance;
      });
      expect(sealed.metadata.annotations?.["tenfold.dev/aws-resource-id"]).toMatch(/^db-/);
      // Of tier 100 it would be smaller: without its labels nothing is known of it but its name.
      await mergePatch(sealed, { metadata: { labels: { "app.kubernetes.io/managed-by": null } } });
      await mergePatch(await service(namespace, "shop"), { spec: { userTier: "100" } });
      const put = await eventually("the label", async () => {
        const live = await get(ACK.dbInstance.ref, namespace, sealed.metadata.name);
        return live?.metadata.labels?.["app.kubernetes.io/managed-by"] === "tenfold" && live;
      });
      expect(put.metadata.uid).toBe(sealed.metadata.uid);
      await sleep(2000);
      const after = await instanceOf("shop");
      expect(after.spec).toMatchObject({ dbInstanceClass: "db.t4g.medium", multiAZ: true });
      expect(await list(ACK.dbInstance.ref, namespace)).toHaveLength(1);
    },
    2 * READY_MS,
  );
});

describe("a claim under the name of ours that is somebody else's", () => {
  test(
    "is mounted by nothing of ours, and the service goes on when it is gone",
    async () => {
      const object = await apply(webService(namespace, "guest", { userTier: "1", suspend: true }));
      const { uid } = object.metadata;
      const name = dataName({ name: "guest", namespace, uid, dataUid: uid }, "db");
      const foreign = await apply({
        ...{ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name, namespace } },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      });
      await mergePatch(object, { spec: { suspend: false } });
      const stalled = await eventually("NameConflict", async () => {
        const live = await service(namespace, "guest");
        return conditionOf(live, "Ready")?.reason === "NameConflict" && live;
      });
      expect(conditionOf(stalled, "Ready")?.message).toContain(`PersistentVolumeClaim ${name}`);
      expect(await list(BUILT_IN.statefulSet, namespace, "tenfold.dev/service=guest")).toEqual([]);
      await remove(foreign);
      await eventually("the claim to go", async () => {
        const live = await get(BUILT_IN.persistentVolumeClaim, namespace, name);
        return live?.metadata.uid !== foreign.metadata.uid;
      });
      await mergePatch(object, { metadata: { annotations: { "example.com/look": "again" } } });
      await ready(namespace, "guest", READY_MS);
    },
    READY_MS,
  );
});

describe("an operator with another repository of PostgreSQL", () => {
  test(
    "restarts no database by itself: the service stays ready, and the restart waits for its approval",
    async () => {
      await apply(webService(namespace, "kept", { userTier: "10" }));
      await ready(namespace, "kept", READY_MS);
      const before = await setOf("kept");
      await operator.stop();
      operator = await startOperator({
        namespaces: [namespace],
        flags: ["--postgres-repository", "mirror.example.com/postgres"],
      });
      const waiting = await eventually("the change", async () => {
        const live = await service(namespace, "kept");
        return (
          live.status?.plan?.changes.some(({ state, subject }) => subject === "database" && state === "Waiting") === true && live
        );
      });
      expect(conditionOf(waiting, "Ready")?.status).toBe("True");
      expect(conditionOf(waiting, "PlanPending")?.status).toBe("True");
      expect((await setOf("kept")).metadata.generation).toBe(before.metadata.generation);
      await mergePatch(waiting, { metadata: { annotations: { "tenfold.dev/approve": waiting.status?.plan?.id } } });
      await eventually("the new image", async () =>
        JSON.stringify((await setOf("kept")).spec).includes("mirror.example.com/postgres:17"),
      );
    },
    2 * READY_MS,
  );
});

async function setOf(name: string): Promise<Live> {
  const children = await childrenOf(namespace, name);
  const set = children.find(({ kind }) => kind === "StatefulSet");
  if (set === undefined) throw new Error(`${name} has no StatefulSet`);
  return set;
}
