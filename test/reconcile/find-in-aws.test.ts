import { describe, expect, it } from "@jest/globals";
import { databaseResourceID } from "../../domain/api/aws-identifiers.js";
import { dataName } from "../../domain/blueprint/roles.js";
import type { CloudDatabase } from "../../domain/api/cloud-database.js";
import type { CloudDatabases } from "../../operator/ports/cloud-databases.js";
import { fakeWorld, type FakeWorld } from "../fakes/fake-world.js";
import { webService, webServiceClass } from "../fixtures/services.js";

const LOST = "99999999-8888-7777-6666-555555555555";
const { metadata } = webService();
const nameOf = (role: string, limit?: "rdsCluster") => dataName({ ...metadata, dataUid: LOST }, role, limit);
const MAIN = nameOf("rds");
const TAGS = { tenfold_service: "store/shop", tenfold_service_uid: LOST };

const RDS: CloudDatabase = {
  ...{ kind: "rds", name: MAIN, resourceID: databaseResourceID("db", MAIN), status: "available", version: "15", tags: TAGS },
  ...{ backupRetentionDays: 21, securityGroupIDs: ["sg-0abc"], storageGiB: 300, maxStorageGiB: 900, multiAZ: true },
  instances: [
    { name: MAIN, instanceClass: "db.m7g.2xlarge" },
    { name: nameOf("rds-1"), instanceClass: "db.m7g.xlarge" },
    { name: nameOf("rds-2"), instanceClass: "db.m7g.xlarge" },
  ],
};
const CLUSTER = nameOf("aurora", "rdsCluster");
const AURORA: CloudDatabase = {
  ...{ ...RDS, kind: "aurora", name: CLUSTER, resourceID: databaseResourceID("cluster", CLUSTER), writer: nameOf("aurora-1") },
  instances: ["aurora-0", "aurora-1"].map((role) => ({ name: nameOf(role), instanceClass: "db.r7g.4xlarge" })),
};

function aws(...has: readonly CloudDatabase[]): CloudDatabases {
  const ids = (kind: CloudDatabase["kind"]) =>
    new Map(has.filter((one) => one.kind === kind).map(({ name, resourceID }) => [name, resourceID]));
  return {
    asks: true,
    list: () => Promise.resolve({ instances: ids("rds"), clusters: ids("aurora") }),
    describe: () => Promise.reject(new Error("was asked")),
    state: () => Promise.reject(new Error("was asked")),
    snapshot: () => Promise.reject(new Error("was asked")),
    inspect: () => Promise.reject(new Error("was asked")),
    find: (_region, { name }) => Promise.resolve(has.find((one) => one.name === name)),
  };
}

type Spec = Parameters<typeof webService>[0];
const worldOf = (databases: CloudDatabases, spec: Spec = {}, annotations = {}): FakeWorld =>
  fakeWorld(webService({ userTier: "10k", database: { adoptFrom: LOST }, ...spec }, annotations), webServiceClass(), databases);

const readyOf = (world: FakeWorld) => world.statuses.at(-1)?.conditions?.find(({ type }) => type === "Ready");
const factsOf = (world: FakeWorld, role: string, kind = "DBInstance") =>
  world.children().find((child) => child.role === role && child.kind === kind)?.facts;
const made = ({ writes }: FakeWorld) => writes.filter((line) => line.startsWith("write "));

describe("a database that AWS still has after the loss of its cluster", () => {
  it("is taken over as it stands: class, size, version, backups and replicas are those of AWS and not of the tier", async () => {
    const world = worldOf(aws(RDS));
    await world.run(1);
    const { rds, adopting } = factsOf(world, "rds") ?? {};
    expect(rds).toMatchObject({ instanceClass: "db.m7g.2xlarge", storageGiB: 300, maxStorageGiB: 900, multiAZ: true });
    expect(rds).toMatchObject({ version: "15", backupRetentionDays: 21 });
    expect(adopting).toBe(RDS.resourceID);
    await world.run();
    expect(["rds-1", "rds-2"].map((role) => factsOf(world, role)?.instanceClass)).toEqual(["db.m7g.xlarge", "db.m7g.xlarge"]);
    expect(factsOf(world, "rds")).toMatchObject({ sealedID: RDS.resourceID, rds: { instanceClass: "db.m7g.2xlarge" } });
    const smaller = world.statuses.at(-1)?.plan?.changes.find(({ subject }) => subject === "database");
    expect(smaller).toMatchObject({ state: "Waiting" });
  });

  it("is bound only when its controller has taken it over, so that nobody comes with a password that it does not have yet", async () => {
    const world = worldOf(aws(RDS));
    await world.run(1);
    const bound = () => world.children().find(({ role, kind }) => role === "binding" && kind === "ConfigMap")?.facts.binding;
    expect(bound()).toMatchObject({ database: "none", origin: "aws", dataUid: LOST });
    expect(world.children().some(({ kind }) => kind === "Job")).toBe(false);
    await world.run();
    expect(bound()).toMatchObject({ database: "rds", object: MAIN, version: "15" });
    expect(world.children().some(({ kind }) => kind === "Job")).toBe(true);
  });

  it("gets its security group by id, since EC2 refuses a second one of that name", async () => {
    const world = worldOf(aws(RDS));
    await world.run(1);
    expect(factsOf(world, "rds", "SecurityGroup")?.id).toBe("sg-0abc");
  });

  it("may be an Aurora cluster, whatever the tier would make: the class is its writer's", async () => {
    const world = worldOf(aws(AURORA), { userTier: "1M" });
    await world.run();
    expect(world.children().map(({ kind, role }) => `${kind} ${role}`)).toContain("DBInstance aurora-1");
    expect(factsOf(world, "aurora-0")?.instanceClass).toBe("db.r7g.4xlarge");
    expect(factsOf(world, "aurora", "DBCluster")).toMatchObject({ sealedID: AURORA.resourceID, aurora: { version: "15" } });
  });

  it("is not bound when its controller comes upon other data under the name", async () => {
    const world = worldOf(aws({ ...RDS, resourceID: "db-ANOTHER" }));
    await world.run();
    expect(readyOf(world)).toMatchObject({ reason: "DataReplaced", message: expect.stringContaining("was db-ANOTHER") });
    expect(factsOf(world, "rds")?.sealedID).toBeUndefined();
  });

  it("is asked for again by an operator that was killed before it wrote the database", async () => {
    const databases = { ...aws(RDS) };
    const world = worldOf(databases);
    await world.run(1);
    world.see((record) => (record.kind === "DBInstance" ? undefined : record));
    world.restart();
    await world.run(1);
    expect(readyOf(world)?.reason).not.toBe("DataNotFound");
    Object.assign(databases, aws());
    world.restart();
    const before = world.writes.length;
    await world.run(3);
    expect(readyOf(world)?.reason).toBe("DataNotFound");
    expect(world.writes.slice(before).filter((line) => line.startsWith("write "))).toEqual([]);
  });
});

describe("a database whose application had names of its own before it was Tenfold's", () => {
  it("is found with these names: an empty one beside it would look like a loss", async () => {
    const tags = { ...TAGS, tenfold_application_database: "shop_prod", tenfold_application_role: "shopper" };
    const world = worldOf(aws({ ...AURORA, tags }), { userTier: "1M" });
    await world.run();
    const sent = JSON.stringify([...world.sent().values()].filter(({ kind }) => kind === "Job" || kind === "DBCluster"));
    expect(sent).toContain('{"name":"APP_EXISTS","value":"true"}');
    expect(sent).toContain('{"key":"tenfold_application_database","value":"shop_prod"}');
  });
});

describe("a UID of which AWS has no database", () => {
  it.each([
    { what: "a typo", databases: aws(), says: `RDS in us-east-1 has neither of ${MAIN} and ${CLUSTER}` },
    { what: "AWS may not be asked", databases: denied("switched off"), says: "Whether AWS has it is not known: switched off" },
    {
      what: "tags of another service",
      databases: aws({ ...RDS, tags: { ...TAGS, tenfold_service_uid: "other" } }),
      says: `its tag tenfold_service_uid is other and not ${LOST}`,
    },
    { what: "it is stopped", databases: aws({ ...RDS, status: "stopped" }), says: "RDS reports it as stopped" },
    { what: "there are two", databases: aws(RDS, AURORA), says: "several databases" },
  ])("stalls and makes nothing: $what", async ({ databases, says }) => {
    const world = worldOf(databases);
    await world.run();
    expect(readyOf(world)).toMatchObject({ reason: "DataNotFound", message: expect.stringContaining(says) });
    expect(made(world)).toEqual([]);
  });

  it("goes on with the one of several that somebody names", async () => {
    const world = worldOf(aws(RDS, AURORA), {}, { "tenfold.dev/adopt-database": MAIN });
    await world.run();
    expect(factsOf(world, "rds")?.sealedID).toBe(RDS.resourceID);
  });

  it("can be corrected, and is then found", async () => {
    const world = worldOf(aws(RDS), { database: { adoptFrom: LOST.replace("9", "8") } });
    await world.run();
    expect(readyOf(world)?.reason).toBe("DataNotFound");
    world.edit({ database: { adoptFrom: LOST } });
    await world.run();
    expect(factsOf(world, "rds")?.sealedID).toBe(RDS.resourceID);
  });
});

function denied(why: string): CloudDatabases {
  const no = () => Promise.reject(new Error(why));
  return { asks: false, list: no, describe: no, find: no, inspect: no, state: no, snapshot: no };
}
