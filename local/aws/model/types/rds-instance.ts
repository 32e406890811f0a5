// DBInstance: PostgreSQL instances, their read replicas, and the members of Aurora clusters.
import { databaseResourceID } from "../../../../domain/api/aws-identifiers.js";
import { regionalArn, zoneOf } from "../identifiers.js";
import { numberOf, textOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import {
  plainWords,
  type Attributes,
  type Birth,
  type Change,
  type Place,
  type Resource,
  type ResourceType,
  type WorldView,
} from "../resource.js";
import { fullVersion, isOffered, majorOf, upgradeTargets } from "./rds-catalog.js";
import { refuseFinalSnapshot, refuseMissing, refusePassword } from "./rds-checks.js";
import { parameterGroupArn, subnetGroupArn } from "./rds-groups.js";
import { refuseSecondMember } from "./rds-replica.js";
import { refuseNewStorage, refuseStorageChange } from "./rds-storage.js";

const ENGINES = ["postgres", "aurora-postgresql"];
const POSTGRES_PORT = 5432;
/** What a replica takes from its source. */
const INHERITED = [
  "engineVersion",
  "allocatedStorage",
  "storageType",
  "storageEncrypted",
  "masterUsername",
  "dbName",
  "dbSubnetGroupName",
  "dbParameterGroupName",
  "vpcSecurityGroupIDs",
];

export const DB_INSTANCE = "rds/DBInstance";
export const DB_CLUSTER = "rds/DBCluster";

export function instanceArn(name: string, place: Place): string {
  return regionalArn("rds", place, `db:${name}`);
}

export function clusterArn(name: string, place: Place): string {
  return regionalArn("rds", place, `cluster:${name}`);
}

export const dbInstance: ResourceType = {
  id: DB_INSTANCE,
  pace: "slow",
  words: plainWords,
  identity: "named",
  hasStorage: true,
  restartedBy: ["dbInstanceClass"],
  snapshots: "db",
  nameOf: (attributes) => textOf(attributes, "dbInstanceIdentifier") ?? "",
  arnOf: ({ attributes, place }) => instanceArn(textOf(attributes, "dbInstanceIdentifier") ?? "", place),
  defaults: (birth, world) => ({
    availabilityZone: zoneOf(birth.place, birth.token),
    autoMinorVersionUpgrade: true,
    backupRetentionPeriod: 0,
    caCertificateIdentifier: "rds-ca-rsa2048-g1",
    deletionProtection: false,
    multiAZ: false,
    port: POSTGRES_PORT,
    preferredBackupWindow: "08:00-08:30",
    preferredMaintenanceWindow: "sat:09:11-sat:09:41",
    ...inherited(birth, world),
  }),
  settle: settleVersion,
  immediate: ["deletionProtection", "copyTagsToSnapshot", "tags"],
  facts: ({ token, at }) => ({
    // Of the birth, not of the object: what is made again is another database.
    dbiResourceID: databaseResourceID("db", `${token}/${at}`),
    instanceCreateTime: new Date(at).toISOString(),
  }),
  refuseCreate,
  refuseModify: (change, world) =>
    firstRefusal(
      () => refuseClass(change.result),
      () => refuseVersionChange(change),
      () => ("allocatedStorage" in change.result ? refuseStorageChange(change) : undefined),
      () => refuseGroups(change, world),
    ),
  refuseDelete: (resource, request, world) => {
    if (resource.attributes["deletionProtection"] === true) return refuseProtected(resource);
    const isMember = textOf(resource.attributes, "dbClusterIdentifier") !== undefined;
    return isMember || isReplica(resource) ? undefined : refuseFinalSnapshot(resource, request, world);
  },
};

export function isReplica(resource: Resource): boolean {
  return textOf(resource.attributes, "sourceDBInstanceIdentifier") !== undefined;
}

export function settleVersion(attributes: Attributes): Attributes {
  const version = fullVersion(textOf(attributes, "engine") ?? "", textOf(attributes, "engineVersion"));
  return version === undefined ? attributes : { ...attributes, engineVersion: version };
}

export function refuseProtected(resource: Resource): Refusal {
  const kind = resource.type === DB_INSTANCE ? "DB Instance" : "DB Cluster";
  return terminal(
    "InvalidParameterCombination",
    `Cannot delete protected ${kind}, please disable deletion protection and try again.`,
  );
}

export function refuseVersionChange({ resource, changes, result }: Change): Refusal | undefined {
  const wanted = textOf(changes, "engineVersion");
  if (wanted === undefined) return undefined;
  const engine = textOf(result, "engine") ?? "";
  const held = textOf(resource.attributes, "engineVersion") ?? "";
  const full = fullVersion(engine, wanted);
  if (full === undefined) return unknownVersion(engine, wanted);
  const isTaken = majorOf(full) === majorOf(held) || upgradeTargets(engine, held).includes(full);
  return isTaken ? undefined : terminal("InvalidParameterCombination", `Cannot upgrade ${engine} from ${held} to ${wanted}`);
}

export function unknownVersion(engine: string, version: string): Refusal {
  return terminal("InvalidParameterCombination", `Cannot find version ${version} for ${engine}`);
}

function inherited({ attributes, place }: Birth, world: WorldView): Attributes {
  const source = sourceOf(attributes, place, world) ?? clusterOf(attributes, place, world);
  if (source === undefined) return {};
  const held = INHERITED.filter((field) => source.attributes[field] !== undefined);
  return Object.fromEntries(held.map((field) => [field, source.attributes[field]]));
}

/** Of a read replica. */
export function sourceOf(attributes: Attributes, place: Place, world: WorldView): Resource | undefined {
  const source = textOf(attributes, "sourceDBInstanceIdentifier");
  if (source === undefined) return undefined;
  return world.find(source.startsWith("arn:") ? source : instanceArn(source, place));
}

function clusterOf(attributes: Attributes, place: Place, world: WorldView): Resource | undefined {
  const cluster = textOf(attributes, "dbClusterIdentifier");
  return cluster === undefined ? undefined : world.find(clusterArn(cluster, place));
}

function refuseCreate(birth: Birth, world: WorldView): Refusal | undefined {
  const { attributes } = birth;
  const engine = textOf(attributes, "engine") ?? "";
  if (!ENGINES.includes(engine)) return terminal("InvalidParameterValue", `Invalid DB engine: ${engine}`);
  return firstRefusal(
    () => refuseIdentifier(textOf(attributes, "dbInstanceIdentifier") ?? ""),
    () => refuseClass(attributes),
    () => refuseNewVersion(attributes),
    () => refuseGroups(birth, world),
    () => refuseOrigin(birth, world),
  );
}

/** What it is made from: nothing, another instance, or a cluster that it joins. */
function refuseOrigin({ attributes, place }: Birth, world: WorldView): Refusal | undefined {
  if (textOf(attributes, "dbClusterIdentifier") !== undefined) {
    const cluster = clusterOf(attributes, place, world);
    return cluster === undefined
      ? recoverable("DBClusterNotFoundFault", `Could not find DB cluster ${textOf(attributes, "dbClusterIdentifier") ?? ""}`)
      : refuseSecondMember(cluster, world);
  }
  if (textOf(attributes, "engine") === "aurora-postgresql") {
    return terminal("InvalidParameterCombination", "An Aurora instance needs a DB cluster identifier");
  }
  if (textOf(attributes, "sourceDBInstanceIdentifier") === undefined) {
    return firstRefusal(
      () => refusePassword(attributes),
      () => refuseNewStorage(attributes),
    );
  }
  return refuseSource(sourceOf(attributes, place, world));
}

function refuseSource(source: Resource | undefined): Refusal | undefined {
  if (source === undefined) return recoverable("DBInstanceNotFound", "The source DB instance was not found");
  if (source.phase !== "ready") {
    return recoverable("InvalidDBInstanceState", `Source DB instance ${source.name} is not in the available state`);
  }
  return (numberOf(source.attributes, "backupRetentionPeriod") ?? 0) < 1
    ? recoverable("InvalidDBInstanceState", "Automated backups are not enabled for this database instance.")
    : undefined;
}

export function refuseIdentifier(name: string): Refusal | undefined {
  return /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{0,62}$/.test(name) && !name.endsWith("-")
    ? undefined
    : terminal("InvalidParameterValue", `The parameter identifier is not a valid identifier: ${name}`);
}

function refuseClass(attributes: Attributes): Refusal | undefined {
  const instanceClass = textOf(attributes, "dbInstanceClass") ?? "";
  return isOffered(textOf(attributes, "engine") ?? "", instanceClass)
    ? undefined
    : terminal("InvalidParameterValue", `Invalid DB Instance class: ${instanceClass}`);
}

export function refuseNewVersion(attributes: Attributes): Refusal | undefined {
  const engine = textOf(attributes, "engine") ?? "";
  const version = textOf(attributes, "engineVersion");
  return fullVersion(engine, version) === undefined ? unknownVersion(engine, version ?? "") : undefined;
}

function refuseGroups(of: Birth | Change, world: WorldView): Refusal | undefined {
  const [attributes, place] = "resource" in of ? [of.result, of.resource.place] : [of.attributes, of.place];
  const subnets = textOf(attributes, "dbSubnetGroupName");
  const parameters = textOf(attributes, "dbParameterGroupName");
  return firstRefusal(
    () => refuseMissing(subnets, (name) => world.find(subnetGroupArn(name, place)), "DBSubnetGroupNotFoundFault"),
    () => refuseMissing(parameters, (name) => world.find(parameterGroupArn(name, place)), "DBParameterGroupNotFound"),
  );
}
