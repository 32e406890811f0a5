// A database as AWS describes it, with all its instances.

export type CloudInstance = {
  readonly name: string;
  readonly instanceClass: string;
};

export type CloudDatabase = {
  readonly kind: "rds" | "aurora";
  /** Identifier of the instance or cluster. */
  readonly name: string;
  readonly resourceID: string;
  readonly status: string;
  /** Major version. */
  readonly version: string;
  readonly backupRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly securityGroupIDs: readonly string[];
  /** Of RDS; Aurora has none of its own. */
  readonly storageGiB: number;
  readonly maxStorageGiB: number | undefined;
  readonly multiAZ: boolean;
  /** RDS: the one that takes writes, then its replicas. Aurora: the members, in no order. */
  readonly instances: readonly CloudInstance[];
  /** Aurora: the member that takes writes. */
  readonly writer?: string;
};
