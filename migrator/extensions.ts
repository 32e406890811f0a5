// The extensions of a database: only the master may make them, so they are made before the rest is restored as the application's role.
import type { Session } from "./session.js";
import { identifier } from "./session.js";

export type Extension = { readonly name: string; readonly schema: string };

export async function extensionsOf(source: Session): Promise<readonly Extension[]> {
  const rows = await source.query(
    `SELECT extname::text AS name, nspname::text AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace
      WHERE extname <> 'plpgsql' ORDER BY e.oid`,
  );
  return rows.map(({ name, schema }) => ({ name: String(name), schema: String(schema) }));
}

/** In a database that is empty but for these. */
export async function makeExtensions(target: Session, extensions: readonly Extension[], role: string): Promise<void> {
  for (const { name, schema } of extensions) {
    if (!isBuiltIn(schema)) {
      await target.query(`CREATE SCHEMA IF NOT EXISTS ${identifier(schema)} AUTHORIZATION ${identifier(role)}`);
    }
    await target.query(`CREATE EXTENSION IF NOT EXISTS ${identifier(name)} SCHEMA ${identifier(schema)} CASCADE`);
  }
}

/** Is there in every new database. */
export function isBuiltIn(schema: string): boolean {
  return schema === "public" || schema === "pg_catalog";
}
