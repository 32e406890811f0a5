// What the tables hold: rows counted, and a sum of their hashes that does not depend on their order.
import type { Told } from "../gauges.js";
import type { Side } from "./side.js";

export type Content = { readonly rows: bigint; readonly sum: string };

const TABLES = `
  SELECT c.oid::regclass::text AS name, c.relkind AS kind, c.relforcerowsecurity AND c.relrowsecurity AS forced,
         ARRAY(SELECT quote_ident(attname) FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attname COLLATE "C") AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = ANY ($1::"char"[]) AND c.relpersistence <> 't' AND c.relispopulated
     AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
     AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
   ORDER BY 1`;

type Contents = ReadonlyMap<string, Content>;

export async function contents(side: Side, kind: "tables" | "materialized views", told?: Told): Promise<Contents> {
  const kinds = kind === "tables" ? ["r"] : ["m"];
  const found = new Map<string, Content>();
  const tables = await side.session.query(TABLES, [kinds]);
  told?.found(tables.length);
  for (const table of tables) {
    const content = await contentOf(side, table);
    found.set(String(table.name), content);
    told?.counted(content.rows);
  }
  return found;
}

async function contentOf({ session }: Side, table: Readonly<Record<string, unknown>>): Promise<Content> {
  const columns = Array.isArray(table.columns) ? table.columns.map(String) : [];
  const name = String(table.name);
  if (table.forced !== true) return read();
  // The owner itself is shut out, and so is a master that is no superuser. Taken back at once.
  await session.query("SAVEPOINT forced");
  const [mayAll] = await session.query("SELECT rolsuper OR rolbypassrls AS yes FROM pg_roles WHERE rolname = current_user");
  if (mayAll?.yes !== true) await session.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`);
  const content = await read();
  await session.query("ROLLBACK TO SAVEPOINT forced");
  return content;

  async function read(): Promise<Content> {
    const [row] = await session.query(sumOf(name, columns));
    return { rows: BigInt(String(row?.rows)), sum: `${String(row?.high)} ${String(row?.low)}` };
  }
}

/**
 * A sum and not an exclusive or: two equal rows would cancel out. md5 is the same in every version; both of its halves are summed.
 * The row is written by its output function itself: a cast to text may be one that the application defined. The columns are
 * named, in the order of their names: an inherited table may get another order in a copy. OFFSET 0 keeps the planner from computing
 * each hash twice.
 */
function sumOf(name: string, columns: readonly string[]): string {
  const row = `ROW(${columns.map((column) => `t.${column}`).join(", ")})`;
  const half = (at: number) => `coalesce(sum(('x' || substr(hash, ${at}, 16))::bit(64)::bigint), 0)::text`;
  return `SELECT count(*)::text AS rows, ${half(1)} AS high, ${half(17)} AS low
            FROM (SELECT md5(textin(record_out(${row}))) AS hash FROM ONLY ${name} AS t OFFSET 0) AS hashes`;
}
