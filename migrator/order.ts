// What a run of the program is to do, as its environment says it.
import type { Server } from "./environment.js";

/** What bootstrap is to make. */
export type BootstrapOrder = {
  /** Database that exists already and that the master connects to. */
  readonly masterDatabase: string;
  readonly role: string;
  /** SCRAM-SHA-256 verifier in PostgreSQL's text form: bootstrap never sees the password itself. */
  readonly verifier: string;
  readonly database: string;
};

/** Which run of which move this is; undoing an attempt bars its every later act. */
export type Attempt = { readonly move: string; readonly attempt: number };

/** The application's role and database have the same names on both sides. */
export type MoveOrder = BootstrapOrder &
  Attempt & {
    readonly source: Server;
    readonly target: Server;
    /** To prove that the application can work, as itself. */
    readonly password: string;
    /** 0: no limit. */
    readonly freezeSeconds: number;
    readonly workFolder: string;
    /** Tables that are copied at the same time. */
    readonly copyJobs: number;
    /** Where pg_dump and pg_restore are; undefined: on PATH. */
    readonly programFolder?: string;
    readonly pooler?: PoolerAccess;
    /** How the target gets the data. */
    readonly by: "copy" | "replica";
  };

/** PgBouncer's admin console, on every address that the name has. */
export type PoolerAccess = {
  readonly hosts: string;
  readonly port: number;
  /** Where each of them is told of another database. */
  readonly leadPort: number;
  readonly user: string;
  readonly password: string;
};
