// Port: the few questions about RDS that ACK cannot answer. Never used to change what ACK owns.
export type CloudDatabaseFacts = {
  readonly status: string;
  readonly allocatedStorageGiB: number;
  readonly instanceClass: string;
  readonly multiAZ: boolean;
  /** Major version. */
  readonly version: string;
  readonly deletionProtection: boolean;
};
export type CloudDatabases = {
  /** Undefined: no such instance. */
  describe(region: string, identifier: string): Promise<CloudDatabaseFacts | undefined>;
};
