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
  /** False: somebody else was first. */
  create(record: LeaseRecord): Promise<boolean>;
  update(record: LeaseRecord): Promise<boolean>;
};
