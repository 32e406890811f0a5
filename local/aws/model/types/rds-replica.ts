// An Aurora cluster as a replica of an RDS instance: what AWS asks of both before it makes one, and while it follows. From the user guide of
// Aurora ("Migrating data from an RDS for PostgreSQL DB instance ... using an Aurora read replica") and the errors that AWS answers.
import { numberOf, textOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import type { Attributes, Resource, WorldView } from "../resource.js";
import { fullVersion, majorOf, minorOf } from "./rds-catalog.js";

const CLUSTER = "rds/DBCluster";
const INSTANCE = "rds/DBInstance";

export function followedBy(cluster: Resource): string | undefined {
  return textOf(cluster.attributes, "replicationSourceIdentifier");
}

export function refuseReplica(attributes: Attributes, arn: string, world: WorldView): Refusal | undefined {
  const source = world.find(arn);
  if (source === undefined) return recoverable("DBInstanceNotFound", `The source ${arn} was not found`);
  return firstRefusal(
    () => refuseMaster(attributes),
    () => refuseSource(source, world),
    () => refuseVersion(attributes, source),
  );
}

function refuseMaster(attributes: Attributes): Refusal | undefined {
  const given = ["masterUsername", "masterUserPassword", "databaseName"].find((field) => attributes[field] !== undefined);
  const what = given === "masterUsername" ? "user name" : given === "databaseName" ? "database name" : "password";
  return given === undefined
    ? undefined
    : terminal("InvalidParameterCombination", `Cannot specify ${what} for instance cluster replication cluster`);
}

function refuseSource(source: Resource, world: WorldView): Refusal | undefined {
  if (source.phase === "creating" || source.phase === "deleting")
    return recoverable("InvalidDBInstanceState", `Source DB instance ${source.name} is not in the available state`);
  if ((numberOf(source.attributes, "backupRetentionPeriod") ?? 0) < 1)
    return terminal("InvalidParameterCombination", "The source needs automated backups");
  const other = [...world.all(CLUSTER)].find((cluster) => followedBy(cluster) === source.arn);
  return other === undefined
    ? undefined
    : terminal("InvalidDBInstanceState", `DB instance ${source.name} already has the Aurora read replica ${other.name}`);
}

/** The same version, or a newer minor one of the same major version. */
function refuseVersion(attributes: Attributes, source: Resource): Refusal | undefined {
  const version = fullVersion("aurora-postgresql", textOf(attributes, "engineVersion")) ?? "";
  const held = textOf(source.attributes, "engineVersion") ?? "";
  return majorOf(version) === majorOf(held) && minorOf(version) >= minorOf(held)
    ? undefined
    : terminal("InvalidParameterCombination", `Aurora PostgreSQL ${version} is not compatible with the source's version ${held}`);
}

/** As long as it follows it consists of one instance. */
export function refuseSecondMember(cluster: Resource, world: WorldView): Refusal | undefined {
  if (followedBy(cluster) === undefined) return undefined;
  const isThere = [...world.all(INSTANCE)].some(
    ({ attributes, phase }) => textOf(attributes, "dbClusterIdentifier") === cluster.name && phase !== "deleting",
  );
  return isThere
    ? recoverable("InvalidDBClusterStateFault", `DB cluster ${cluster.name} is a read replica and has its instance already`)
    : undefined;
}
