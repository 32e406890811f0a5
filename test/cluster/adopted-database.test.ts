// A database that was never Tenfold's is adopted, on a real API server. docs/how-to/adopt-a-database.md.
import { CreateDBInstanceCommand, DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import type { DBInstance } from "@aws-sdk/client-rds";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import {
  apply,
  childrenOf,
  conditionOf,
  eventually,
  freshNamespace,
  list,
  type Live,
  mergePatch,
  ready,
  remove,
  service,
} from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { type OperatorProcess, startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 240_000;
/** That of deploy/examples/class.yaml. */
const VPC = "vpc-0a1b2c3d4e5f60718";
let namespace: string;
let operator: OperatorProcess;
let client: RDSClient;
let name: string;
let before: DBInstance;

beforeAll(async () => {
  namespace = await freshNamespace("adopt");
  name = `legacy-${namespace}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new RDSClient({ region: "us-east-1", endpoint: environment().rdsEndpoint, credentials });
  await eventually("the local RDS to answer", () =>
    client.send(new DescribeDBInstancesCommand({})).then(
      () => true,
      () => false,
    ),
  );
  await client.send(
    new CreateDBInstanceCommand({
      ...{ DBInstanceIdentifier: name, DBInstanceClass: "db.r6g.2xlarge", Engine: "postgres", EngineVersion: "15" },
      ...{ AllocatedStorage: 200, StorageType: "gp2", StorageEncrypted: true, MultiAZ: true, BackupRetentionPeriod: 30 },
      ...{ MasterUsername: "root", MasterUserPassword: "theirs", DBSubnetGroupName: `default-${VPC}` },
      ...{ VpcSecurityGroupIds: ["sg-theirs"], Tags: [{ Key: "team", Value: "shop" }] },
    }),
  );
  before = await eventually("the instance of somebody else", async () => {
    const found = await inRds();
    return found.DBInstanceStatus === "available" && found;
  });
  operator = await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(async () => {
  client.destroy();
  await stopOperators();
}, READY_MS);

describe("an RDS instance that was never Tenfold's", () => {
  test(
    "is only looked at until somebody agrees, and nothing is written",
    async () => {
      await apply(webService(namespace, "shop", { userTier: "1k", database: { adopt: { instance: name } } }));
      const stalled = await eventually("AdoptionRefused", async () => {
        const live = await service(namespace, "shop");
        return conditionOf(live, "Ready")?.reason === "AdoptionRefused" && live;
      });
      expect(conditionOf(stalled, "Ready")?.message).toContain("set spec.database.adopt.resetPasswords: true to agree");
      expect(await childrenOf(namespace, "shop")).toEqual([]);
      expect(await inRds()).toEqual(before);
    },
    READY_MS,
  );

  test(
    "is adopted as it stands by an operator that is killed in between: nothing shrinks, nothing restarts, its groups and tags stay",
    async () => {
      await mergePatch(await service(namespace, "shop"), { spec: { database: { adopt: { resetPasswords: true } } } });
      await eventually("the object of the database", async () => (await list(ACK.dbInstance.ref, namespace)).length > 0);
      await operator.kill();
      operator = await startOperator({ namespaces: [namespace] });
      await ready(namespace, "shop", READY_MS);
      const after = await inRds();
      for (const field of KEPT) expect([field, after[field]]).toEqual([field, before[field]]);
      expect(after.DeletionProtection).toBe(true);
      expect(after.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId)).toContain("sg-theirs");
      expect(after.VpcSecurityGroups).toHaveLength(2);
      expect(Object.fromEntries((after.TagList ?? []).map(({ Key, Value }) => [Key, Value]))).toMatchObject({
        team: "shop",
        tenfold_service: `${namespace}/shop`,
      });
    },
    READY_MS,
  );

  test("is sealed by the resource id that it always had, and smaller things wait for an approval", async () => {
    const { metadata, spec } = await mainObject();
    expect(metadata.annotations).toMatchObject({
      "tenfold.dev/aws-resource-id": before.DbiResourceId,
      "services.k8s.aws/deletion-policy": "retain",
    });
    expect(spec).toMatchObject({ dbInstanceIdentifier: name, storageType: "gp2", dbSubnetGroupName: `default-${VPC}` });
    const { status } = await service(namespace, "shop");
    const changes = status?.plan?.changes.filter(({ subject }) => subject === "database") ?? [];
    expect(changes.map(({ id, state }) => [id.split(":")[0], state])).toEqual([
      ["database-backup", "Waiting"],
      ["database-class", "Waiting"],
    ]);
  });

  test(
    "outlives its WebService",
    async () => {
      await mergePatch(await service(namespace, "shop"), { spec: { database: { adopt: null } } });
      await remove(await service(namespace, "shop"));
      await eventually(
        "the service to be gone",
        async () => (await service(namespace, "shop").catch(() => undefined)) === undefined,
      );
      const { metadata } = await mainObject();
      expect(metadata.deletionTimestamp).toBeUndefined();
      expect((await inRds()).DbiResourceId).toBe(before.DbiResourceId);
    },
    READY_MS,
  );
});

const KEPT = [
  ...(["DBInstanceClass", "AllocatedStorage", "EngineVersion", "MultiAZ", "BackupRetentionPeriod", "StorageType"] as const),
  ...(["DbiResourceId", "MasterUsername", "DBSubnetGroup", "PubliclyAccessible", "StorageEncrypted"] as const),
];

async function inRds(): Promise<DBInstance> {
  const { DBInstances = [] } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }));
  const [found] = DBInstances;
  if (found === undefined) throw new Error(`RDS has no ${name}`);
  return found;
}

async function mainObject(): Promise<Live> {
  const found = await list(ACK.dbInstance.ref, namespace);
  const main = found.find(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] === "rds");
  if (main === undefined) throw new Error("there is no DBInstance of the role rds");
  return main;
}
