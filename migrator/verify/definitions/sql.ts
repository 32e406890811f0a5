// Pieces of SQL that all kinds of definitions use.
import type { Side } from "../side.js";

/** A role by name; the application's under one name, as it and the master may be called otherwise on the other side. */
export function who({ application }: Pick<Side, "application">, oid: string): string {
  const oids = [...application, "'pg_database_owner'::regrole"].join(", ");
  return `CASE WHEN ${oid} = 0 THEN 'everybody' WHEN ${oid} IN (${oids}) THEN 'the application' ELSE pg_get_userbyid(${oid})::text END`;
}

/** `type` as acldefault names it; without one an empty list of rights is nothing and not the default. */
export function grants(side: Side, acl: string, { type, owner }: { readonly type?: string; readonly owner?: string } = {}) {
  const given = type === undefined ? acl : `coalesce(${acl}, acldefault('${type}', ${String(owner)}))`;
  const grantee = who(side, "a.grantee");
  // MAINTAIN came with version 17, where it is a part of ALL.
  return `(SELECT string_agg(DISTINCT concat(${grantee}, ' ', a.privilege_type,
             CASE WHEN a.is_grantable AND ${grantee} <> 'the application' THEN ' with grant option' END), ', ')
             FROM aclexplode(${given}) AS a WHERE a.privilege_type <> 'MAINTAIN')`;
}

/** Without what servers since 17.12 write into the options of each column for themselves, which nobody can set or take away. */
export const sorted = (list: string): string =>
  `(SELECT string_agg(entry::text, ', ' ORDER BY entry::text COLLATE "C") FROM unnest(${list}) AS entry
     WHERE NOT starts_with(entry::text, 'pg_attver='))`;

/** Not of the system, not temporary. */
export const ownSchema = (alias: string): string =>
  `${alias}.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND ${alias}.nspname !~ '^pg_(toast_)?temp_'`;

/** What an extension brought comes with the extension. */
export const notOfExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;
