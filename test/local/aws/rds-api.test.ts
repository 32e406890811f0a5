import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  CreateDBSnapshotCommand,
  DBInstanceNotFoundFault,
  DescribeDBClustersCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
  ModifyDBInstanceCommand,
  PromoteReadReplicaDBClusterCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { serveRdsApi, type RdsApi } from "../../../local/aws/rds-api/server.js";
import * as made from "./manifests.js";
import { LONG_MS, PLACE, Stage } from "./stage.js";

const needs = [made.secret("master"), made.subnets];

describe("RDS's own API, asked by the real SDK", () => {
  let stage: Stage;
  let api: RdsApi;
  let client: RDSClient;

  beforeEach(async () => {
    stage = new Stage();
    api = await serveRdsApi({ world: stage.world, place: PLACE, port: 0 });
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    client = new RDSClient({ region: "us-east-1", endpoint: api.endpoint, credentials, maxAttempts: 1 });
    await stage.settle(...needs, made.database("db", { spec: { deletionProtection: true } }));
  });

  afterEach(async () => {
    client.destroy();
    await api.stop();
  });

  it("describes an instance as ACK's status shows it", async () => {
    const { DBInstances = [] } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "db" }));
    const status = stage.status(made.database("db"));
    expect(DBInstances).toHaveLength(1);
    expect(DBInstances[0]).toMatchObject({
      DBInstanceStatus: "available",
      DBInstanceClass: "db.t4g.small",
      AllocatedStorage: 20,
      DeletionProtection: true,
      MultiAZ: false,
      DbiResourceId: status["dbiResourceID"],
      Endpoint: { Address: (status["endpoint"] as { address: string }).address, Port: 5432 },
    });
    expect(DBInstances[0]?.InstanceCreateTime?.toISOString()).toBe(status["instanceCreateTime"]);
  });

  it("does not find what is not there, nor what is in another region", async () => {
    const ask = new DescribeDBInstancesCommand({ DBInstanceIdentifier: "nowhere" });
    await expect(client.send(ask)).rejects.toBeInstanceOf(DBInstanceNotFoundFault);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const elsewhere = new RDSClient({ region: "eu-west-1", endpoint: api.endpoint, credentials, maxAttempts: 1 });
    await expect(elsewhere.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "db" }))).rejects.toBeInstanceOf(
      DBInstanceNotFoundFault,
    );
    elsewhere.destroy();
  });

  it("answers in pages of the size that is asked for, in the order of names, until no marker is left", async () => {
    const names = Array.from({ length: 44 }, (_, index) => `fleet-${String(index).padStart(2, "0")}`);
    await stage.settle(...names.map((name) => made.database(name)));
    const seen: (readonly string[])[] = [];
    let marker: string | undefined;
    do {
      const { DBInstances = [], Marker } = await client.send(new DescribeDBInstancesCommand({ MaxRecords: 20, Marker: marker }));
      seen.push(DBInstances.map(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier));
      marker = Marker;
    } while (marker !== undefined);
    expect(seen.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(seen.flat()).toEqual(["db", ...names]);
    const tooSmall = new DescribeDBInstancesCommand({ MaxRecords: 1 });
    await expect(client.send(tooSmall)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  it("tells a database that was made again from the one before, for instances and clusters", async () => {
    const lose = { annotations: { "local.tenfold.dev/lose": "1" } };
    await stage.settle(made.cluster("aurora"));
    const ids = async () => {
      const { DBInstances = [] } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "db" }));
      const { DBClusters = [] } = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: "aurora" }));
      return [DBInstances[0]?.DbiResourceId ?? "", DBClusters[0]?.DbClusterResourceId ?? ""];
    };
    const before = await ids();
    await stage.settle(made.database("db", { ...lose, spec: { deletionProtection: true } }), made.cluster("aurora", lose));
    const after = await ids();
    for (const [index, id] of before.entries()) {
      expect(id).not.toBe("");
      expect(after[index]).not.toBe(id);
    }
  });

  it("goes on telling the truth of class, storage, version and copies when a change was refused for good", async () => {
    const spec = { deletionProtection: true, dbInstanceClass: "db.t4g.gigantic", multiAZ: true };
    await stage.settle(made.database("db", { spec }));
    expect(stage.condition(made.database("db"), "Ready")).toMatchObject({ reason: "ACK.Terminal" });
    const { DBInstances = [] } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "db" }));
    expect(DBInstances[0]).toMatchObject({ DBInstanceClass: "db.t4g.small", MultiAZ: false, AllocatedStorage: 20 });
    expect(DBInstances[0]?.EngineVersion).toMatch(/^17\./);
    expect(DBInstances[0]?.PendingModifiedValues ?? {}).toEqual({});
  });

  it("shows what is pending while a change is under way", async () => {
    stage.api.apply(made.database("db", { spec: { dbInstanceClass: "db.t4g.medium", deletionProtection: true } }));
    await stage.advance(10);
    const { DBInstances = [] } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "db" }));
    expect(DBInstances[0]).toMatchObject({
      DBInstanceStatus: "modifying",
      DBInstanceClass: "db.t4g.small",
      PendingModifiedValues: { DBInstanceClass: "db.t4g.medium" },
    });
  });

  it("takes the protection off, and refuses what the model refuses", async () => {
    await client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: "db", DeletionProtection: false }));
    expect(stage.resource("rds/DBInstance", "db")?.attributes["deletionProtection"]).toBe(false);
    const shrink = new ModifyDBInstanceCommand({ DBInstanceIdentifier: "db", AllocatedStorage: 5 });
    await expect(client.send(shrink)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  it("takes a snapshot that is available after a while, under a name only once", async () => {
    const take = new CreateDBSnapshotCommand({ DBInstanceIdentifier: "db", DBSnapshotIdentifier: "before" });
    const { DBSnapshot } = await client.send(take);
    expect(DBSnapshot).toMatchObject({ Status: "creating", DBInstanceIdentifier: "db" });
    await stage.advance(LONG_MS);
    const { DBSnapshots = [] } = await client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: "before" }));
    expect(DBSnapshots).toMatchObject([{ Status: "available", AllocatedStorage: 20, Engine: "postgres" }]);
    await expect(client.send(take)).rejects.toMatchObject({ name: "DBSnapshotAlreadyExistsFault" });
  });

  it("knows which classes and versions can be ordered", async () => {
    const order = { Engine: "postgres", EngineVersion: "17", DBInstanceClass: "db.t4g.medium" };
    const { OrderableDBInstanceOptions: offered } = await client.send(new DescribeOrderableDBInstanceOptionsCommand(order));
    expect(offered).toMatchObject([{ DBInstanceClass: "db.t4g.medium", MultiAZCapable: true }]);
    const unknown = { ...order, DBInstanceClass: "db.z9.huge" };
    const { OrderableDBInstanceOptions: none } = await client.send(new DescribeOrderableDBInstanceOptionsCommand(unknown));
    expect(none ?? []).toEqual([]);
    const { DBEngineVersions = [] } = await client.send(new DescribeDBEngineVersionsCommand({ Engine: "aurora-postgresql" }));
    expect(DBEngineVersions.map(({ EngineVersion }) => EngineVersion)).toContain("16.4");
  });

  it("promotes a cluster that replicates an instance, once", async () => {
    const source = stage.resource("rds/DBInstance", "db")?.arn;
    const cluster = made.replicaCluster("aurora", source);
    await stage.settle(cluster, made.member("aurora-0", "aurora", 0));
    const ask = new DescribeDBClustersCommand({ DBClusterIdentifier: "aurora" });
    const before = await client.send(ask);
    expect(before.DBClusters).toMatchObject([
      { ReplicationSourceIdentifier: source, DBClusterMembers: [{ DBInstanceIdentifier: "aurora-0", IsClusterWriter: true }] },
    ]);
    const promote = new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: "aurora" });
    await client.send(promote);
    expect((await client.send(ask)).DBClusters).toMatchObject([{ Status: "promoting", ReplicationSourceIdentifier: source }]);
    await expect(client.send(promote)).rejects.toMatchObject({ name: "InvalidDBClusterStateFault" });
    await stage.advance(LONG_MS);
    const after = await client.send(ask);
    expect(after.DBClusters?.[0]).toMatchObject({ Status: "available" });
    expect(after.DBClusters?.[0]?.ReplicationSourceIdentifier).toBeUndefined();
    await expect(client.send(promote)).rejects.toMatchObject({ name: "InvalidDBClusterStateFault" });
    expect(stage.world.modifications.at(-1)).toMatchObject({
      fields: ["replicationSourceIdentifier"],
      wasted: expect.any(String),
    });
  });

  it("leaves a cluster a replica whose real server could not be promoted, and says why", async () => {
    const promotions: string[] = [];
    const real = await serveRdsApi({
      ...{ world: stage.world, place: PLACE, port: 0 },
      promote: (cluster) => {
        promotions.push(cluster.name);
        return promotions.length === 1 ? Promise.reject(new Error("its server does not run")) : Promise.resolve();
      },
    });
    await stage.settle(made.replicaCluster("aurora", stage.resource("rds/DBInstance", "db")?.arn));
    const ask = () =>
      fetch(real.endpoint, { method: "POST", body: "Action=PromoteReadReplicaDBCluster&DBClusterIdentifier=aurora" });
    expect(await (await ask()).text()).toContain("its server does not run");
    expect(stage.resource("rds/DBCluster", "aurora")?.state).toBe("available");
    expect((await ask()).status).toBe(200);
    expect(stage.resource("rds/DBCluster", "aurora")?.state).toBe("promoting");
    expect(promotions).toEqual(["aurora", "aurora"]);
    await real.stop();
  });

  it("says so when it is asked for something else", async () => {
    const answer = await fetch(api.endpoint, { method: "POST", body: "Action=DeleteDBInstance" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("<Code>InvalidAction</Code>");
  });
});
