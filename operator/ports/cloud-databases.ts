// Port: the few questions about RDS that ACK cannot answer. Never used to change what ACK owns.
import type { CloudDatabase, OutsideDatabase } from "../../domain/api/cloud-database.js";

export type CloudDatabaseFacts = {
  readonly status: string;
  readonly allocatedStorageGiB: number;
  readonly instanceClass: string;
  readonly multiAZ: boolean;
  /** Major version. */
  readonly version: string;
  readonly deletionProtection: boolean;
};
/** Resource ids by identifier. */
export type CloudInventory = {
  readonly instances: ReadonlyMap<string, string>;
  readonly clusters: ReadonlyMap<string, string>;
};
export type CloudDatabaseKind = "DBInstance" | "DBCluster";
export type CloudDatabaseState = {
  readonly status: string;
  readonly resourceID: string;
  readonly deletionProtection: boolean;
};
export type CloudSnapshot = {
  /** "available": it is finished. */
  readonly status: string;
  /** Identifier and resource id of the database that it was taken of. */
  readonly source: string;
  readonly resourceID: string;
};
export type CloudDatabases = {
  /** False: nothing may be asked, and every question is rejected. */
  readonly asks: boolean;
  /** Everything in a region, all pages: what is not in it is not there. */
  list(region: string): Promise<CloudInventory>;
  /** Undefined: no such instance. */
  describe(region: string, identifier: string): Promise<CloudDatabaseFacts | undefined>;
  /** Undefined: no such database. */
  state(region: string, kind: CloudDatabaseKind, identifier: string): Promise<CloudDatabaseState | undefined>;
  /** Of a database of that kind. Undefined: no snapshot of that name. */
  snapshot(region: string, kind: CloudDatabaseKind, name: string): Promise<CloudSnapshot | undefined>;
  /** A whole database with its replicas or members, to take it over. Undefined: no such instance or cluster. */
  find(region: string, database: Pick<CloudDatabase, "kind" | "name">): Promise<CloudDatabase | undefined>;
  /** The same of one that was never Tenfold's, with all that tells whether it can be adopted. */
  inspect(region: string, database: Pick<CloudDatabase, "kind" | "name">): Promise<OutsideDatabase | undefined>;
};
