import { describe, expect, it } from "@jest/globals";
import { isRefusal } from "../../../local/aws/model/refusal.js";
import type { Attributes, Resource } from "../../../local/aws/model/resource.js";
import type { World } from "../../../local/aws/model/world.js";
import { RESOURCE_TYPES } from "../../../local/aws/model/catalogue.js";
import { FakeClock } from "./fake-clock.js";
import { LONG_MS, newWorld, PLACE } from "./stage.js";

const HOURS_MS = 3_600_000;
const DATABASE = {
  dbInstanceIdentifier: "db",
  dbInstanceClass: "db.t4g.small",
  engine: "postgres",
  engineVersion: "17",
  allocatedStorage: 100,
  maxAllocatedStorage: 200,
  masterUsername: "app",
  masterUserPassword: { name: "master", key: "password" },
  backupRetentionPeriod: 7,
};
const DISTRIBUTION = {
  distributionConfig: {
    aliases: { items: [] },
    defaultCacheBehavior: { targetOriginID: "web" },
    origins: { items: [{ id: "web" }] },
    viewerCertificate: {},
  },
};

function ask(world: World, type: string, attributes: Attributes): ReturnType<World["create"]> {
  const known = RESOURCE_TYPES.get(type);
  if (known === undefined) throw new Error(`no type ${type}`);
  return world.create(known, { place: PLACE, attributes, token: `${type} ${JSON.stringify(attributes)}` });
}

function made(world: World, type: string, attributes: Attributes): Resource {
  const answer = ask(world, type, attributes);
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

type Case = {
  readonly name: string;
  readonly type: string;
  readonly attributes: Attributes;
  readonly refusal: Record<string, unknown>;
};

const impossible: readonly Case[] = [
  {
    name: "a class that RDS does not offer",
    type: "rds/DBInstance",
    attributes: { ...DATABASE, dbInstanceClass: "db.t4g.24xlarge" },
    refusal: { kind: "terminal", code: "InvalidParameterValue", message: "Invalid DB Instance class: db.t4g.24xlarge" },
  },
  {
    name: "a version that RDS does not offer",
    type: "rds/DBInstance",
    attributes: { ...DATABASE, engineVersion: "99" },
    refusal: { kind: "terminal", code: "InvalidParameterCombination" },
  },
  {
    name: "a database whose name ends with a dash",
    type: "rds/DBInstance",
    attributes: { ...DATABASE, dbInstanceIdentifier: "db-" },
    refusal: { kind: "terminal", code: "InvalidParameterValue" },
  },
  {
    name: "a ceiling of storage less than ten per cent above the size",
    type: "rds/DBInstance",
    attributes: { ...DATABASE, maxAllocatedStorage: 105 },
    refusal: { kind: "terminal", code: "InvalidParameterCombination" },
  },
  {
    name: "gp3 with iops below 400 GiB",
    type: "rds/DBInstance",
    attributes: { ...DATABASE, storageType: "gp3", iops: 3000 },
    refusal: { kind: "terminal", code: "InvalidParameterCombination" },
  },
  {
    name: "a database in a subnet group that is missing",
    type: "rds/DBInstance",
    attributes: { ...DATABASE, dbSubnetGroupName: "nowhere" },
    refusal: { kind: "recoverable", code: "DBSubnetGroupNotFoundFault" },
  },
  {
    name: "a replica of a database that is missing",
    type: "rds/DBInstance",
    attributes: { ...DATABASE, sourceDBInstanceIdentifier: "nowhere" },
    refusal: { kind: "recoverable", code: "DBInstanceNotFound" },
  },
  {
    name: "a member of a cluster that is missing",
    type: "rds/DBInstance",
    attributes: {
      dbInstanceIdentifier: "a",
      engine: "aurora-postgresql",
      dbInstanceClass: "db.r7g.large",
      dbClusterIdentifier: "a",
    },
    refusal: { kind: "recoverable", code: "DBClusterNotFoundFault" },
  },
  {
    name: "a cache with a name of 41 characters",
    type: "elasticache/ReplicationGroup",
    attributes: { replicationGroupID: "c".repeat(41), engine: "valkey", cacheNodeType: "cache.r7g.large" },
    refusal: { kind: "terminal", code: "InvalidParameterValue" },
  },
  {
    name: "a cache with a password and no encryption in transit",
    type: "elasticache/ReplicationGroup",
    attributes: {
      ...{ replicationGroupID: "c", engine: "valkey", cacheNodeType: "cache.r7g.large" },
      authToken: { name: "s", namespace: "shop", key: "password" },
    },
    refusal: { kind: "terminal", code: "InvalidParameterValue" },
  },
  {
    name: "a bucket in another region than it names",
    type: "s3/Bucket",
    attributes: { name: "shop-assets", createBucketConfiguration: { locationConstraint: "eu-west-1" } },
    refusal: { kind: "terminal", code: "IllegalLocationConstraintException" },
  },
  {
    name: "a bucket that tells a queue that is missing",
    type: "s3/Bucket",
    attributes: {
      name: "shop-assets",
      notification: { queueConfigurations: [{ queueARN: "arn:aws:sqs:us-east-1:123456789012:nowhere" }] },
    },
    refusal: { kind: "recoverable", code: "InvalidArgument" },
  },
  {
    name: "a queue with dead letters to a queue that is missing",
    type: "sqs/Queue",
    attributes: { queueName: "jobs", redrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:nowhere"}' },
    refusal: { kind: "recoverable", code: "InvalidParameterValue" },
  },
  {
    name: "aliases without a certificate",
    type: "cloudfront/Distribution",
    attributes: { distributionConfig: { ...DISTRIBUTION.distributionConfig, aliases: { items: ["shop.example.com"] } } },
    refusal: { kind: "terminal", code: "InvalidViewerCertificate" },
  },
  {
    name: "a certificate of another region than us-east-1 for a distribution",
    type: "cloudfront/Distribution",
    attributes: {
      distributionConfig: {
        ...DISTRIBUTION.distributionConfig,
        viewerCertificate: { acmCertificateARN: "arn:aws:acm:eu-west-1:123456789012:certificate/1" },
      },
    },
    refusal: { kind: "terminal", code: "InvalidViewerCertificate" },
  },
  {
    name: "an alias into CloudFront's zone that does not lead there",
    type: "route53/RecordSet",
    attributes: {
      hostedZoneID: "Z0123456789",
      name: "www",
      recordType: "A",
      aliasTarget: { dnsName: "x.elb.amazonaws.com", hostedZoneID: "Z2FDTNDATAQYW2" },
    },
    refusal: { kind: "terminal", code: "InvalidChangeBatch" },
  },
  {
    name: "a retention of logs that is not in the list",
    type: "cloudwatchlogs/LogGroup",
    attributes: { name: "/shop", retentionDays: 15 },
    refusal: { kind: "terminal", code: "InvalidParameterException" },
  },
  {
    name: "a role with a document that is not JSON",
    type: "iam/Role",
    attributes: { name: "app", assumeRolePolicyDocument: "{" },
    refusal: { kind: "terminal", code: "MalformedPolicyDocument" },
  },
  {
    name: "a load balancer at an address that is not allocated",
    type: "elasticloadbalancing/LoadBalancer",
    attributes: { type: "network", name: "k8s-shop", subnets: ["subnet-0a"], allocations: ["eipalloc-0"] },
    refusal: { kind: "recoverable", code: "AllocationIdNotFound" },
  },
];

describe("AWS refuses to make", () => {
  it.each(impossible)("$name", ({ type, attributes, refusal }) => {
    expect(ask(newWorld(), type, attributes)).toMatchObject(refusal);
  });

  it("what there is already, and two security groups of one name in one VPC", () => {
    const world = newWorld();
    made(world, "s3/Bucket", { name: "shop-assets" });
    expect(ask(world, "s3/Bucket", { name: "shop-assets" })).toMatchObject({ code: "BucketAlreadyExists" });
    made(world, "ec2/SecurityGroup", { name: "guard", vpcID: "vpc-0" });
    expect(ask(world, "ec2/SecurityGroup", { name: "guard", vpcID: "vpc-0", tags: [] })).toMatchObject({
      code: "InvalidGroup.Duplicate",
    });
    expect(isRefusal(ask(world, "ec2/SecurityGroup", { name: "guard", vpcID: "vpc-1" }))).toBe(false);
  });

  it("a replica of a database without backups", async () => {
    const clock = new FakeClock();
    const world = newWorld(clock);
    made(world, "rds/DBInstance", { ...DATABASE, backupRetentionPeriod: 0 });
    await clock.advance(LONG_MS);
    const replica = {
      dbInstanceIdentifier: "r",
      engine: "postgres",
      dbInstanceClass: "db.t4g.small",
      sourceDBInstanceIdentifier: "db",
    };
    expect(ask(world, "rds/DBInstance", replica)).toMatchObject({ code: "InvalidDBInstanceState" });
  });
});

describe("AWS refuses to change", () => {
  async function database(): Promise<{ readonly world: World; readonly clock: FakeClock; readonly arn: string }> {
    const clock = new FakeClock();
    const world = newWorld(clock);
    const { arn } = made(world, "rds/DBInstance", DATABASE);
    await clock.advance(LONG_MS);
    return { world, clock, arn };
  }

  it("storage to a smaller size, or by less than ten per cent", async () => {
    const { world, arn } = await database();
    expect(world.modify(arn, { allocatedStorage: 99 })).toMatchObject({ kind: "terminal", code: "InvalidParameterValue" });
    expect(world.modify(arn, { allocatedStorage: 109 })).toMatchObject({ kind: "terminal", code: "InvalidParameterValue" });
    expect(world.find(arn)).toMatchObject({ phase: "ready", attributes: { allocatedStorage: 100 } });
  });

  it("storage a second time within six hours", async () => {
    const { world, clock, arn } = await database();
    world.modify(arn, { allocatedStorage: 120 });
    await clock.advance(LONG_MS);
    expect(world.modify(arn, { allocatedStorage: 140 })).toMatchObject({ kind: "terminal", code: "InvalidParameterCombination" });
    await clock.advance(6 * HOURS_MS);
    expect(isRefusal(world.modify(arn, { allocatedStorage: 140 }))).toBe(false);
  });

  it("a major version to an older one", async () => {
    const { world, arn } = await database();
    expect(world.find(arn)?.attributes["engineVersion"]).toMatch(/^17\.\d+$/);
    expect(world.modify(arn, { engineVersion: "16" })).toMatchObject({ code: "InvalidParameterCombination" });
    expect(isRefusal(world.modify(arn, { engineVersion: "18" }))).toBe(false);
  });

  it("a minor version to a major one that is no target of it", async () => {
    const { world, arn } = await database();
    world.alter(arn, { attributes: { ...world.find(arn)?.attributes, engineVersion: "16.4" } });
    expect(world.modify(arn, { engineVersion: "18" })).toMatchObject({ code: "InvalidParameterCombination" });
    expect(isRefusal(world.modify(arn, { engineVersion: "17" }))).toBe(false);
  });

  it("a cache to or from cluster mode", async () => {
    const clock = new FakeClock();
    const world = newWorld(clock);
    const cache = {
      replicationGroupID: "cache",
      cacheNodeType: "cache.r7g.large",
      cacheParameterGroupName: "default.valkey8.cluster.on",
    };
    const { arn } = made(world, "elasticache/ReplicationGroup", { ...cache, engine: "valkey" });
    await clock.advance(LONG_MS);
    expect(world.modify(arn, { cacheParameterGroupName: "default.valkey8" })).toMatchObject({ kind: "terminal" });
  });
});

describe("AWS refuses to delete", () => {
  it("a cluster with members, and its subnet group, until they are gone", async () => {
    const clock = new FakeClock();
    const world = newWorld(clock);
    const group = made(world, "rds/DBSubnetGroup", { name: "subnets", subnetIDs: ["subnet-0a", "subnet-0b"] });
    const engine = "aurora-postgresql";
    const cluster = made(world, "rds/DBCluster", {
      dbClusterIdentifier: "a",
      engine,
      masterUsername: "app",
      masterUserPassword: { name: "master" },
      dbSubnetGroupName: "subnets",
    });
    const member = made(world, "rds/DBInstance", {
      dbInstanceIdentifier: "a-0",
      engine,
      dbInstanceClass: "db.r7g.large",
      dbClusterIdentifier: "a",
    });
    await clock.advance(LONG_MS);
    expect(world.delete(cluster.arn)).toMatchObject({ kind: "recoverable", code: "InvalidDBClusterStateFault" });
    expect(world.delete(group.arn)).toMatchObject({ kind: "recoverable", code: "InvalidDBSubnetGroupStateFault" });
    world.delete(member.arn);
    world.delete(cluster.arn);
    await clock.advance(LONG_MS);
    expect(world.delete(group.arn)).toBeUndefined();
    expect(world.resources.size).toBe(0);
  });

  it("a bucket that holds objects", () => {
    const world = newWorld();
    const bucket = made(world, "s3/Bucket", { name: "shop-assets" });
    world.alter(bucket.arn, { facts: { ...bucket.facts, objectCount: 1 } });
    expect(world.delete(bucket.arn)).toMatchObject({ kind: "recoverable", code: "BucketNotEmpty" });
  });

  it("a table that is protected", async () => {
    const clock = new FakeClock();
    const world = newWorld(clock);
    const keys = { attributeDefinitions: [{ attributeName: "pk" }], keySchema: [{ attributeName: "pk" }] };
    const table = made(world, "dynamodb/Table", { tableName: "sessions", deletionProtectionEnabled: true, ...keys });
    await clock.advance(LONG_MS);
    expect(world.delete(table.arn)).toMatchObject({ kind: "recoverable", code: "ValidationException" });
  });
});

describe("the state of the model", () => {
  it("goes on in another process where it was left", async () => {
    const clock = new FakeClock();
    const before = newWorld(clock);
    const database = made(before, "rds/DBInstance", DATABASE);
    const state = JSON.parse(JSON.stringify(before.dump())) as ReturnType<World["dump"]>;
    before.stop();
    const after = newWorld(clock);
    after.load(state);
    expect(after.find(database.arn)?.state).toBe("creating");
    await clock.advance(LONG_MS);
    expect(after.find(database.arn)).toMatchObject({ state: "available", facts: database.facts });
  });
});
