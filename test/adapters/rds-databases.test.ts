import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { serveRdsApi, type RdsApi } from "../../local/aws/rds-api/server.js";
import { rdsDatabases } from "../../operator/adapters/rds-databases.js";
import { unaskedDatabases } from "../../operator/adapters/rds-unasked.js";
import type { CloudDatabases } from "../../operator/ports/cloud-databases.js";
import * as made from "../local/aws/manifests.js";
import { LONG_MS, PLACE, Stage } from "../local/aws/stage.js";

describe("asking RDS through its SDK", () => {
  let api: RdsApi;
  let databases: CloudDatabases;
  let stage: Stage;

  beforeEach(async () => {
    stage = new Stage();
    api = await serveRdsApi({ world: stage.world, place: PLACE, port: 0 });
    databases = rdsDatabases({ endpoint: api.endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" } });
    await stage.settle(made.secret("master"), made.subnets, made.database("db", { spec: { deletionProtection: true } }));
  });
  afterEach(() => api.stop());

  it("tells what AWS really has", async () => {
    expect(await databases.describe("us-east-1", "db")).toEqual({
      status: "available",
      allocatedStorageGiB: 20,
      instanceClass: "db.t4g.small",
      multiAZ: false,
      version: "17",
      deletionProtection: true,
    });
  });

  it.each([
    { kind: "DBInstance" as const, name: "db", id: "dbiResourceID", protects: true },
    { kind: "DBCluster" as const, name: "aurora", id: "dbClusterResourceID", protects: false },
  ])(
    "tells the state of a $kind and of its snapshots, by the identity of what they were taken of",
    async ({ kind, name, id, protects }) => {
      await stage.settle(made.cluster("aurora"));
      const resource = stage.resource(`rds/${kind}`, name);
      if (resource === undefined) throw new Error("no database");
      const resourceID = String(resource.facts[id]);
      expect(await databases.state("us-east-1", kind, name)).toEqual({
        status: "available",
        resourceID,
        deletionProtection: protects,
      });
      stage.world.snapshot(resource, "last", kind === "DBInstance" ? "db" : "cluster");
      expect(await databases.snapshot("us-east-1", kind, "last")).toEqual({ status: "creating", source: name, resourceID });
      await stage.advance(LONG_MS);
      expect(await databases.snapshot("us-east-1", kind, "last")).toMatchObject({ status: "available" });
      const other = kind === "DBInstance" ? "DBCluster" : "DBInstance";
      expect(await databases.snapshot("us-east-1", other, "last")).toBeUndefined();
      expect(await databases.snapshot("eu-west-1", kind, "last")).toBeUndefined();
      expect(await databases.state("us-east-1", kind, "nowhere")).toBeUndefined();
    },
  );

  it("takes no failed question for an absent snapshot", async () => {
    await api.stop();
    await expect(databases.snapshot("us-east-1", "DBInstance", "last")).rejects.toThrow();
    await expect(databases.state("us-east-1", "DBCluster", "aurora")).rejects.toThrow();
  });

  it("knows nothing of a database that is not there", async () => {
    expect(await databases.describe("us-east-1", "nowhere")).toBeUndefined();
  });

  it("finds a whole database as it stands: sizes, tags, groups, and every replica with its class", async () => {
    await stage.settle(made.guard, made.replica("db-1", "db", { spec: { dbInstanceClass: "db.t4g.medium" } }));
    await stage.settle(made.database("db", { spec: { vpcSecurityGroupRefs: [made.ref("guard")], deletionProtection: true } }));
    const groups = [stage.status(made.guard)["id"]];
    expect(await databases.find("us-east-1", { kind: "rds", name: "db" })).toEqual({
      ...{ kind: "rds", name: "db", resourceID: stage.status(made.database("db"))["dbiResourceID"], status: "available" },
      ...{ version: "17", storageGiB: 20, maxStorageGiB: 100, multiAZ: false, backupRetentionDays: 7 },
      ...{ tags: { app: "shop" }, securityGroupIDs: groups },
      instances: [
        { name: "db", instanceClass: "db.t4g.small" },
        { name: "db-1", instanceClass: "db.t4g.medium" },
      ],
    });
  });

  it("finds a cluster with its members, and which of them takes writes", async () => {
    await stage.settle(made.cluster("aurora"), made.member("aurora-0", "aurora", 0), made.member("aurora-1", "aurora", 1));
    expect(await databases.find("us-east-1", { kind: "aurora", name: "aurora" })).toMatchObject({
      ...{ kind: "aurora", version: "16", backupRetentionDays: 7, writer: "aurora-0", status: "available" },
      resourceID: stage.status(made.cluster("aurora"))["dbClusterResourceID"],
      instances: ["aurora-0", "aurora-1"].map((name) => ({ name, instanceClass: "db.r7g.large" })),
    });
  });

  it.each(["rds", "aurora"] as const)("finds nothing where there is no %s of that name", async (kind) => {
    expect(await databases.find("us-east-1", { kind, name: "nowhere" })).toBeUndefined();
  });

  it("can be switched off, and then says so", async () => {
    await expect(unaskedDatabases.find("us-east-1", { kind: "rds", name: "db" })).rejects.toThrow("--no-aws-queries");
    await expect(unaskedDatabases.describe("us-east-1", "db")).rejects.toThrow("--no-aws-queries");
    await expect(unaskedDatabases.state("us-east-1", "DBInstance", "db")).rejects.toThrow("--no-aws-queries");
    await expect(unaskedDatabases.snapshot("us-east-1", "DBInstance", "db")).rejects.toThrow("--no-aws-queries");
  });
});
