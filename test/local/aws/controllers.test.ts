import { describe, expect, it } from "@jest/globals";
import { ACK_CONTROLLERS } from "../../../local/aws/controllers/all.js";
import { ACK_KINDS } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import * as made from "./manifests.js";
import { DELAYS, LONG_MS, Stage } from "./stage.js";

const FINE = { "ACK.ResourceSynced": "True", Ready: "True" };

describe("what the controllers settle", () => {
  it("covers every kind that Tenfold writes", () => {
    const served = ACK_CONTROLLERS.map(({ kind }) => `${kind.apiVersion} ${kind.kind}`);
    expect(served.sort()).toEqual(ACK_KINDS.map(({ ref }) => `${ref.apiVersion} ${ref.kind}`).sort());
  });

  it("makes an object of every kind Ready and synced, without a call that real ones would repeat", async () => {
    const stage = new Stage();
    const objects = made.everything();
    await stage.settle(...objects);
    const control = objects.find(({ kind }) => kind === "OriginAccessControl");
    if (control === undefined) throw new Error("no access control");
    const distribution = made.distribution("cdn", String(stage.status(control)["id"]));
    await stage.settle(distribution);
    for (const object of [...objects.filter(({ kind }) => kind !== "Secret"), distribution]) {
      expect({ name: object.metadata.name, ...stage.conditions(object) }).toMatchObject({ name: object.metadata.name, ...FINE });
    }
    expect(stage.world.modifications).toEqual([]);
  });

  it("writes nothing while nothing happens, and at a resync only statuses", async () => {
    const stage = new Stage();
    await stage.settle(...made.everything());
    stage.api.writes.splice(0);
    await stage.advance(10 * LONG_MS);
    expect(stage.api.writes).toEqual([]);
    stage.ack.resync();
    await stage.advance(LONG_MS);
    expect(stage.api.writes.length).toBeGreaterThan(20);
    expect(stage.api.writes.filter(({ isStatus }) => !isStatus)).toEqual([]);
    expect(stage.world.modifications).toEqual([]);
  });

  it("takes up its work after a restart without a write, with the identifiers that the statuses show", async () => {
    const before = new Stage();
    const objects = made.everything();
    await before.settle(...objects);
    const address = before.status(objects.find(({ kind }) => kind === "ElasticIPAddress") ?? made.guard);
    await before.ack.stop();
    before.api.listeners.splice(0);
    before.api.writes.splice(0);
    const after = new Stage(before.api, before.clock);
    await after.advance(LONG_MS);
    expect(before.api.writes.map(({ ref }) => ref.name)).toEqual([]);
    expect([...after.world.resources.keys()].sort()).toEqual([...before.world.resources.keys()].sort());
    const restored = [...after.world.all("ec2/ElasticIPAddress")][0];
    expect(restored?.facts).toMatchObject({ allocationID: address["allocationID"], publicIP: address["publicIP"] });
  });
});

describe("the life of a database object", () => {
  const needs = [made.secret("master"), made.subnets];
  const database = made.database("db");

  it("gets its finalizer before AWS is asked, and is neither Ready nor synced until the instance is available", async () => {
    const stage = new Stage();
    await stage.settle(...needs);
    stage.api.apply(database);
    await stage.advance(10);
    expect(stage.api.get(database)?.metadata.finalizers).toEqual(["finalizers.rds.services.k8s.aws/DBInstance"]);
    expect(stage.status(database)["dbInstanceStatus"]).toBe("creating");
    expect(stage.status(database)["endpoint"]).toBeUndefined();
    expect(stage.conditions(database)).toMatchObject({ Ready: "False", "ACK.ResourceSynced": "False" });
    await stage.advance(DELAYS.createMs);
    expect(stage.status(database)).toMatchObject({ dbInstanceStatus: "available", endpoint: { port: 5432 } });
    expect(stage.conditions(database)).toMatchObject(FINE);
  });

  it("has no observedGeneration in its conditions", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    expect(stage.condition(database, "Ready")).not.toHaveProperty("observedGeneration");
    expect(Object.keys(stage.condition(database, "Ready")).sort()).toEqual([
      "lastTransitionTime",
      "message",
      "reason",
      "status",
      "type",
    ]);
  });

  it("gets what AWS chose written into its spec by the controller, and only what was left out", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    expect(stage.spec(database)).toMatchObject({
      port: 5432,
      engineVersion: "17",
      availabilityZone: expect.stringMatching(/^us-east-1[abc]$/),
    });
    const late = stage.api
      .writesTo(database)
      .filter(({ body }) => "spec" in (body as KubeObject) && (body as KubeObject)["spec"] !== undefined);
    expect(late).toHaveLength(1);
    expect(late[0]?.manager).toBe("controller");
    expect(Object.keys((late[0]?.body as { spec: object }).spec)).not.toContain("dbSubnetGroupName");
  });

  it("stays Ready after a change until AWS works on it, then is not synced, then shows the change", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    stage.api.apply(made.database("db", { spec: { dbInstanceClass: "db.t4g.medium" } }));
    expect(stage.conditions(database)).toMatchObject(FINE);
    await stage.advance(10);
    expect(stage.conditions(database)).toMatchObject({ Ready: "False", "ACK.ResourceSynced": "False" });
    expect(stage.status(database)).toMatchObject({
      dbInstanceStatus: "modifying",
      pendingModifiedValues: { dbInstanceClass: "db.t4g.medium" },
    });
    await stage.advance(DELAYS.modifyMs);
    expect(stage.conditions(database)).toMatchObject(FINE);
    expect(stage.status(database)["pendingModifiedValues"]).toBeUndefined();
    expect(stage.world.modifications).toMatchObject([{ name: "db", fields: ["dbInstanceClass"] }]);
  });

  it("says Recoverable when it is changed while AWS is busy, and goes on by itself", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    stage.api.apply(made.database("db", { spec: { dbInstanceClass: "db.t4g.medium" } }));
    await stage.advance(10);
    stage.api.apply(made.database("db", { spec: { dbInstanceClass: "db.t4g.large" } }));
    await stage.advance(10);
    expect(stage.condition(database, "ACK.Recoverable")["message"]).toContain("cannot be modified until 'available'");
    await stage.advance(LONG_MS);
    expect(stage.resource("rds/DBInstance", "db")?.attributes["dbInstanceClass"]).toBe("db.t4g.large");
    expect(stage.conditions(database)).toMatchObject(FINE);
  });

  it("goes on optimizing grown storage after the change, and is Ready when that is over", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    stage.api.apply(made.database("db", { spec: { allocatedStorage: 40 } }));
    await stage.advance(DELAYS.modifyMs + 10);
    expect(stage.status(database)["dbInstanceStatus"]).toBe("storage-optimization");
    expect(stage.conditions(database)["Ready"]).toBe("False");
    await stage.advance(DELAYS.optimizeMs);
    expect(stage.conditions(database)).toMatchObject(FINE);
  });

  it("is Terminal, and tried no more, until the spec is changed back", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    await stage.settle(made.database("db", { spec: { allocatedStorage: 10 } }));
    expect(stage.condition(database, "Ready")).toMatchObject({
      status: "False",
      reason: "ACK.Terminal",
      message: expect.stringMatching(/^api error InvalidParameterValue: Requested storage size/),
    });
    stage.api.writes.splice(0);
    stage.ack.resync();
    stage.api.apply({
      ...database,
      metadata: { ...database.metadata, annotations: { "services.k8s.aws/deletion-policy": "retain" } },
      spec: undefined,
    });
    await stage.advance(LONG_MS);
    expect(stage.api.writesTo(database)).toEqual([]);
    await stage.settle(database);
    expect(stage.conditions(database)).toMatchObject(FINE);
  });

  it("is Terminal beside synced when the instance has failed", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    stage.world.alter("arn:aws:rds:us-east-1:123456789012:db:db", {
      phase: "failed",
      state: "inaccessible-encryption-credentials",
    });
    await stage.advance(10);
    expect(stage.conditions(database)).toMatchObject({ "ACK.Terminal": "True", "ACK.ResourceSynced": "True", Ready: "False" });
  });

  it("waits for its secret with growing pauses, keeping the finalizer", async () => {
    const stage = new Stage();
    await stage.settle(made.subnets, made.secret("master", "x", "kubernetes.io/basic-auth"));
    stage.api.apply(database);
    await stage.advance(10);
    expect(stage.condition(database, "ACK.Recoverable")["message"]).toBe("only opaque secrets can be used");
    expect(stage.api.get(database)?.metadata.finalizers).toHaveLength(1);
    stage.api.objects.delete([...stage.api.objects.keys()].find((key) => key.includes("secrets")) ?? "");
    await stage.settle(made.secret("master"));
    await stage.advance(DELAYS.retryMaxMs);
    expect(stage.conditions(database)).toMatchObject(FINE);
  });

  it("is Ready as a replica before its status shows anything", async () => {
    const stage = new Stage();
    await stage.settle(...needs, database);
    const replica = made.replica("db-1", "db");
    stage.api.apply(replica);
    await stage.advance(DELAYS.createMs + 10);
    expect(stage.conditions(replica)).toMatchObject(FINE);
    expect(stage.status(replica)["endpoint"]).toBeUndefined();
    await stage.advance(DELAYS.loopMs);
    expect(stage.status(replica)).toMatchObject({ endpoint: { port: 5432 }, readReplicaSourceDBInstanceIdentifier: "db" });
    expect(stage.status(database)["readReplicaDBInstanceIdentifiers"]).toEqual(["db-1"]);
  });
});

describe("references", () => {
  it("leave only ReferencesResolved while the target is missing, and resolve as soon as it is synced", async () => {
    const stage = new Stage();
    const database = made.database("db");
    await stage.settle(made.secret("master"), database);
    expect(stage.conditions(database)).toEqual({ "ACK.ReferencesResolved": "Unknown" });
    expect(stage.condition(database, "ACK.ReferencesResolved")["reason"]).toContain('"subnets" not found');
    await stage.settle(made.subnets);
    expect(stage.conditions(database)).toMatchObject({ ...FINE, "ACK.ReferencesResolved": "True" });
  });

  it("take Ready and Synced away again from an object that had them", async () => {
    const stage = new Stage();
    const database = made.database("db");
    await stage.settle(made.secret("master"), made.subnets, database);
    await stage.settle(made.database("db", { spec: { dbParameterGroupRef: made.ref("nowhere") } }));
    expect(stage.conditions(database)).toEqual({ "ACK.ReferencesResolved": "Unknown" });
  });

  it("are refused beside the field that they stand for", async () => {
    const stage = new Stage();
    const database = made.database("db", { spec: { dbSubnetGroupName: "shop-db" } });
    await stage.settle(made.secret("master"), made.subnets, database);
    expect(stage.condition(database, "ACK.ReferencesResolved")["reason"]).toContain("cannot be used together");
    expect([...stage.world.all("rds/DBInstance")]).toEqual([]);
  });
});

describe("what AWS refuses for now", () => {
  it("takes the finalizer off again and is tried later", async () => {
    const stage = new Stage();
    const jobs = made.queue("jobs", { redrivePolicy: made.redriveTo("dead") });
    stage.api.apply(jobs);
    await stage.advance(10);
    expect(stage.conditions(jobs)).toMatchObject({ "ACK.Recoverable": "True", Ready: "False", "ACK.ResourceSynced": "Unknown" });
    expect(stage.api.get(jobs)?.metadata.finalizers).toEqual([]);
    await stage.settle(made.deadLetters);
    expect(stage.conditions(jobs)).toMatchObject(FINE);
  });

  it("keeps a policy until the role that uses it is gone", async () => {
    const stage = new Stage();
    await stage.settle(made.policy, made.role);
    stage.api.delete(made.policy);
    await stage.advance(10);
    expect(stage.conditions(made.policy)).toMatchObject({ ...FINE, "ACK.Recoverable": "True" });
    stage.api.delete(made.role);
    await stage.advance(LONG_MS);
    expect(stage.api.get(made.policy)).toBeUndefined();
    expect(stage.world.deletions.map(({ type }) => type)).toEqual(["iam/Role", "iam/Policy"]);
  });
});

describe("what was seen first on the real ones", () => {
  it("shows a bucket as Recoverable in its first moments", async () => {
    const stage = new Stage();
    const bucket = made.bucket("shop-assets");
    stage.api.apply(bucket);
    await stage.advance(10);
    expect(stage.condition(bucket, "ACK.Recoverable")["message"]).toBe("Reconciling to sync additional fields");
    await stage.advance(DELAYS.loopMs);
    expect(stage.conditions(bucket)).toEqual(FINE);
  });

  it("changes class and shards of a cache one after the other, its conditions a loop behind its status", async () => {
    const stage = new Stage();
    const objects = made.everything().filter(({ kind }) => ["CacheSubnetGroup", "SecurityGroup"].includes(kind));
    await stage.settle(...objects, made.cache("cache"));
    const larger = made.cache("cache", { spec: { cacheNodeType: "cache.r7g.large", numNodeGroups: 3 } });
    stage.api.apply(larger);
    await stage.advance(DELAYS.modifyMs + 10);
    expect(stage.world.modifications.map(({ fields }) => fields)).toEqual([["cacheNodeType"], ["numNodeGroups"]]);
    await stage.advance(DELAYS.modifyMs);
    expect(stage.status(larger)["status"]).toBe("available");
    expect(stage.conditions(larger)["Ready"]).toBe("False");
    await stage.advance(DELAYS.loopMs);
    expect(stage.conditions(larger)).toMatchObject(FINE);
    expect(stage.status(larger)["nodeGroups"]).toHaveLength(3);
  });

  it("shows a distribution as Ready while AWS still deploys it", async () => {
    const stage = new Stage();
    const control = made.everything().find(({ kind }) => kind === "OriginAccessControl") ?? made.guard;
    await stage.settle(control);
    const distribution = made.distribution("cdn", String(stage.status(control)["id"]));
    stage.api.apply(distribution);
    await stage.advance(10);
    expect(stage.conditions(distribution)).toEqual(FINE);
    expect(stage.status(distribution)).toMatchObject({
      status: "InProgress",
      domainName: expect.stringMatching(/^d\w{13}\.cloudfront\.net$/),
    });
    await stage.advance(DELAYS.createMs);
    expect(stage.status(distribution)["status"]).toBe("Deployed");
  });

  it("names the writer of a cluster as it was when its controller last looked, and another one after the writer restarted", async () => {
    const stage = new Stage();
    const cluster = made.cluster("aurora");
    await stage.settle(made.secret("master"), made.subnets, cluster);
    await stage.settle(made.member("aurora-1", "aurora", 1));
    await stage.settle(made.member("aurora-0", "aurora", 0));
    expect(stage.status(cluster)["dbClusterMembers"]).toBeUndefined();
    const lookAgain = (backupRetentionPeriod: number) =>
      stage.settle({ ...cluster, spec: { ...(cluster.spec as object), backupRetentionPeriod } });
    await lookAgain(10);
    expect(stage.status(cluster)["dbClusterMembers"]).toEqual([
      { dbInstanceIdentifier: "aurora-1", isClusterWriter: true, promotionTier: 1 },
      { dbInstanceIdentifier: "aurora-0", isClusterWriter: false, promotionTier: 0 },
    ]);
    const writer = made.member("aurora-1", "aurora", 1);
    await stage.settle({ ...writer, spec: { ...(writer.spec as object), dbInstanceClass: "db.r7g.8xlarge" } });
    await lookAgain(11);
    expect(stage.status(cluster)["dbClusterMembers"]).toMatchObject([
      { dbInstanceIdentifier: "aurora-0", isClusterWriter: true },
      { dbInstanceIdentifier: "aurora-1", isClusterWriter: false },
    ]);
    expect(stage.status(cluster)["readerEndpoint"]).toMatch(/^aurora\.cluster-ro-.+\.us-east-1\.rds\.amazonaws\.com$/);
  });
});
