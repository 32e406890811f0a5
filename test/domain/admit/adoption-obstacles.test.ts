import { describe, expect, it } from "@jest/globals";
import { adoptionObstacles } from "../../../domain/admit/adoption-obstacles.js";
import type { OutsideDatabase } from "../../../domain/api/cloud-database.js";
import { CLUSTER, INSTANCE } from "../../fixtures/outside.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

type Spec = Parameters<typeof webService>[0];
type Adopt = NonNullable<NonNullable<NonNullable<Spec>["database"]>["adopt"]>;
type Case = {
  readonly what: string;
  readonly database?: Partial<OutsideDatabase>;
  readonly spec?: Spec;
  readonly adopt?: Adopt;
  readonly serviceClass?: Parameters<typeof webServiceClass>[0];
  readonly says: string;
};

const obstacles = (of: OutsideDatabase, { database, spec, adopt, serviceClass }: Omit<Case, "what" | "says"> = {}) =>
  adoptionObstacles({
    service: webService({ ...spec, database: { adopt: { resetPasswords: true, ...adopt }, ...spec?.database } }),
    serviceClass: webServiceClass(serviceClass),
    database: { ...of, ...database },
  });

const OTHER_UID = "22222222-2222-3333-4444-555555555555";
const [first] = CLUSTER.outsideInstances;
const memberLike = (change: object) => ({ outsideInstances: first === undefined ? [] : [{ ...first, ...change }] });

const INSTANCES: readonly Case[] = [
  { what: "another engine", database: { engine: "mysql" }, says: "its engine is mysql" },
  { what: "an old version", database: { version: "12" }, says: "it is PostgreSQL 12, and Tenfold knows 14, 15, 16, 17" },
  { what: "a tier in the cluster", spec: { userTier: "10" }, says: "set spec.database.placement: RDS to keep it as it is" },
  { what: "a tier of Aurora", spec: { userTier: "1M" }, says: "taking placement out again has the data moved to Aurora" },
  { what: "stopped", database: { status: "stopped" }, says: "aws rds start-db-instance --db-instance-identifier legacy" },
  { what: "busy", database: { status: "modifying" }, says: "it is adopted once it is available" },
  { what: "unencrypted", database: { isEncrypted: false }, says: "copy a snapshot of it with a KMS key" },
  { what: "another account", database: { accountID: "999999999999" }, says: "it is in account 999999999999" },
  {
    what: "another VPC",
    database: { vpcID: "vpc-other" },
    says: "it is in vpc-other, and the pods of WebServiceClass standard are in",
  },
  { what: "no VPC that RDS tells", database: { vpcID: undefined }, says: "RDS does not say in which VPC it is" },
  { what: "another port", database: { port: 6000 }, says: "it listens on port 6000" },
  { what: "no room for our group", database: { securityGroupIDs: ["1", "2", "3", "4", "5"] }, says: "take one off" },
  { what: "no backups", database: { backupRetentionDays: 0 }, says: "--backup-retention-period 7" },
  { what: "part of a cluster", database: { cluster: "orders" }, says: "name that one, with adopt.cluster" },
  { what: "a replica", database: { follows: "main" }, says: "it follows main" },
  { what: "a managed master", database: { masterIsManaged: true }, says: "--no-manage-master-user-password" },
  {
    what: "the master as the application",
    adopt: { application: { database: "shop", role: "root" } },
    says: "root is the master user, which an application never is",
  },
  {
    what: "tags of another service",
    database: { tags: { tenfold_service: "store/other", tenfold_service_uid: OTHER_UID } },
    says: `the database of WebService store/other (UID ${OTHER_UID})`,
  },
  {
    what: "other names than its application had",
    database: { tags: { tenfold_application_database: "shop", tenfold_application_role: "shopper" } },
    says: "the application's data is in database shop, as role shopper",
  },
  { what: "no consent", adopt: { resetPasswords: false }, says: "set spec.database.adopt.resetPasswords: true to agree" },
  {
    what: "no consent for the role",
    adopt: { resetPasswords: false, application: { database: "shop", role: "shopper" } },
    says: "its master user root and the role shopper",
  },
];

const CLUSTERS: readonly Case[] = [
  { what: "RDS's engine", database: { engine: "postgres" }, says: "Tenfold knows aurora-postgresql here" },
  { what: "a tier of RDS", spec: { userTier: "100k" }, says: "set spec.database.placement: Aurora to keep it as it is" },
  { what: "stopped", database: { status: "stopped" }, says: "aws rds start-db-cluster --db-cluster-identifier orders" },
  { what: "a busy member", database: memberLike({ status: "creating" }), says: "RDS reports orders-a as creating" },
  { what: "no member", database: { outsideInstances: [] }, says: "it has no instance" },
  { what: "serverless", database: memberLike({ instanceClass: "db.serverless" }), says: "orders-a is serverless" },
  {
    what: "a member of autoscaling",
    database: memberLike({ name: "application-autoscaling-1" }),
    says: "deregister the cluster's scalable target",
  },
  { what: "unencrypted", database: { isEncrypted: false }, says: "copy-db-cluster-snapshot" },
];

describe("an RDS instance", () => {
  it("that fits has nothing in the way", () => expect(obstacles(INSTANCE)).toEqual([]));
  it.each(INSTANCES)("is not adopted, and the remedy is said: $what", ({ says, ...given }) => {
    expect(obstacles(INSTANCE, given)).toEqual([expect.stringContaining(says)]);
  });
  it("that is this service's already by its tags is adopted: an operator was killed", () => {
    const { uid } = webService().metadata;
    expect(obstacles(INSTANCE, { database: { tags: { tenfold_service: "store/shop", tenfold_service_uid: uid } } })).toEqual([]);
  });
  it("at a tier of Aurora is adopted where the spec keeps it", () => {
    expect(
      obstacles(INSTANCE, { spec: { userTier: "1M", database: { adopt: { resetPasswords: true }, placement: "RDS" } } }),
    ).toEqual([]);
  });
  it("may be anywhere when the class says neither account nor VPC", () => {
    const database = { accountID: "999999999999", vpcID: "vpc-other" };
    expect(obstacles(INSTANCE, { database, serviceClass: { accountID: undefined, vpcID: undefined } })).toEqual([]);
  });
});

describe("an Aurora cluster", () => {
  it("that fits has nothing in the way", () => expect(obstacles(CLUSTER, { spec: { userTier: "1M" } })).toEqual([]));
  it.each(CLUSTERS)("is not adopted, and the remedy is said: $what", ({ says, ...given }) => {
    expect(obstacles(CLUSTER, { spec: { userTier: "1M" }, ...given })).toEqual([expect.stringContaining(says)]);
  });
});
