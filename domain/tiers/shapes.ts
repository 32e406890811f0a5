// Shapes that the tier table and the blueprint share: sizes of pods, databases and caches.

export type PodSize = { readonly cpuMillicores: number; readonly memoryMiB: number };

export type InClusterDatabase = {
  readonly kind: "in-cluster";
  readonly version: string;
  readonly storageGiB: number;
  readonly size: PodSize;
  readonly node: "same-node" | "other-node";
};

export type RdsDatabase = {
  readonly kind: "rds";
  readonly version: string;
  readonly instanceClass: string;
  readonly multiAZ: boolean;
  readonly storageGiB: number;
  readonly maxStorageGiB: number;
  readonly readReplicas: number;
  readonly backupRetentionDays: number;
  /** RFC 3339; when the size last changed, carried along so that a second change waits six hours. */
  readonly storageChangedAt?: string;
};

export type AuroraDatabase = {
  readonly kind: "aurora";
  readonly version: string;
  readonly instanceClass: string;
  /** Readers that Tenfold creates. */
  readonly readersMin: number;
  /** Readers up to which AWS adds more by load. */
  readonly readersMax: number;
  readonly backupRetentionDays: number;
};

export type Cache = {
  readonly nodeType: string;
  readonly shards: number;
  readonly replicasPerShard: number;
  readonly multiAZ: boolean;
};
