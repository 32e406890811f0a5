import { describe, expect, it } from "@jest/globals";
import { databaseResourceID, securityGroupID } from "../../domain/api/aws-identifiers.js";
import { dataName } from "../../domain/blueprint/roles.js";
import type { OutsideDatabase } from "../../domain/api/cloud-database.js";
import { fakeWorld, type FakeWorld } from "../fakes/fake-world.js";
import { INSTANCE, CLUSTER, outsideAws, silentAws } from "../fixtures/outside.js";
import { webService, webServiceClass } from "../fixtures/services.js";

const { metadata } = webService();
const nameOf = (role: string, limit?: "rdsCluster") => dataName({ ...metadata, dataUid: metadata.uid }, role, limit);
const MAIN = nameOf("rds");
const ADOPT = { instance: INSTANCE.name, resetPasswords: true };

type Spec = Parameters<typeof webService>[0];
const worldOf = (has: readonly OutsideDatabase[], spec: Spec = {}): FakeWorld =>
  fakeWorld(webService({ userTier: "10k", database: { adopt: ADOPT }, ...spec }), webServiceClass(), outsideAws(...has));

const conditionOf = (world: FakeWorld, sought: string) => world.statuses.at(-1)?.conditions?.find(({ type }) => type === sought);
const readyOf = (world: FakeWorld) => conditionOf(world, "Ready");
const databaseOf = (world: FakeWorld) => conditionOf(world, "DatabaseReady");
const factsOf = (world: FakeWorld, role: string, kind = "DBInstance") =>
  world.children().find((child) => child.role === role && child.kind === kind)?.facts;
const bindingOf = (world: FakeWorld) => factsOf(world, "binding", "ConfigMap")?.binding;
const made = ({ writes }: FakeWorld) => writes.filter((line) => line.startsWith("write "));
const specOf = (world: FakeWorld, id: string) => world.sent().get(id)?.["spec"] as Readonly<Record<string, unknown>>;
const annotationsOf = (world: FakeWorld, id: string) => world.sent().get(id)?.metadata.annotations;

describe("an RDS instance that was never Tenfold's", () => {
  it("is adopted as it stands: what the tier wants otherwise waits in the plan", async () => {
    const world = worldOf([INSTANCE]);
    await world.run(2);
    const stands = { dbInstanceIdentifier: INSTANCE.name, dbInstanceClass: "db.m6g.2xlarge", engineVersion: "15" };
    const sizes = { allocatedStorage: 300, backupRetentionPeriod: 21, masterUsername: "root", deletionProtection: true };
    expect(specOf(world, `DBInstance/${MAIN}`)).toMatchObject({ ...stands, ...sizes, multiAZ: false });
    await world.run();
    expect(specOf(world, `DBInstance/${MAIN}`)).toMatchObject({ ...stands, ...sizes });
    const waiting = world.statuses.at(-1)?.plan?.changes.filter(({ subject }) => subject === "database") ?? [];
    expect(waiting.map(({ summary }) => summary)).toEqual(
      expect.arrayContaining([expect.stringContaining("db.m6g.2xlarge"), expect.stringContaining("backups for 14 days")]),
    );
    expect(waiting.filter(({ state }) => state === "Waiting").length).toBeGreaterThanOrEqual(2);
  });

  it("is taken over by its identifier and never made, and keeps its storage type, subnets, parameters and who reaches it", async () => {
    const world = worldOf([INSTANCE]);
    await world.run();
    expect(annotationsOf(world, `DBInstance/${MAIN}`)).toMatchObject({
      "services.k8s.aws/adoption-policy": "adopt",
      "services.k8s.aws/adoption-fields": JSON.stringify({ dbInstanceIdentifier: INSTANCE.name }),
      "services.k8s.aws/deletion-policy": "retain",
    });
    const spec = specOf(world, `DBInstance/${MAIN}`);
    for (const field of ["storageType", "dbSubnetGroupRef", "dbParameterGroupRef", "publiclyAccessible", "vpcSecurityGroupRefs"])
      expect(spec).not.toHaveProperty(field);
    expect(world.children().map(({ kind }) => kind)).not.toContain("DBSubnetGroup");
    expect(world.children().map(({ kind }) => kind)).not.toContain("DBParameterGroup");
  });

  it("keeps its security groups and tags, and gets ours beside them", async () => {
    const world = worldOf([INSTANCE]);
    await world.run();
    const spec = specOf(world, `DBInstance/${MAIN}`);
    expect(spec["vpcSecurityGroupIDs"]).toEqual(["sg-theirs", securityGroupID(MAIN)]);
    expect(spec["tags"]).toEqual([
      { key: "team", value: "shop" },
      { key: "tenfold_service", value: "store/shop" },
      { key: "tenfold_service_uid", value: metadata.uid },
    ]);
  });

  it("is bound by its resource id, and only when its controller has taken it over", async () => {
    const world = worldOf([INSTANCE]);
    await world.run(2);
    expect(bindingOf(world)).toMatchObject({ database: "none" });
    expect(bindingOf(world)?.origin).toBeUndefined();
    expect(world.children().some(({ kind }) => kind === "Job")).toBe(false);
    await world.run();
    expect(bindingOf(world)).toMatchObject({ database: "rds", object: MAIN, version: "15" });
    expect(factsOf(world, "rds")).toMatchObject({ sealedID: INSTANCE.resourceID, adopting: undefined });
  });

  it("is named by its identifier wherever AWS is told its name", async () => {
    const world = worldOf([INSTANCE]);
    await world.run();
    const alarm = [...world.sent().values()].find(({ kind }) => kind === "MetricAlarm");
    expect(JSON.stringify(alarm)).toContain(`"value":"${INSTANCE.name}"`);
    expect(specOf(world, `DBInstance/${nameOf("rds-1")}`)).toMatchObject({ sourceDBInstanceIdentifier: INSTANCE.name });
  });

  it("is asked for no more once it is bound, and another time nothing is written", async () => {
    const databases = outsideAws(INSTANCE);
    const world = fakeWorld(webService({ database: { adopt: ADOPT } }), webServiceClass(), databases);
    await world.run();
    const [asked, written] = [databases.asked.length, made(world).length];
    await world.run();
    expect([databases.asked.length, made(world).length]).toEqual([asked, written]);
  });

  it("stays what it is when adopt is taken out of the spec afterwards", async () => {
    const world = worldOf([INSTANCE]);
    await world.run();
    const before = world.sent().get(`DBInstance/${MAIN}`);
    world.edit({ database: {} });
    world.restart();
    await world.run();
    expect(world.sent().get(`DBInstance/${MAIN}`)).toEqual(before);
    expect(databaseOf(world)).toMatchObject({ status: "True" });
  });

  it("stays what it is when adopt names another one afterwards, and the message says how to go on", async () => {
    const world = worldOf([INSTANCE]);
    await world.run();
    const before = made(world).length;
    world.edit({ database: { adopt: { ...ADOPT, instance: "other" } } });
    await world.run();
    expect(readyOf(world)).toMatchObject({ reason: "AdoptionRefused", message: expect.stringContaining(`DBInstance ${MAIN}`) });
    expect(made(world).length).toBe(before);
    world.edit({ database: {} });
    await world.run();
    expect(databaseOf(world)).toMatchObject({ status: "True" });
  });

  it.each([1, 2, 3, 4, 5])("is adopted all the same by an operator that is killed after look %p", async (looks) => {
    const world = worldOf([INSTANCE]);
    for (let look = 0; look < looks; look += 1) {
      await world.run(1);
      world.restart();
    }
    await world.run();
    expect(factsOf(world, "rds")).toMatchObject({ sealedID: INSTANCE.resourceID, identifier: INSTANCE.name });
    expect(world.children().filter(({ kind, role }) => kind === "DBInstance" && role === "rds")).toHaveLength(1);
    expect(databaseOf(world)).toMatchObject({ status: "True" });
  });

  it("is not made in its place when it vanished after an operator was killed", async () => {
    const world = worldOf([INSTANCE]);
    await world.run(1);
    world.restart();
    world.world.databases.inspect = () => Promise.resolve(undefined);
    const before = made(world).length;
    await world.run();
    expect(readyOf(world)).toMatchObject({ reason: "AdoptionRefused", message: expect.stringContaining("has no RDS instance") });
    expect(made(world).slice(before)).toEqual([]);
  });

  it("is not bound when its controller comes upon another one of that name", async () => {
    const world = worldOf([{ ...INSTANCE, resourceID: "db-BEFORE" }]);
    await world.run();
    expect(readyOf(world)).toMatchObject({ reason: "DataReplaced", message: expect.stringContaining("was db-BEFORE") });
    expect(bindingOf(world)).toMatchObject({ database: "none" });
  });
});

describe("the application of an adopted database", () => {
  const application = { database: "shop_prod", role: "shopper" };

  it("finds database and role that it had before", async () => {
    const world = worldOf([INSTANCE], { database: { adopt: { ...ADOPT, application } } });
    await world.run();
    world.edit({ database: {} });
    await world.run();
    const web = JSON.stringify([...world.sent().values()].find(({ kind }) => kind === "Deployment"));
    expect(web).toContain('{"name":"DATABASE_NAME","value":"shop_prod"},{"name":"DATABASE_USER","value":"shopper"}');
    expect(web).toMatch(/postgresql:\/\/shopper:\$\(DATABASE_PASSWORD\)@[^/]+\/shop_prod\?/);
    const job = JSON.stringify([...world.sent().values()].find(({ kind }) => kind === "Job"));
    expect(job).toContain('{"name":"APP_EXISTS","value":"true"}');
  });

  it("gets database and role of its own where none is named", async () => {
    const world = worldOf([INSTANCE]);
    await world.run();
    const job = JSON.stringify([...world.sent().values()].find(({ kind }) => kind === "Job"));
    expect(job).not.toContain("APP_EXISTS");
  });
});

describe("an Aurora cluster that was never Tenfold's", () => {
  const spec: Spec = { userTier: "1M", database: { adopt: { cluster: CLUSTER.name, resetPasswords: true } } };

  it("is adopted with its instances, each of its class, and gets more readers of the tier's beside them", async () => {
    const world = worldOf([CLUSTER], spec);
    await world.run();
    const cluster = nameOf("aurora", "rdsCluster");
    expect(specOf(world, `DBCluster/${cluster}`)).toMatchObject({ dbClusterIdentifier: CLUSTER.name, masterUsername: "root" });
    expect(annotationsOf(world, `DBCluster/${cluster}`)).toMatchObject({ "services.k8s.aws/adoption-policy": "adopt" });
    const members = ["aurora-0", "aurora-1", "aurora-2"].map((role) => specOf(world, `DBInstance/${nameOf(role)}`));
    expect(members).toMatchObject([
      { dbInstanceIdentifier: "orders-a", dbClusterIdentifier: CLUSTER.name, dbInstanceClass: "db.r6g.large", promotionTier: 3 },
      { dbInstanceIdentifier: "orders-b", dbClusterIdentifier: CLUSTER.name, dbInstanceClass: "db.r6g.xlarge" },
      { dbInstanceIdentifier: nameOf("aurora-2"), dbClusterIdentifier: CLUSTER.name, dbInstanceClass: "db.r7g.2xlarge" },
    ]);
    expect(factsOf(world, "aurora", "DBCluster")).toMatchObject({ sealedID: CLUSTER.resourceID });
    expect(bindingOf(world)).toMatchObject({ database: "aurora", object: cluster });
  });

  it.each([1, 2, 3, 4])("keeps the classes of its instances when the operator is killed after look %p", async (looks) => {
    const world = worldOf([CLUSTER], spec);
    world.see((record) => (record.name === nameOf("aurora-1") && world.statuses.length < looks + 2 ? undefined : record));
    for (let look = 0; look < looks; look += 1) {
      await world.run(1);
      world.restart();
    }
    world.see((record) => record);
    await world.run();
    const members = ["aurora-0", "aurora-1"].map((role) => specOf(world, `DBInstance/${nameOf(role)}`));
    expect(members).toMatchObject([{ dbInstanceIdentifier: "orders-a" }, { dbInstanceIdentifier: "orders-b" }]);
    expect(members.map((member) => member["dbInstanceClass"])).toEqual(["db.r6g.large", "db.r6g.xlarge"]);
  });
});

describe("what cannot be adopted", () => {
  it.each([
    {
      what: "it is not there",
      databases: outsideAws(),
      reason: "AdoptionRefused",
      says: "RDS in us-east-1 has no RDS instance legacy",
    },
    {
      what: "AWS may not be asked",
      databases: silentAws("switched off"),
      reason: "AdoptionUnknown",
      says: "is not known: switched off",
    },
    {
      what: "it does not fit",
      databases: outsideAws({ ...INSTANCE, isEncrypted: false, status: "stopped" }),
      reason: "AdoptionRefused",
      says: "(1) it is stopped: aws rds start-db-instance --db-instance-identifier legacy. (2) its storage is not encrypted",
    },
  ])("stalls, makes nothing, and leaves adopt's removal as a way out: $what", async ({ databases, reason, says }) => {
    const world = fakeWorld(webService({ database: { adopt: ADOPT } }), webServiceClass(), databases);
    await world.run();
    expect(readyOf(world)).toMatchObject({ reason, message: expect.stringContaining(says) });
    expect(readyOf(world)?.message).toContain('{"spec":{"database":{"adopt":null}}}');
    expect(made(world)).toEqual([]);
    world.edit({ database: {} });
    await world.run();
    expect(databaseOf(world)).toMatchObject({ status: "True" });
    expect(specOf(world, `DBInstance/${MAIN}`)).toMatchObject({ dbInstanceIdentifier: MAIN });
  });

  it("is adopted as soon as it fits, without another word", async () => {
    const databases = outsideAws({ ...INSTANCE, status: "modifying" });
    const world = fakeWorld(webService({ database: { adopt: ADOPT } }), webServiceClass(), databases);
    await world.run();
    expect(readyOf(world)?.message).toContain("RDS reports it as modifying");
    databases.has.splice(0, 1, INSTANCE);
    await world.run();
    expect(databaseOf(world)).toMatchObject({ status: "True" });
  });

  it("is only looked at until somebody agrees to new passwords", async () => {
    const world = worldOf([INSTANCE], { database: { adopt: { instance: INSTANCE.name } } });
    await world.run();
    expect(readyOf(world)?.message).toContain("its master user root, and whatever else logs in");
    expect(made(world)).toEqual([]);
    world.edit({ database: { adopt: ADOPT } });
    await world.run();
    expect(factsOf(world, "rds")?.sealedID).toBe(INSTANCE.resourceID);
  });

  it("is refused to a service that has a database, which goes on", async () => {
    const world = worldOf([INSTANCE], { database: {} });
    await world.run();
    const before = made(world).length;
    world.edit({ database: { adopt: ADOPT } });
    await world.run();
    expect(readyOf(world)).toMatchObject({
      reason: "AdoptionRefused",
      message: expect.stringContaining("has a database already"),
    });
    expect(made(world).length).toBe(before);
    world.edit({ database: {} });
    await world.run();
    expect(databaseOf(world)).toMatchObject({ status: "True" });
  });
});

it("resource ids of the fixtures are those that the settled world gives", () => {
  expect(INSTANCE.resourceID).toBe(databaseResourceID("db", INSTANCE.name));
});
