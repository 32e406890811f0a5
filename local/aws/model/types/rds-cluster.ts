// DBCluster: Aurora PostgreSQL. Its writer is the member that was made first, until it restarts and another one takes over.
import { databaseResourceID } from "../../../../domain/api/aws-identifiers.js";
import { textOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Birth, type Resource, type ResourceType, type WorldView } from "../resource.js";
import { refuseFinalSnapshot, refuseMissing, refusePassword } from "./rds-checks.js";
import { subnetGroupArn } from "./rds-groups.js";
import { refuseReplica } from "./rds-replica.js";
import {
  clusterArn,
  DB_CLUSTER,
  DB_INSTANCE,
  dbInstance,
  refuseIdentifier,
  refuseNewVersion,
  refuseProtected,
  refuseVersionChange,
  settleVersion,
} from "./rds-instance.js";

const POSTGRES_PORT = 5432;

export const dbCluster: ResourceType = {
  id: DB_CLUSTER,
  pace: "slow",
  words: plainWords,
  identity: "named",
  snapshots: "cluster",
  nameOf,
  arnOf: ({ attributes, place }) => clusterArn(nameOf(attributes), place),
  defaults: ({ place, attributes }, world) => ({
    availabilityZones: ["a", "b", "c"].map((zone) => place.region + zone),
    backupRetentionPeriod: 1,
    deletionProtection: false,
    port: POSTGRES_PORT,
    preferredBackupWindow: "07:10-07:40",
    preferredMaintenanceWindow: "sun:05:20-sun:05:50",
    ...masterOfSource(attributes, world),
  }),
  settle: settleVersion,
  immediate: ["deletionProtection", "copyTagsToSnapshot", "tags"],
  facts: ({ token, at }) => ({
    dbClusterResourceID: databaseResourceID("cluster", `${token}/${at}`),
    clusterCreateTime: new Date(at).toISOString(),
  }),
  refuseCreate,
  refuseModify: (change) => refuseVersionChange(change),
  refuseDelete: (resource, request, world) => {
    if (resource.attributes["deletionProtection"] === true) return refuseProtected(resource);
    if (membersOf(resource, world).length > 0) {
      return recoverable(
        "InvalidDBClusterStateFault",
        "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
      );
    }
    return refuseFinalSnapshot(resource, request, world);
  },
};

/** The first is the writer: the one that serves longest without a restart. */
export function membersOf(cluster: Resource, world: WorldView): readonly Resource[] {
  return [...world.all(DB_INSTANCE)]
    .filter((instance) => isMember(instance, cluster))
    .sort(
      (one, other) => restartOf(one) - restartOf(other) || one.createdAt - other.createdAt || (one.name < other.name ? -1 : 1),
    );
}

/** While it restarts it takes no writes. */
function restartOf(instance: Resource): number {
  return dbInstance.restartedBy?.some((field) => field in instance.pending) === true ? Infinity : (instance.restartedAt ?? 0);
}

function isMember(instance: Resource, cluster: Resource): boolean {
  return (
    instance.attributes["dbClusterIdentifier"] === cluster.name &&
    instance.place.region === cluster.place.region &&
    instance.phase !== "deleting"
  );
}

function nameOf(attributes: Attributes): string {
  return textOf(attributes, "dbClusterIdentifier") ?? "";
}

function refuseCreate({ attributes, place }: Birth, world: WorldView): Refusal | undefined {
  const engine = textOf(attributes, "engine") ?? "";
  if (engine !== "aurora-postgresql") return terminal("InvalidParameterValue", `Invalid DB engine: ${engine}`);
  const source = textOf(attributes, "replicationSourceIdentifier");
  const subnets = textOf(attributes, "dbSubnetGroupName");
  return firstRefusal(
    () => refuseIdentifier(nameOf(attributes)),
    () => refuseNewVersion(attributes),
    () => refuseMissing(subnets, (name) => world.find(subnetGroupArn(name, place)), "DBSubnetGroupNotFoundFault"),
    () => (source === undefined ? refusePassword(attributes) : refuseReplica(attributes, source, world)),
  );
}

/** Roles and passwords come along with the data. */
function masterOfSource(attributes: Attributes, world: WorldView): Attributes {
  const source = world.find(textOf(attributes, "replicationSourceIdentifier") ?? "");
  const name = source && textOf(source.attributes, "masterUsername");
  return name === undefined ? {} : { masterUsername: name };
}
