// spec.database and the other parts that hold data or state. No transition is refused here: what stands is known to the operator alone,
// and a rule over the last spec would also refuse to take back a mistake.
import { z } from "zod";
import { defaulted, described, ruled } from "../rules.js";
import { cacheNodeType, enabled, instanceClass, objectName } from "../schema-parts.js";
import { adopt, adoptCombinations } from "./adopt.js";

export const DATABASE_PLACEMENTS = ["Auto", "InCluster", "RDS", "Aurora"] as const;
export const DATABASE_VERSIONS = ["14", "15", "16", "17"] as const;

/** PostgreSQL's major version for new databases: the newest that RDS and Aurora both offer. */
export const DEFAULT_DATABASE_VERSION = "17" satisfies (typeof DATABASE_VERSIONS)[number];

/** RDS ends at 65 536 GiB, and the ceiling up to which it grows by itself is at least a tenth above the size. */
const MAX_STORAGE_GIB = Math.floor(65_536 / 1.1);

const databaseFields = z.object({
  enabled,
  placement: described(
    z.enum(DATABASE_PLACEMENTS).optional(),
    "Where the database lives: InCluster (a StatefulSet), RDS or Aurora. Default: Auto, as the tier says. It decides where a new database is made. The data of one that is there is moved to a higher placement, with a rehearsal and an approval; a lower one changes nothing.",
  ),
  version: described(
    z.enum(DATABASE_VERSIONS).optional(),
    `Major version of PostgreSQL. Default: ${DEFAULT_DATABASE_VERSION}. Left out, a database that has data keeps its version. Raising it takes the database away for minutes and waits for an approval; a lower one than the data has is held and never taken.`,
  ),
  instanceClass: described(
    instanceClass.optional(),
    "RDS instance class, for example db.r7g.large. Default: the tier's. A change takes the database away for seconds with a standby, for minutes without, and waits for an approval or a window.",
  ),
  storageGiB: described(
    z.int().min(10).max(MAX_STORAGE_GIB).optional(),
    "Size of the volume in GiB, at most 59578: RDS ends at 65536 and wants room for 10 % more. Default: the tier's. Volumes only grow, so a smaller number changes nothing: PostgreSQL in the cluster needs a StorageClass that can expand, RDS grows by 10 % at least and allows one change in six hours. Aurora grows by itself.",
  ),
  shareNode: described(
    z.boolean().optional(),
    "true lets the web pod run on the node of a database in the cluster where the tier keeps them apart (from 10 users on), as on a cluster with a single node. Default: false: whichever of the two comes second waits for another node. Several web pods only avoid the node of the database. A change replaces the web pod and leaves the database alone.",
  ),
  readReplicas: described(
    z.int().min(0).max(15).optional(),
    "Number of read replicas; for Aurora, the lowest number of readers. Default: the tier's. They serve DATABASE_READER_URL.",
  ),
  backupRetentionDays: described(
    z.int().min(1).max(35).optional(),
    "Days for which automated backups are kept. Default: the tier's, 7 in the cluster. Lowering it deletes the older backups, and waits for an approval. In the cluster it counts nightly copies and needs volumeSnapshotClassName of the class; the newest two good ones stay in any case.",
  ),
  restoreFrom: described(
    objectName.optional(),
    "VolumeSnapshot of this service, in its namespace, from which its database in the cluster is restored. It waits for an approval: what was written since is not in it. A database is made from the copy beside the present one, and the application is moved to it once it answers; the volume of before is kept. Remove it before the same copy is to be restored a second time. It has no effect on RDS and Aurora.",
  ),
  pooler: described(
    z.object({ enabled }).optional(),
    "PgBouncer between the pods and the database: transactions share its connections, DATABASE_URL names it and never changes, reads go to all replicas. Default: from tier 100k on. What lasts longer than a transaction does not work through it: SET, LISTEN, temporary tables, session locks, SQL's PREPARE. Switching it replaces the pods one by one.",
  ),
  adoptFrom: described(
    ruled(z.string().min(1).max(36), {
      cel: "self == 'Fresh' || self.matches('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')",
      holds: (value) => value === "Fresh" || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
      message: "is neither a UID nor Fresh",
      remedy: "copy the UID from the condition RetainedDataFound, or write Fresh to begin with an empty database",
    }).optional(),
    "Answer to the condition RetainedDataFound: the UID of the deleted WebService whose data is to be used again, or Fresh to begin with an empty database beside it. After the loss of a cluster: the UID of the lost WebService, whose database is then looked for in AWS by its name. It can be corrected until data was taken over; after that another value stalls the service and changes nothing.",
  ),
  adopt: described(
    adopt.optional(),
    "An RDS instance or Aurora cluster that was never Tenfold's, to be used as it stands: looked at first, and refused with a reason where it does not fit. Only before the service has a database; removing it again is a way out until the database was taken over, and changes nothing afterwards.",
  ),
});

export const database = ruled(databaseFields, ...adoptCombinations);

export const cache = z.object({
  enabled,
  nodeType: described(
    cacheNodeType.optional(),
    "ElastiCache node type, for example cache.r7g.large. Default: the tier's. A change moves node by node; entries may be lost, as in any cache.",
  ),
  shards: described(z.int().min(1).max(90).optional(), "Number of shards. Default: the tier's. Changed online, slot by slot."),
  replicasPerShard: described(
    z.int().min(0).max(5).optional(),
    "Replicas of each shard. Default: the tier's. With 0 a lost node loses its part of the cache.",
  ),
});

export const deletion = z.object({
  data: defaulted(
    z.enum(["Retain", "Delete"]),
    "Retain",
    "What happens to data when the WebService is deleted. Retain keeps databases, buckets, tables, queues and volumes. Delete gives them up, for good, and needs two keys: the annotation tenfold.dev/confirm-delete with the UID of the WebService, and tenfold.dev/final-snapshot with the names of finished snapshots that you took, one of each database, separated by commas (anything where there is none). It also needs a right that the operator has only when an administrator binds it.",
  ),
});
