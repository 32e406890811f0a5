// Settings of the database, of its role and of its functions that the target would not take, or that would shut the application out.
import type { Session } from "../session.js";
import { identifier } from "../session.js";
import type { Check, Found } from "./ground.js";
import type { Setting } from "./settings.js";
import { settings } from "./settings.js";

/** Name what is only on the source: another role, another place of storage, a library of the server's machine. */
const LOCAL: ReadonlySet<string> = new Set([
  ...[
    "role",
    "session_authorization",
    "default_tablespace",
    "temp_tablespaces",
    "local_preload_libraries",
    "session_preload_libraries",
  ],
]);

export const settingChecks: Check = async ({ source, sourceServer, target, order }) => {
  const found = await settings(sourceServer, order);
  const onDatabase = `ALTER DATABASE ${identifier(order.database)}`;
  const onRole = `ALTER ROLE ${identifier(order.role)}`;
  const where: Readonly<Record<Setting["scope"], string>> = {
    database: onDatabase,
    role: onRole,
    "role in database": `${onRole} IN DATABASE ${identifier(order.database)}`,
  };
  const functions = await source.query(
    `SELECT p.oid::regprocedure::text AS routine, split_part(entry, '=', 1) AS name FROM pg_proc p CROSS JOIN LATERAL unnest(p.proconfig) AS entry
      WHERE p.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
      ORDER BY 1, 2`,
  );
  const set = [
    ...found.map(({ scope, name, value }) => ({ name, value, alter: where[scope] })),
    ...functions.map(({ routine, name }) => ({ name: String(name), value: "", alter: `ALTER ROUTINE ${String(routine)}` })),
  ];
  const allowed = await allowedOn(target, [...new Set(set.map(({ name }) => name.toLowerCase()))]);
  return set.flatMap((one) => judged(one, allowed.get(one.name.toLowerCase())));
};

/** Whether the target's master may make each of these settings; nothing about one that is not known there. */
async function allowedOn(target: Session, names: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const [master] = await target.query(
    `SELECT rolsuper AS all, to_regprocedure('pg_catalog.has_parameter_privilege(text,text)') IS NOT NULL AS granted
       FROM pg_roles WHERE rolname = current_user`,
  );
  const granted = master?.granted === true ? "has_parameter_privilege(given.name, 'SET')" : "false";
  const rows = await target.query(
    `SELECT given.name, $2 OR coalesce(s.context IN ('user', 'backend'), false) OR ${granted} AS allowed
       FROM unnest($1::text[]) AS given(name) LEFT JOIN LATERAL (SELECT context FROM pg_settings WHERE lower(pg_settings.name) = given.name) AS s ON true
      WHERE s.context IS NOT NULL OR strpos(given.name, '.') > 0`,
    [names, master?.all === true],
  );
  return new Map(rows.map(({ name, allowed }) => [String(name), allowed === true]));
}

type SetAt = { readonly name: string; readonly value: string; readonly alter: string };

function judged({ name, value, alter }: SetAt, allowed: boolean | undefined): readonly Found[] {
  const at = (message: string): Found => ({
    ...{ code: "setting", object: name, message },
    remedy: `${alter} RESET ${name.split(".").map(identifier).join(".")}; and let the application set it when it connects, if it needs it.`,
  });
  if (LOCAL.has(name.toLowerCase()) && value !== "" && value !== '""') {
    return [at(`setting ${name} (${alter}) names something of the source's server, which the target has not`)];
  }
  if (allowed === undefined) return [at(`setting ${name} (${alter}) is not known on the target`)];
  return allowed ? [] : [at(`setting ${name} (${alter}) may only be made by a superuser, and the target has none`)];
}
