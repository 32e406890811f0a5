// A database as AWS describes it, with all its instances.

export type CloudInstance = {
  readonly name: string;
  readonly instanceClass: string;
};

export type OutsideInstance = CloudInstance & {
  readonly status: string;
  readonly promotionTier: number;
  readonly isPublic: boolean;
  readonly tags: Readonly<Record<string, string>>;
};

/** One that was never Tenfold's, with what tells whether it can be adopted. */
export type OutsideDatabase = CloudDatabase & {
  readonly engine: string;
  readonly accountID: string;
  /** Undefined: RDS does not say. */
  readonly vpcID: string | undefined;
  readonly port: number;
  readonly masterUser: string;
  /** Its password is in Secrets Manager, where RDS changes it. */
  readonly masterIsManaged: boolean;
  readonly isEncrypted: boolean;
  /** An instance: the cluster that it is part of. */
  readonly cluster?: string;
  /** What it is a replica of, or the global database that it belongs to. */
  readonly follows?: string;
  /** Aurora: the same instances, with what else they keep. */
  readonly outsideInstances: readonly OutsideInstance[];
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
