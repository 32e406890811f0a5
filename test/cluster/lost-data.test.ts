// Data that AWS loses behind everybody's back, and volumes that cannot grow, on a real API server.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { ACK } from "../../domain/api/kinds.js";
import { WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import {
  apply,
  conditionOf,
  eventually,
  freshNamespace,
  get,
  list,
  type Live,
  mergePatch,
  ready,
  service,
  STORAGE_CLASS,
} from "./harness/api.js";
import { type OperatorProcess, startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
let namespace: string;
let operator: OperatorProcess;

beforeAll(async () => {
  namespace = await freshNamespace("lost");
  operator = await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(stopOperators, READY_MS);

describe("a database that AWS has lost", () => {
  test(
    "is not made again, empty: the service stalls, and goes on with an empty one only when somebody says that the data is lost",
    async () => {
      await apply(webService(namespace, "shop", { userTier: "100" }));
      await ready(namespace, "shop", READY_MS);
      const sealed = await eventually("the seal", async () => {
        const instance = await instanceOf("shop");
        return instance.metadata.annotations?.["services.k8s.aws/adopted"] === "true" && instance;
      });
      const lostID = resourceID(sealed);
      await mergePatch(sealed, { metadata: { annotations: { "local.tenfold.dev/lose": "once" } } });
      await sleep(2000);
      // Nothing in the cluster tells: the operator asks AWS when it begins, and every few minutes.
      await operator.stop();
      operator = await startOperator({ namespaces: [namespace] });
      const stalled = await eventually("DataMissing", async () => {
        const live = await service(namespace, "shop");
        return conditionOf(live, "Ready")?.reason === "DataMissing" && live;
      });
      expect(conditionOf(stalled, "Stalled")?.status).toBe("True");
      expect(conditionOf(stalled, "Ready")?.message).toContain(`tenfold.dev/accept-data-loss=${lostID}.lost`);
      expect(resourceID(await instanceOf("shop"))).toBe(lostID);
      await mergePatch(stalled, { metadata: { annotations: { "tenfold.dev/accept-data-loss": `${lostID}.lost` } } });
      const anew = await eventually("a new database", async () => {
        const live = await instanceOf("shop");
        return (
          resourceID(live) !== lostID && live.metadata.annotations?.["tenfold.dev/aws-resource-id"] === resourceID(live) && live
        );
      });
      expect(resourceID(anew)).toMatch(/^db-/);
      await ready(namespace, "shop", READY_MS);
    },
    2 * READY_MS,
  );
});

describe("a volume whose StorageClass does not expand it", () => {
  test(
    "is no obstacle to the rest of the next tier, and the status says how to accept its size",
    async () => {
      const [known] = await list(STORAGE_CLASS, "", "");
      if (known === undefined) throw new Error("there is no StorageClass");
      const { provisioner, volumeBindingMode } = known as unknown as Readonly<Record<string, string>>;
      const name = "never-larger";
      await apply({
        ...{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name } },
        ...{ provisioner, volumeBindingMode, allowVolumeExpansion: false },
      });
      const standard = await get(WEB_SERVICE_CLASS, undefined, "default");
      if (standard === undefined) throw new Error("there is no class");
      const spec = { ...(standard.spec as object), storageClassName: name };
      await apply({ apiVersion: WEB_SERVICE_CLASS.apiVersion, kind: WEB_SERVICE_CLASS.kind, metadata: { name }, spec });
      const changes = { automatic: "Restart" };
      await apply(webService(namespace, "fixed", { userTier: "1", className: name, changes }));
      await ready(namespace, "fixed", READY_MS);
      await mergePatch(await service(namespace, "fixed"), { spec: { userTier: "10" } });
      const grown = await eventually(
        "tier 10 with the volume as it is",
        async () => {
          const live = await service(namespace, "fixed");
          return live.status?.tier?.current === "10" && conditionOf(live, "Ready")?.status === "True" && live;
        },
        READY_MS,
      );
      const held = grown.status?.plan?.changes.find(({ id }) => id.startsWith("database-storage"));
      expect(held).toMatchObject({
        state: "Held",
        waitingFor: expect.stringContaining("spec.database.storageGiB: 10"),
      });
      await mergePatch(grown, { spec: { database: { storageGiB: 10 } } });
      await eventually("nothing pending", async () => (await service(namespace, "fixed")).status?.plan === undefined);
    },
    2 * READY_MS,
  );
});

async function instanceOf(name: string): Promise<Live> {
  const [found] = await list(ACK.dbInstance.ref, namespace, `tenfold.dev/service=${name}`);
  if (found === undefined) throw new Error(`${name} has no DBInstance`);
  return found;
}

function resourceID({ status }: Live): string {
  return (status as { readonly dbiResourceID?: string } | undefined)?.dbiResourceID ?? "";
}
