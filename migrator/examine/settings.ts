// Settings of the application's database and role, which no dump of one database carries: read from the source, and as
// statements for the target. They go on last, when everything is copied and compared: one may forbid writing, or cut off what is slow.
import type { BootstrapOrder } from "../config.js";
import type { Session } from "../session.js";
import { identifier, literal } from "../session.js";

export type Setting = {
  readonly scope: "database" | "role" | "role in database";
  readonly name: string;
  /** As the catalog keeps it. */
  readonly value: string;
};

/** Their values are lists, kept as SQL would write them. */
const LISTS: ReadonlySet<string> = new Set([
  ...["search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"],
]);

export async function settings(source: Session, order: BootstrapOrder): Promise<readonly Setting[]> {
  const rows = await source.query(
    `SELECT CASE WHEN s.setrole = 0 THEN 'database' WHEN s.setdatabase = 0 THEN 'role' ELSE 'role in database' END AS scope,
            split_part(entry, '=', 1) AS name, substr(entry, strpos(entry, '=') + 1) AS value
       FROM pg_catalog.pg_db_role_setting s
       CROSS JOIN LATERAL unnest(s.setconfig) AS entry
       LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
       LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
      WHERE coalesce(d.datname = $1, true) AND coalesce(r.rolname = $2, true)
        AND (s.setdatabase = 0) = (d.oid IS NULL) AND (s.setrole = 0) = (r.oid IS NULL)
        AND NOT (s.setdatabase = 0 AND s.setrole = 0)
      ORDER BY 1, 2`,
    [order.database, order.role],
  );
  return rows.map((row) => ({ scope: scopeOf(row.scope), name: String(row.name), value: String(row.value) }));
}

/** For the target; `database` is what it is called there. */
export function statementOf({ scope, name, value }: Setting, { role, database }: BootstrapOrder): string {
  const [where, set] = [`ALTER ROLE ${identifier(role)}`, `SET ${nameOf(name)} TO ${valueOf(name, value)}`];
  if (scope === "database") return `ALTER DATABASE ${identifier(database)} ${set}`;
  return scope === "role" ? `${where} ${set}` : `${where} IN DATABASE ${identifier(database)} ${set}`;
}

function scopeOf(scope: unknown): Setting["scope"] {
  return scope === "database" || scope === "role" ? scope : "role in database";
}

const nameOf = (name: string): string => name.split(".").map(identifier).join(".");

function valueOf(name: string, value: string): string {
  if (!LISTS.has(name.toLowerCase())) return literal(value);
  const elements = elementsOf(value);
  return elements.length === 0 ? "''" : elements.map(literal).join(", ");
}

/** Elements of a list of identifiers, quoted or not. */
function elementsOf(list: string): readonly string[] {
  return [...list.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
