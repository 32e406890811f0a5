// A cluster is lost and AWS is not: a new WebService takes over what is there, on a real API server. docs/how-to/lost-cluster.md.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import {
  apply,
  childrenOf,
  conditionOf,
  eventually,
  freshNamespace,
  list,
  type Live,
  type LiveService,
  mergePatch,
  ready,
  remove,
  service,
} from "./harness/api.js";
import { type OperatorProcess, startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 240_000;
const STORAGE_GIB = 150;
let namespace: string;
let operator: OperatorProcess;
let lostUid: string;
let before: Readonly<Record<string, string>>;

beforeAll(async () => {
  namespace = await freshNamespace("gone");
  operator = await startOperator({ namespaces: [namespace] });
  await apply(webService(namespace, "shop", { userTier: "10k", database: { storageGiB: STORAGE_GIB } }));
  lostUid = (await ready(namespace, "shop", READY_MS)).metadata.uid;
  await eventually("all seals", async () => {
    const sealed = (await childrenOf(namespace, "shop")).filter(
      ({ metadata }) => metadata.annotations?.["tenfold.dev/aws-resource-id"],
    );
    return (
      sealed
        .map(({ kind }) => kind)
        .sort()
        .join() === "Bucket,DBInstance,Table"
    );
  });
  before = await identities();
  // The bucket is lost as well, behind everybody's back.
  const [bucket] = await list(ACK.bucket.ref, namespace);
  if (bucket === undefined) throw new Error("there is no bucket");
  await mergePatch(bucket, { metadata: { annotations: { "local.tenfold.dev/lose": "once" } } });
  await operator.stop();
  await loseCluster();
  operator = await startOperator({ namespaces: [namespace] });
}, 2 * READY_MS);
afterAll(stopOperators, READY_MS);

describe("the UID of a service whose cluster was lost", () => {
  test(
    "with a typo makes nothing, and the message says what was looked for in AWS",
    async () => {
      const typo = `${lostUid.slice(0, -1)}${lostUid.endsWith("0") ? "1" : "0"}`;
      await apply(webService(namespace, "shop", { userTier: "10k", database: { adoptFrom: typo } }));
      const stalled = await eventually("DataNotFound", async () => {
        const live = await service(namespace, "shop");
        return conditionOf(live, "Ready")?.reason === "DataNotFound" && live;
      });
      expect(conditionOf(stalled, "Stalled")?.status).toBe("True");
      expect(conditionOf(stalled, "Ready")?.message).toMatch(/RDS in \S+ has neither of shop-rds-\S+ and shop-aurora-/);
      expect(await childrenOf(namespace, "shop")).toEqual([]);
    },
    READY_MS,
  );

  test(
    "brings database, replica, table and queues back as they are in AWS; a bucket that AWS does not have is told and not made",
    async () => {
      await mergePatch(await service(namespace, "shop"), { spec: { database: { adoptFrom: lostUid } } });
      const told = await eventually(
        "the bucket that is missing to be told",
        async () => {
          const live = await service(namespace, "shop");
          return absentBucket(live) !== undefined && live;
        },
        READY_MS,
      );
      const [bucket] = await list(ACK.bucket.ref, namespace);
      expect(bucket?.["status"]).toBeUndefined();
      await mergePatch(told, { metadata: { annotations: { "tenfold.dev/accept-data-loss": absentBucket(told) } } });
      await ready(namespace, "shop", READY_MS);
      expect(await identities()).toEqual(before);
      const main = (await list(ACK.dbInstance.ref, namespace)).find(({ spec }) => (spec as Spec).allocatedStorage !== undefined);
      expect(main?.spec).toMatchObject({ allocatedStorage: STORAGE_GIB });
      expect(main?.metadata.annotations).toMatchObject({ "tenfold.dev/aws-resource-id": before[idOf(main)] });
      expect(main?.metadata.annotations).not.toHaveProperty("tenfold.dev/adopting");
    },
    2 * READY_MS,
  );

  test("gets new passwords: the old ones are lost with the cluster", async () => {
    const secrets = await list(BUILT_IN.secret, namespace, "tenfold.dev/service=shop");
    expect(secrets.map(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"]).sort()).toEqual([
      "cache",
      "database-app",
      "rds-master",
    ]);
  });
});

function absentBucket(live: LiveService): string | undefined {
  return /tenfold\.dev\/accept-data-loss=(shop-assets-\S+\.absent)/.exec(conditionOf(live, "StorageReady")?.message ?? "")?.[1];
}

type Spec = { readonly allocatedStorage?: number };
type Status = { readonly dbiResourceID?: string; readonly tableID?: string; readonly id?: string; readonly queueURL?: string };

const idOf = (object: Live | undefined): string => `${object?.kind ?? ""}/${object?.metadata.name ?? ""}`;

/** What AWS calls the data, by kind and name. */
async function identities(): Promise<Readonly<Record<string, string>>> {
  const kinds = [ACK.dbInstance, ACK.table, ACK.securityGroup, ACK.queue].map(({ ref }) => ref);
  const found = (await Promise.all(kinds.map((kind) => list(kind, namespace)))).flat();
  const ofData = found.filter(({ metadata }) => metadata.labels?.["tenfold.dev/data"] === "true");
  return Object.fromEntries(
    ofData.map((object) => {
      const { dbiResourceID, tableID, id, queueURL } = (object.status ?? {}) as Status;
      return [idOf(object), dbiResourceID ?? tableID ?? id ?? queueURL ?? ""];
    }),
  );
}

/** Every object goes and no controller is asked: as if etcd was lost. */
async function loseCluster(): Promise<void> {
  // The service last: with it the garbage collector would begin to remove what it owns.
  const objects = [...(await childrenOf(namespace, "shop")), await service(namespace, "shop")];
  for (const object of objects) {
    await mergePatch(object, { metadata: { finalizers: null } });
    await remove(object);
  }
  await eventually("nothing to be left", async () => (await childrenOf(namespace, "shop")).length === 0);
}
