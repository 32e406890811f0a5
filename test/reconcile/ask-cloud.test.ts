import { emptyMemory } from "../../operator/reconcile/memory.js";
import { describe, expect, it } from "@jest/globals";
import { decide } from "../../domain/plan/decide.js";
import type { ChildRecord, Health } from "../../domain/observed/record.js";
import type { CloudDatabases } from "../../operator/ports/cloud-databases.js";
import type { Log } from "../../operator/ports/log.js";
import { withCloudFacts } from "../../operator/reconcile/act/ask-cloud.js";
import { observe } from "../../domain/observed/observe.js";
import { UID, webService, webServiceClass } from "../fixtures/services.js";

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
};
const WROTE = "2026-01-07T00:00:00.000Z";
const REFUSED: Health = { state: "failed", terminal: true, message: "Requested size is smaller than the current size" };

function database(health: Health): ChildRecord {
  return {
    apiVersion: "rds.services.k8s.aws/v1alpha1",
    kind: "DBInstance",
    namespace: "store",
    name: "shop-rds",
    uid: "db-uid",
    resourceVersion: "20",
    generation: 2,
    service: "shop",
    serviceUid: UID,
    role: "rds",
    holdsData: true,
    retained: false,
    hash: "h",
    ownedFields: "f",
    appliedAt: 0,
    deleting: false,
    syncedAt: 0,
    health,
    facts: {
      instanceClass: "db.t4g.medium",
      classChangedAt: WROTE,
      rds: {
        kind: "rds",
        version: "17",
        instanceClass: "db.t4g.medium",
        multiAZ: true,
        storageGiB: 50,
        maxStorageGiB: 200,
        backupRetentionDays: 7,
      },
    },
  };
}

type Spec = Parameters<typeof webService>[0];

async function nextAfter(health: Health, describeIt: CloudDatabases["describe"], spec: Spec = { userTier: "1k" }) {
  const service = webService(spec);
  const databases: Pick<CloudDatabases, "asks" | "list" | "describe"> = {
    asks: true,
    list: () => Promise.reject(new Error("was asked")),
    describe: describeIt,
  };
  const seen = observe([database(health)], service, emptyMemory());
  const observed = await withCloudFacts({ databases, log: silent }, seen, "us-east-1");
  const { gated } = decide({
    ...{ service, serviceClass: webServiceClass(), children: observed.byRole },
    ...{ now: 0, drainSeconds: 0, volumeCannotGrow: false, renderer: "0.1.0" },
  });
  const { database: next } = gated.next;
  if (next?.kind !== "rds") throw new Error("not on RDS");
  return { next, states: gated.decisions.map(({ change, state }) => `${change.detail.kind}: ${state}`) };
}

const TRUTH = { status: "available", allocatedStorageGiB: 50, instanceClass: "db.t4g.medium", multiAZ: true, version: "17" };
const has = (rest: Partial<typeof TRUTH>) => () => Promise.resolve({ ...TRUTH, deletionProtection: true, ...rest });

describe("a database that AWS has grown beyond our number", () => {
  it("keeps the larger size, which heals the refusal", async () => {
    expect((await nextAfter(REFUSED, has({ allocatedStorageGiB: 73 }))).next.storageGiB).toBe(73);
  });

  it("is never asked for less than the spec already has", async () => {
    expect((await nextAfter(REFUSED, has({ allocatedStorageGiB: 20 }))).next.storageGiB).toBe(50);
  });

  it("stays as it is when AWS cannot be asked", async () => {
    expect((await nextAfter(REFUSED, () => Promise.reject(new Error("no credentials")))).next.storageGiB).toBe(50);
  });

  it("is not asked about while it is well", async () => {
    const never = () => Promise.reject(new Error("was asked"));
    expect((await nextAfter({ state: "ready" }, never)).next.storageGiB).toBe(50);
  });
});

describe("a class that AWS has refused", () => {
  const runs = has({ instanceClass: "db.t4g.small" });

  it("is taken back without approval and without waiting: what AWS runs never changed", async () => {
    const { next, states } = await nextAfter(REFUSED, runs, { userTier: "1k", database: { instanceClass: "db.t4g.small" } });
    expect(next.instanceClass).toBe("db.t4g.small");
    expect(states).toEqual([]);
  });

  it("is taken back by itself when what asked for it is not approved any more", async () => {
    const { next, states } = await nextAfter(REFUSED, runs);
    expect(next.instanceClass).toBe("db.t4g.small");
    expect(states).toEqual(["database-class: Waiting"]);
  });

  it("is not written again and again while it is still wanted: the object stays as it is", async () => {
    const { next, states } = await nextAfter(REFUSED, runs, { userTier: "1k", changes: { automatic: "Failover" } });
    expect(states).toEqual(["database-class: Running"]);
    expect(next.members).toEqual([{ instanceClass: "db.t4g.medium", classChangedAt: WROTE }]);
  });

  it("can be taken back with approval where AWS cannot be asked", async () => {
    const { states } = await nextAfter(REFUSED, () => Promise.reject(new Error("no credentials")), {
      userTier: "1k",
      database: { instanceClass: "db.t4g.small" },
      changes: { automatic: "Failover" },
    });
    expect(states).toEqual(["database-class: Waiting"]);
  });
});
