// Port: one Lease. Writes are conditional on the version that was read.
export type LeaseRecord = {
  /** Empty: released. */
  readonly holder: string;
  readonly durationSeconds: number;
  /** Milliseconds since the epoch. */
  readonly acquireTime: number;
  readonly renewTime: number;
  readonly transitions: number;
  readonly resourceVersion: string | undefined;
};
export type Leases = {
  read(): Promise<LeaseRecord | undefined>;
  /** The version that was written; undefined: somebody else was first. */
  create(record: LeaseRecord): Promise<string | undefined>;
  /** Undefined also when there is none to update any more. */
  update(record: LeaseRecord): Promise<string | undefined>;
};
