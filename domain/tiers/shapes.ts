// Shapes that the tier table and the blueprint share: sizes of pods, databases and caches.

export type PodSize = { readonly cpuMillicores: number; readonly memoryMiB: number };

export type InClusterDatabase = {
  readonly kind: "in-cluster";
  /** Tells databases of one kind apart (roles.ts): each restore makes the next. Default 0. */
  readonly generation?: number;
  /** VolumeSnapshot that its volume was made from. */
  readonly restoredFrom?: string;
  readonly version: string;
  readonly storageGiB: number;
  readonly size: PodSize;
  readonly node: "same-node" | "other-node";
  /** Nightly snapshots that are kept. Undefined of one that stands: nothing says it. */
  readonly backupRetentionDays?: number;
};

/** One instance of a database in AWS. */
export type DatabaseMember = {
  readonly instanceClass: string;
  /** RFC 3339; when we last wrote another class. Before its controller has looked after that, nothing says that the class is in effect. */
  readonly classChangedAt?: string;
};

/** Database and role of the application, where they are not Tenfold's own. */
export type ApplicationNames = { readonly database: string; readonly role: string };

/** A database that somebody else has made: what of it stays as it was found. */
export type Adopted = {
  /** Of the instance or cluster; objects in the cluster are named as ever. */
  readonly identifier: string;
  readonly masterUser: string;
  readonly securityGroupIDs: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Aurora: its instances as they were found, by index. */
  readonly instances?: readonly AdoptedInstance[];
};
export type AdoptedInstance = {
  readonly identifier: string;
  readonly instanceClass: string;
  readonly promotionTier: number;
  readonly isPublic: boolean;
  readonly tags: Readonly<Record<string, string>>;
};

type Origin = {
  /** Left out: Tenfold made it. */
  readonly adopted?: Adopted;
  readonly application?: ApplicationNames;
};

export type RdsDatabase = Origin & {
  readonly kind: "rds";
  /** Tells databases of one kind apart (roles.ts). Default 0; a target has none of its own. */
  readonly generation?: number;
  readonly version: string;
  readonly instanceClass: string;
  /** The instance that takes writes, then its replicas. Left out: all are of `instanceClass`, which is that of the first. */
  readonly members?: readonly DatabaseMember[];
  readonly multiAZ: boolean;
  readonly storageGiB: number;
  readonly maxStorageGiB: number;
  readonly readReplicas: number;
  readonly backupRetentionDays: number;
  /** RFC 3339; when the size last changed, carried along so that a second change waits six hours. */
  readonly storageChangedAt?: string;
};

export type AuroraDatabase = Origin & {
  readonly kind: "aurora";
  /** Tells databases of one kind apart (roles.ts). Default 0; a target has none of its own. */
  readonly generation?: number;
  readonly version: string;
  readonly instanceClass: string;
  /** Members by index. Left out: all are of `instanceClass`, which is that of the writer. */
  readonly members?: readonly DatabaseMember[];
  /** Readers that Tenfold creates. */
  readonly readersMin: number;
  /** Readers up to which AWS adds more by load. */
  readonly readersMax: number;
  readonly backupRetentionDays: number;
  /** It was made as a replica of the RDS instance of this generation: its roles and their passwords, the master's too, are that one's. */
  readonly bornOf?: number;
  /** It follows that instance still, and takes no writes. */
  readonly follows?: boolean;
};

/** PgBouncer between the pods and the database. */
export type PoolerRange = { readonly size: PodSize; readonly min: number; readonly max: number };

export type Cache = {
  readonly nodeType: string;
  readonly shards: number;
  readonly replicasPerShard: number;
  readonly multiAZ: boolean;
};
