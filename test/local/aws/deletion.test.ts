import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import * as made from "./manifests.js";
import { LONG_MS, Stage } from "./stage.js";

const needs = [made.secret("master"), made.subnets];
const FINE = { "ACK.ResourceSynced": "True", Ready: "True" };
const RETAIN = { "services.k8s.aws/deletion-policy": "retain" };
const ADOPT = { "services.k8s.aws/adoption-policy": "adopt-or-create" };
const ARN = "arn:aws:rds:us-east-1:123456789012:db:db";

async function staged(database: KubeObject): Promise<Stage> {
  const stage = new Stage();
  await stage.settle(...needs, database);
  return stage;
}

describe("deleting a database object", () => {
  it("removes the database without a snapshot by default, and lets the object go while AWS still deletes", async () => {
    const database = made.database("db");
    const stage = await staged(database);
    stage.api.delete(database);
    await stage.advance(10);
    expect(stage.api.get(database)).toBeUndefined();
    expect(stage.world.find(ARN)?.state).toBe("deleting");
    await stage.advance(LONG_MS);
    expect(stage.world.find(ARN)).toBeUndefined();
    expect(stage.world.deletions).toMatchObject([{ name: "db", request: { skipFinalSnapshot: true } }]);
    expect(stage.world.snapshots.size).toBe(0);
  });

  it("leaves a final snapshot when it is asked for", async () => {
    const annotations = {
      "rds.services.k8s.aws/skip-final-snapshot": "false",
      "rds.services.k8s.aws/final-db-snapshot-identifier": "db-final",
    };
    const database = made.database("db", { annotations });
    const stage = await staged(database);
    stage.api.delete(database);
    await stage.advance(LONG_MS);
    expect([...stage.world.snapshots.values()]).toMatchObject([{ name: "db-final", sourceName: "db", status: "available" }]);
  });

  it("keeps the database in AWS until its final snapshot is finished, long after the object is gone", async () => {
    const annotations = {
      "rds.services.k8s.aws/skip-final-snapshot": "false",
      "rds.services.k8s.aws/final-db-snapshot-identifier": "db-final",
    };
    const database = made.database("db", { annotations });
    const stage = await staged(database);
    stage.api.delete(database);
    const seen: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      await stage.advance(1000);
      const [snapshot] = stage.world.snapshots.values();
      seen.push(`${stage.world.find(ARN)?.state ?? "gone"} ${snapshot?.status ?? "none"}`);
    }
    expect(stage.api.get(database)).toBeUndefined();
    expect([...new Set(seen)]).toEqual(["deleting creating", "deleting available", "gone available"]);
  });

  it("of a cluster is refused while a final snapshot of that name exists", async () => {
    const annotations = {
      "rds.services.k8s.aws/skip-final-snapshot": "false",
      "rds.services.k8s.aws/final-db-snapshot-identifier": "aurora-final",
    };
    const stage = await staged(made.cluster("aurora", { annotations }));
    const cluster = stage.resource("rds/DBCluster", "aurora");
    if (cluster === undefined) throw new Error("no cluster");
    stage.world.snapshot(cluster, "aurora-final", "cluster");
    stage.api.delete(made.cluster("aurora"));
    await stage.advance(LONG_MS);
    expect(stage.condition(made.cluster("aurora"), "ACK.Recoverable")["message"]).toContain("it exists already");
  });

  it("is Terminal without a name for the snapshot that it wants", async () => {
    const database = made.database("db", { annotations: { "rds.services.k8s.aws/skip-final-snapshot": "false" } });
    const stage = await staged(database);
    stage.api.delete(database);
    await stage.advance(LONG_MS);
    expect(stage.conditions(database)["ACK.Terminal"]).toBe("True");
    expect(stage.world.find(ARN)?.phase).toBe("ready");
  });

  it("keeps the database when it is retained", async () => {
    const database = made.database("db", { annotations: RETAIN });
    const stage = await staged(database);
    stage.api.delete(database);
    await stage.advance(LONG_MS);
    expect(stage.api.get(database)).toBeUndefined();
    expect(stage.world.find(ARN)?.phase).toBe("ready");
    expect(stage.world.deletions).toEqual([]);
  });

  it("goes in the right order when protection is taken off before", async () => {
    const database = made.database("db", { spec: { deletionProtection: true } });
    const stage = await staged(database);
    await stage.settle(made.database("db", { spec: { deletionProtection: false } }));
    stage.api.delete(database);
    await stage.advance(LONG_MS);
    expect(stage.world.find(ARN)).toBeUndefined();
  });
});

describe("deleting what is protected", () => {
  async function stuck(): Promise<{ readonly stage: Stage; readonly database: KubeObject }> {
    const database = made.database("db", { spec: { deletionProtection: true } });
    const stage = await staged(database);
    stage.api.delete(database);
    await stage.advance(LONG_MS);
    return { stage, database };
  }

  it("is Terminal beside conditions that stay as they were", async () => {
    const { stage, database } = await stuck();
    expect(stage.conditions(database)).toMatchObject({ ...FINE, "ACK.Terminal": "True" });
    expect(stage.condition(database, "ACK.Terminal")["message"]).toContain("Cannot delete protected DB Instance");
  });

  it("stays stuck when the spec is changed, and the protection is written back", async () => {
    const { stage, database } = await stuck();
    await stage.settle(made.database("db", { spec: { deletionProtection: false } }));
    expect(stage.spec(database)["deletionProtection"]).toBe(true);
    expect(stage.world.find(ARN)?.phase).toBe("ready");
    expect(stage.world.modifications).toEqual([]);
  });

  it("gets out by a change through AWS's own API followed by any change of the spec", async () => {
    const { stage, database } = await stuck();
    stage.world.modify(ARN, { deletionProtection: false });
    await stage.advance(LONG_MS);
    expect(stage.api.get(database)).toBeDefined();
    await stage.settle(made.database("db", { spec: { deletionProtection: true, maxAllocatedStorage: 200 } }));
    expect(stage.api.get(database)).toBeUndefined();
    expect(stage.world.find(ARN)).toBeUndefined();
  });
});

describe("what AWS has already", () => {
  async function retained(): Promise<Stage> {
    const first = made.database("db", { annotations: RETAIN });
    const stage = await staged(first);
    stage.api.delete(first);
    await stage.advance(LONG_MS);
    return stage;
  }

  it("is not taken over without being asked: Terminal, without a finalizer", async () => {
    const stage = await retained();
    const second = made.database("db");
    await stage.settle(second);
    expect(stage.condition(second, "Ready")).toMatchObject({ reason: "ACK.Terminal", message: "Resource already exists" });
    expect(stage.api.get(second)?.metadata.finalizers ?? []).toEqual([]);
  });

  it("is not taken over when the annotation comes later", async () => {
    const stage = await retained();
    await stage.settle(made.database("db"));
    await stage.settle(made.database("db", { annotations: ADOPT }));
    expect(stage.conditions(made.database("db"))["ACK.Terminal"]).toBe("True");
  });

  it("is adopted with the annotation: through Unknown to Ready, with the master password set anew", async () => {
    const stage = await retained();
    const created = stage.world.find(ARN)?.facts["instanceCreateTime"];
    await stage.settle(made.secret("master", "another-password"));
    const second = made.database("db", { annotations: { ...ADOPT, ...RETAIN } });
    stage.api.apply(second);
    await stage.advance(10);
    expect(stage.conditions(second)["Ready"]).toBe("Unknown");
    await stage.advance(LONG_MS);
    expect(stage.conditions(second)).toMatchObject(FINE);
    expect(stage.api.get(second)?.metadata.annotations).toMatchObject({ "services.k8s.aws/adopted": "true" });
    expect(stage.status(second)["instanceCreateTime"]).toBe(created);
    expect(stage.world.modifications).toMatchObject([{ fields: ["masterUserPassword"] }]);
  });

  it("is never made again once it was adopted and vanished", async () => {
    const stage = await retained();
    const second = made.database("db", { annotations: ADOPT });
    await stage.settle(second);
    stage.world.vanish(ARN);
    await stage.advance(LONG_MS);
    stage.ack.resync();
    await stage.advance(LONG_MS);
    expect(stage.world.find(ARN)).toBeUndefined();
    expect(stage.conditions(second)).toMatchObject(FINE);
  });
});

describe("failures that are ordered by annotation", () => {
  const order = (fail: string) => made.bucket("shop-assets", { annotations: { "local.tenfold.dev/fail": fail } });

  it.each(["terminal", "recoverable"] as const)("%s: says so, and is fine when the order is taken back", async (fail) => {
    const stage = new Stage();
    await stage.settle(order(fail));
    const type = fail === "terminal" ? "ACK.Terminal" : "ACK.Recoverable";
    expect(stage.condition(order(fail), "Ready")).toMatchObject({ status: "False", reason: type });
    await stage.settle(order(""));
    expect(stage.conditions(order(""))).toEqual(FINE);
  });

  it("never-ready: a database stays in creation until the order is taken back", async () => {
    const held = made.database("db", { annotations: { "local.tenfold.dev/fail": "never-ready" } });
    const stage = await staged(held);
    expect(stage.status(held)["dbInstanceStatus"]).toBe("creating");
    await stage.settle(made.database("db", { annotations: { "local.tenfold.dev/fail": "" } }));
    expect(stage.conditions(held)).toMatchObject(FINE);
  });

  it("delete-stuck: the object stays, its conditions untouched", async () => {
    const stage = new Stage();
    await stage.settle(order(""));
    await stage.settle(order("delete-stuck"));
    stage.api.delete(order("delete-stuck"));
    await stage.advance(LONG_MS);
    expect(stage.conditions(order(""))).toEqual(FINE);
    await stage.settle(order(""));
    expect(stage.api.get(order(""))).toBeUndefined();
  });

  it("delay-ms: takes the time that is ordered", async () => {
    const stage = new Stage();
    const database = made.database("db", { annotations: { "local.tenfold.dev/delay-ms": "50" } });
    await stage.settle(...needs);
    stage.api.apply(database);
    await stage.advance(60);
    expect(stage.conditions(database)).toMatchObject(FINE);
  });
});

describe("deleting a bucket", () => {
  const holding = (objects: string) => made.bucket("shop-assets", { annotations: { "local.tenfold.dev/objects": objects } });

  it("that has objects is tried again until it is empty", async () => {
    const stage = new Stage();
    await stage.settle(holding("2"));
    stage.api.delete(holding("2"));
    await stage.advance(LONG_MS);
    expect(stage.condition(holding("2"), "ACK.Recoverable")["message"]).toContain("BucketNotEmpty");
    await stage.settle(holding("0"));
    expect(stage.api.get(holding("0"))).toBeUndefined();
    expect(stage.resource("s3/Bucket", "shop-assets")).toBeUndefined();
  });

  it("that is to be retained after all lets its object go and stays", async () => {
    const stage = new Stage();
    await stage.settle(holding("2"));
    stage.api.delete(holding("2"));
    await stage.advance(LONG_MS);
    await stage.settle(made.bucket("shop-assets", { annotations: RETAIN }));
    expect(stage.api.get(holding("2"))).toBeUndefined();
    expect(stage.resource("s3/Bucket", "shop-assets")).toBeDefined();
  });
});
