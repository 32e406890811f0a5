// Backups of a database in the cluster, on a real API server and with the operator's own rights: made, aged, restored from, kept.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import type { Live, LiveService } from "./harness/api.js";
import { apply, conditionOf, eventually, freshNamespace, get, list, mergePatch, ready, remove, service } from "./harness/api.js";
import { type OperatorProcess, startOperator, stopOperators } from "./harness/operator-process.js";
import { SNAPSHOT_CLASS } from "./harness/setup.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
const CLASS = "backed-up";
let namespace: string;
let operator: OperatorProcess;

beforeAll(async () => {
  namespace = await freshNamespace("backups");
  const standard = await get(WEB_SERVICE_CLASS, undefined, "default");
  const spec = { ...(standard?.spec as object), volumeSnapshotClassName: SNAPSHOT_CLASS };
  await apply({ apiVersion: WEB_SERVICE_CLASS.apiVersion, kind: WEB_SERVICE_CLASS.kind, metadata: { name: CLASS }, spec });
  operator = await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(stopOperators, READY_MS);

const snapshots = () => list(BUILT_IN.volumeSnapshot, namespace, "tenfold.dev/service=shop");
const names = async () => (await snapshots()).map(({ metadata }) => metadata.name).sort();
const claims = () => list(BUILT_IN.persistentVolumeClaim, namespace, "tenfold.dev/service=shop");
const planOf = (live: LiveService) => live.status?.plan;

/** A night of before, as the operator has made it. */
async function night(date: string, { metadata, spec }: Live): Promise<Live> {
  const labels = { ...metadata.labels, "app.kubernetes.io/component": `db-${date}` };
  const { apiVersion, kind } = BUILT_IN.volumeSnapshot;
  const made = await apply({ apiVersion, kind, metadata: { name: `shop-db-${date}`, namespace, labels }, spec }, "tenfold");
  await eventually("the snapshot", async () => {
    const live = await get(BUILT_IN.volumeSnapshot, namespace, made.metadata.name);
    return (live?.["status"] as { readonly readyToUse?: boolean } | undefined)?.readyToUse;
  });
  return made;
}

async function approve(what: string): Promise<void> {
  const waiting = await eventually(`${what} to wait`, async () => {
    const live = await service(namespace, "shop");
    return planOf(live)?.changes.some(({ id, state }) => id.startsWith(what) && state === "Waiting") === true && live;
  });
  await mergePatch(waiting, { metadata: { annotations: { "tenfold.dev/approve": planOf(waiting)?.id } } });
}

test(
  "the first backup is made at once, by itself, and an operator that starts makes no second",
  async () => {
    await apply(webService(namespace, "shop", { userTier: "1", className: CLASS, database: { backupRetentionDays: 2 } }));
    await ready(namespace, "shop", READY_MS);
    const told = await eventually("the backup", async () => {
      const live = await service(namespace, "shop");
      return conditionOf(live, "BackedUp")?.status === "True" && live;
    });
    const before = await names();
    expect(before).toEqual([told.status?.backup?.name]);
    expect((await snapshots())[0]?.metadata.ownerReferences).toBeUndefined();
    await operator.stop();
    operator = await startOperator({ namespaces: [namespace] });
    await mergePatch(told, { metadata: { annotations: { "example.com/look": "again" } } });
    await ready(namespace, "shop", READY_MS);
    expect(await names()).toEqual(before);
  },
  READY_MS,
);

test(
  "the oldest goes after as many newer ones, what is labelled otherwise stays, and many go only when that is approved",
  async () => {
    const [own] = await snapshots();
    if (own === undefined) throw new Error("no backup");
    const [first] = [own.metadata.name];
    await mergePatch(own, { metadata: { labels: { "tenfold.dev/snapshot": "kept" } } });
    const made: string[] = [];
    for (const date of ["2026-01-01", "2026-01-02", "2026-01-03"]) made.push((await night(date, own)).metadata.name);
    await eventually("the oldest to go", async () => !(await names()).includes(made[0] ?? ""));
    expect(await names()).toEqual([...made.slice(1), first].sort());
    // Shorter than two nights no retention is.
    await mergePatch(await service(namespace, "shop"), { spec: { database: { backupRetentionDays: 9 } } });
    await eventually("the spec to be read", async () => {
      const live = await service(namespace, "shop");
      return live.status?.observedGeneration === live.metadata.generation;
    });
    for (const date of ["2026-01-04", "2026-01-05"]) made.push((await night(date, own)).metadata.name);
    await mergePatch(await service(namespace, "shop"), { spec: { database: { backupRetentionDays: 2 } } });
    await approve("database-backup");
    await eventually("the older to go", async () => (await names()).length === 3);
    expect(await names()).toEqual([...made.slice(-2), first].sort());
  },
  READY_MS,
);

test(
  "a restore makes a volume from the snapshot, moves the application to it, and keeps the volume of before",
  async () => {
    const [before] = await claims();
    const [, name = ""] = await names();
    await mergePatch(await service(namespace, "shop"), { spec: { database: { restoreFrom: name } } });
    await approve("database-restore");
    await eventually(
      "the restored database",
      async () => {
        const live = await service(namespace, "shop");
        return planOf(live) === undefined && conditionOf(live, "Ready")?.status === "True";
      },
      READY_MS,
    );
    const after = await claims();
    const copy = after.find(({ metadata }) => metadata.name !== before?.metadata.name);
    expect(after.map(({ metadata }) => metadata.uid)).toContain(before?.metadata.uid);
    expect(copy?.spec).toMatchObject({ dataSource: { kind: "VolumeSnapshot", name } });
    const [binding] = await list(BUILT_IN.configMap, namespace, "tenfold.dev/service=shop,app.kubernetes.io/component=binding");
    expect(binding?.["data"]).toMatchObject({ generation: "1", object: copy?.metadata.name, restored: name });
    const kept = (await service(namespace, "shop")).status?.retained?.map((entry) => entry.name);
    expect(kept).toContain(before?.metadata.name);
    await eventually("one database pod", async () => (await list(BUILT_IN.statefulSet, namespace)).length === 1);
  },
  2 * READY_MS,
);

test(
  "a deletion keeps the snapshots and names them, and the next service of the name takes them over",
  async () => {
    const before = await names();
    const { uid } = (await service(namespace, "shop")).metadata;
    await remove(await service(namespace, "shop"));
    await eventually("the note", async () => {
      const [note] = await list(BUILT_IN.configMap, namespace, "app.kubernetes.io/component=retained");
      return before.every((name) => JSON.stringify(note?.["data"]).includes(`VolumeSnapshot ${name}`));
    });
    await eventually("the service to go", async () =>
      service(namespace, "shop")
        .then(() => false)
        .catch(() => true),
    );
    expect(await names()).toEqual(expect.arrayContaining(before));
    await apply(webService(namespace, "shop", { userTier: "1", className: CLASS, database: { adoptFrom: uid } }));
    await ready(namespace, "shop", READY_MS);
    await eventually("the labels", async () =>
      (await snapshots()).every(({ metadata }) => metadata.labels?.["tenfold.dev/retained"] === undefined),
    );
    expect(await names()).toEqual(expect.arrayContaining(before));
  },
  2 * READY_MS,
);
