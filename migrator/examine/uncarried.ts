// Settings of the database, of its role and of its functions that the target would not take, or that would shut the application out.
import { identifier } from "../session.js";
import type { Check, Found, Row } from "./ground.js";
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
  const known = await target.query(`SELECT lower(name) AS name, context FROM pg_settings WHERE lower(name) = ANY ($1)`, [
    set.map(({ name }) => name.toLowerCase()),
  ]);
  const allowed = await mayAll(target);
  const byName = new Map(known.map((row) => [String(row.name), row]));
  return set.flatMap((one) => judged(one, { row: byName.get(one.name.toLowerCase()), allowed }));
};

async function mayAll(target: Parameters<typeof settings>[0]): Promise<boolean> {
  const [row] = await target.query("SELECT rolsuper AS yes FROM pg_roles WHERE rolname = current_user");
  return row?.yes === true;
}

type Set = { readonly name: string; readonly value: string; readonly alter: string };

function judged(
  { name, value, alter }: Set,
  { row, allowed }: { readonly row: Row | undefined; readonly allowed: boolean },
): readonly Found[] {
  const at = (message: string): Found => ({
    code: "setting",
    object: name,
    message,
    remedy: `${alter} RESET ${name.split(".").map(identifier).join(".")};`,
  });
  if (LOCAL.has(name.toLowerCase()) && value !== "" && value !== '""') {
    return [at(`setting ${name} (${alter}) names something of the source's server, which the target has not`)];
  }
  // A name with a dot is anybody's own.
  if (row === undefined) return name.includes(".") ? [] : [at(`setting ${name} (${alter}) is not known on the target`)];
  const free = row.context === "user" || row.context === "backend";
  return free || allowed ? [] : [at(`setting ${name} (${alter}) may only be made by a superuser, and the target has none`)];
}
