// What a move to a replica asks of RDS, through the SDK, of the local RDS: what is in the way, a snapshot, and the promotion.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { serveRdsApi, type RdsApi } from "../../local/aws/rds-api/server.js";
import { rdsReplicas } from "../../operator/adapters/rds-replicas.js";
import { unaskedReplicas } from "../../operator/adapters/rds-unasked.js";
import type { CloudReplicas } from "../../operator/ports/cloud-replicas.js";
import { CloudRefusal } from "../../operator/ports/cloud-replicas.js";
import * as made from "../local/aws/manifests.js";
import { LONG_MS, PLACE, Stage } from "../local/aws/stage.js";

const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const WISH = { region: REGION, instance: "db", instanceClass: "db.r7g.large" };
const SNAPSHOT = { region: REGION, kind: "DBInstance", of: "db", name: "db-move-1" } as const;

describe("a replica of RDS", () => {
  let api: RdsApi;
  let replicas: CloudReplicas;
  let stage: Stage;

  beforeEach(async () => {
    stage = new Stage();
    api = await serveRdsApi({ world: stage.world, place: PLACE, port: 0 });
    replicas = rdsReplicas({ endpoint: api.endpoint, credentials: CREDENTIALS });
    await stage.settle(made.secret("master"), made.subnets, made.database("db"));
  });
  afterEach(() => api.stop());

  const arn = () => stage.resource("rds/DBInstance", "db")?.arn;
  const change = (attributes: Readonly<Record<string, unknown>>) => {
    const instance = stage.resource("rds/DBInstance", "db");
    if (instance !== undefined) stage.world.alter(instance.arn, { attributes: { ...instance.attributes, ...attributes } });
  };

  it("can be made of an encrypted instance with backups", async () => {
    change({ storageEncrypted: true, backupRetentionPeriod: 7 });
    expect(await replicas.obstacles(WISH)).toEqual([]);
  });

  it.each([
    { what: "has no backups", attributes: { backupRetentionPeriod: 0 }, says: "no automated backups" },
    { what: "is not encrypted", attributes: { storageEncrypted: false }, says: "is not encrypted" },
    { what: "is newer than what Aurora offers", attributes: { engineVersion: "17.9" }, says: "17.9" },
  ])("cannot be made of an instance that $what, and what to do is said", async ({ attributes, says }) => {
    change({ storageEncrypted: true, backupRetentionPeriod: 7, ...attributes });
    expect(await replicas.obstacles(WISH)).toEqual([expect.stringContaining(says)]);
  });

  it("cannot be made in a class that AWS does not offer, or of an instance that has one or is not there", async () => {
    change({ storageEncrypted: true, backupRetentionPeriod: 7 });
    const other = { ...WISH, instanceClass: "db.t4g.micro" };
    expect(await replicas.obstacles(other)).toEqual([expect.stringContaining("db.t4g.micro")]);
    await stage.settle(made.replicaCluster("aurora", arn()));
    expect(await replicas.obstacles(WISH)).toEqual([expect.stringContaining("the Aurora replica aurora already")]);
    expect(await replicas.obstacles({ ...WISH, instance: "nowhere" }).catch((error: unknown) => error)).toBeInstanceOf(Error);
  });

  it("is promoted once, however often that is asked for, and is told apart from what is on its way", async () => {
    await stage.settle(made.replicaCluster("aurora", arn()), made.member("aurora-0", "aurora", 0));
    expect(await replicas.state(REGION, "aurora")).toBe("replica");
    await replicas.promote(REGION, "aurora");
    expect(await replicas.state(REGION, "aurora")).toBe("promoting");
    await replicas.promote(REGION, "aurora");
    await stage.advance(LONG_MS);
    expect(await replicas.state(REGION, "aurora")).toBe("promoted");
    await replicas.promote(REGION, "aurora");
    expect(await replicas.state(REGION, "aurora")).toBe("promoted");
    expect(await replicas.state(REGION, "nowhere")).toBe("gone");
  });

  it("is preceded by a snapshot that is taken once and awaited", async () => {
    expect((await replicas.snapshot(SNAPSHOT)).isFinished).toBe(false);
    expect((await replicas.snapshot(SNAPSHOT)).isFinished).toBe(false);
    await stage.advance(LONG_MS);
    expect((await replicas.snapshot(SNAPSHOT)).isFinished).toBe(true);
    expect([...stage.world.snapshots.values()].map(({ name }) => name)).toEqual(["db-move-1"]);
  });

  it("is refused in words where the operator may not ask", async () => {
    await expect(unaskedReplicas.promote(REGION, "aurora")).rejects.toThrow(CloudRefusal);
    await expect(unaskedReplicas.snapshot(SNAPSHOT)).rejects.toThrow("--no-aws-queries");
  });
});

describe("an operator without the right", () => {
  it.each([
    { call: "rds:PromoteReadReplicaDBCluster", act: (replicas: CloudReplicas) => replicas.promote(REGION, "aurora") },
    { call: "rds:DescribeDBClusters", act: (replicas: CloudReplicas) => replicas.state(REGION, "aurora") },
    { call: "rds:DescribeDBSnapshots", act: (replicas: CloudReplicas) => replicas.snapshot(SNAPSHOT) },
    { call: "rds:DescribeDBInstances", act: (replicas: CloudReplicas) => replicas.obstacles(WISH) },
    {
      call: "rds:DescribeDBClusterSnapshots",
      act: (replicas: CloudReplicas) => replicas.snapshot({ ...SNAPSHOT, kind: "DBCluster" }),
    },
    {
      call: "rds:DescribeDBClusters",
      act: (replicas: CloudReplicas) => replicas.upgrade({ region: REGION, kind: "DBCluster", name: "aurora", to: "17" }),
    },
  ])("is told that it is $call that it lacks", async ({ call, act }) => {
    const server = createServer((_, response) => {
      const error = "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>";
      response.writeHead(403, { "content-type": "text/xml" }).end(`<ErrorResponse>${error}</ErrorResponse>`);
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const refused = await act(rdsReplicas({ endpoint: `http://127.0.0.1:${port}`, credentials: CREDENTIALS })).catch(
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(CloudRefusal);
      expect(String(refused)).toContain(call);
      expect(String(refused)).toContain("tenfold-operator.json");
    } finally {
      server.close();
    }
  });
});
