// Names and numbers that everything around a database agrees on.
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import type { DatabaseRef } from "../domain/blueprint/roles.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type {
  ApplicationNames,
  AuroraDatabase,
  Blueprint,
  Database,
  Identity,
  InClusterDatabase,
  RdsDatabase,
} from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

export const DATABASE_PORT = 5432;
/** Database and role of the application. The bootstrap makes both; the application never is the master. */
export const DATABASE_NAME = "app";
export const APPLICATION_ROLE = "app";
export const MASTER_USER = "tenfold";
/** Exists in every PostgreSQL; the bootstrap connects to it. */
export const MASTER_DATABASE = "postgres";

export const SECRET_KEY = { user: "username", database: "database", password: "password", verifier: "verifier" } as const;

export type SecretName = "masterSecret" | "appSecret";

/** One that was made as a replica has the master of what it was made of, for good. */
export function masterRole(database: DatabaseRef & { readonly bornOf?: number }): string {
  const { bornOf } = database;
  return databaseRoles(bornOf === undefined ? database : { kind: "rds", generation: bornOf }).masterSecret;
}

/** Database and role of the application; what was there before Tenfold keeps its names. */
export function applicationNames(database: Database | undefined): ApplicationNames {
  const known = database === undefined || database.kind === "in-cluster" ? undefined : database.application;
  return known ?? { database: DATABASE_NAME, role: APPLICATION_ROLE };
}

/** Identifier in AWS of an instance or cluster. */
export function identifierOf(identity: Identity, database: RdsDatabase | AuroraDatabase): string {
  const kind = (database.kind === "rds" ? ACK.dbInstance : ACK.dbCluster).ref;
  return database.adopted?.identifier ?? childNameOf(identity, { kind, role: databaseRoles(database).main, holdsData: true });
}

/**
 * What somebody else has made gets our security group beside its own, so nothing of it is written before that is there. Undefined: it is, or
 * is not needed.
 */
export function missingGroup({ blueprint: { identity }, late }: Scene, database: Database | undefined): string | undefined {
  if (database === undefined || database.kind === "in-cluster" || database.adopted === undefined) return undefined;
  const { main: role } = databaseRoles(database);
  if (late.databaseGroupIDs?.[role] !== undefined) return undefined;
  return `the id of SecurityGroup ${childNameOf(identity, { kind: ACK.securityGroup.ref, role, holdsData: true })}`;
}

export function secretName(identity: Identity, database: DatabaseRef & { readonly bornOf?: number }, secret: SecretName): string {
  const role = secret === "masterSecret" ? masterRole(database) : databaseRoles(database)[secret];
  return childNameOf(identity, { kind: BUILT_IN.secret, role, holdsData: true });
}

/** Every database that exists: the application's and those beside it. */
export function allDatabases(blueprint: Blueprint): readonly Database[] {
  return [...(blueprint.database === undefined ? [] : [blueprint.database]), ...blueprint.otherDatabases];
}

/** In the cluster: one, but for while another is made from a copy of it. */
export function inClusterDatabases(blueprint: Blueprint): readonly InClusterDatabase[] {
  return allDatabases(blueprint).filter((database) => database.kind === "in-cluster");
}

export type Endpoint = { readonly host: string; readonly port: number };

/**
 * Where a database listens. In the cluster that is the name of its Service, known from the start; that of a
 * database in AWS once AWS answered.
 */
export function databaseEndpoint({ blueprint, late }: Scene, database: Database): Endpoint | undefined {
  if (database.kind === "in-cluster") return { host: inClusterHost(blueprint.identity, database), port: DATABASE_PORT };
  if (database !== blueprint.database) return late.databaseEndpoints?.[databaseRoles(database).main];
  if (late.databaseHost === undefined) return undefined;
  return { host: late.databaseHost, port: late.databasePort ?? DATABASE_PORT };
}

function inClusterHost(identity: Identity, database: InClusterDatabase): string {
  const name = childNameOf(identity, { kind: BUILT_IN.service, role: databaseRoles(database).main });
  return `${name}.${identity.namespace}.svc`;
}

/** "the endpoint of DBInstance shop-rds-…": what is waited for until it is known. */
export function endpointWords(identity: Identity, database: Exclude<Database, { kind: "in-cluster" }>): string {
  const kind = (database.kind === "rds" ? ACK.dbInstance : ACK.dbCluster).ref;
  const name = childNameOf(identity, { kind, role: databaseRoles(database).main, holdsData: true });
  return `the endpoint of ${kind.kind} ${name}`;
}
