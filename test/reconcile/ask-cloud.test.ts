import { describe, expect, it } from "@jest/globals";
import { gate } from "../../domain/plan/gate.js";
import { makePlan } from "../../domain/plan/plan.js";
import { permission } from "../../domain/plan/permission.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { ChildRecord, Health } from "../../domain/observed/record.js";
import { standing } from "../../domain/observed/standing.js";
import type { CloudDatabases } from "../../operator/ports/cloud-databases.js";
import type { Log } from "../../operator/ports/log.js";
import { withCloudFacts } from "../../operator/reconcile/act/ask-cloud.js";
import { observe } from "../../operator/reconcile/decide/observe.js";
import { UID, webService, webServiceClass } from "../fixtures/services.js";

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
};
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

async function storageAfter(health: Health, describeIt: CloudDatabases["describe"]) {
  const service = webService({ userTier: "1k" });
  const databases: CloudDatabases = { describe: describeIt };
  const observed = await withCloudFacts(
    { databases, log: silent },
    observe([database(health)], service, { specWrites: new Map() }),
    "us-east-1",
  );
  const stands = standing(observed.byRole);
  const target = blueprint(service, webServiceClass());
  const plan = makePlan(stands, target);
  const { next } = gate({ plan, standing: stands, target, permission: permission(service, 0), now: 0, drainSeconds: 0 });
  return next.database?.kind === "rds" ? next.database.storageGiB : undefined;
}

const has = (allocatedStorageGiB: number) => () =>
  Promise.resolve({ status: "available", allocatedStorageGiB, instanceClass: "db.t4g.medium", deletionProtection: true });

describe("a database that AWS has grown beyond our number", () => {
  it("keeps the larger size, which heals the refusal", async () => {
    expect(await storageAfter(REFUSED, has(73))).toBe(73);
  });

  it("is never asked for less than the spec already has", async () => {
    expect(await storageAfter(REFUSED, has(20))).toBe(50);
  });

  it("stays as it is when AWS cannot be asked", async () => {
    expect(await storageAfter(REFUSED, () => Promise.reject(new Error("no credentials")))).toBe(50);
  });

  it("is not asked about while it is well", async () => {
    const never = () => Promise.reject(new Error("was asked"));
    expect(await storageAfter({ state: "ready" }, never)).toBe(50);
  });
});
