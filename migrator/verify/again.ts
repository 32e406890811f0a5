// Whether two texts mean the same: the target reads both in and writes both anew. Whatever it makes for that is taken back.
import type { Session } from "../session.js";
import type { Again, Definition } from "./definition.js";

/** What a fact is on the source. */
export type Text = { readonly fact: string; readonly source: unknown };

export async function meansTheSame(target: Session, definition: Definition, { fact, source }: Text): Promise<boolean> {
  const how = definition.again[fact];
  const here = definition.facts[fact];
  if (how === undefined || typeof source !== "string" || typeof here !== "string") return false;
  const steps = stepsOf(how, definition);
  const before = await written(target, steps(source));
  return before !== undefined && before === (await written(target, steps(here)));
}

type Steps = { readonly make: readonly string[]; readonly read: string; readonly values?: readonly unknown[] };

function stepsOf(how: Again, { name, of }: Definition): (text: string) => Steps {
  const readView = "SELECT pg_get_viewdef('pg_temp.again'::regclass) AS text";
  switch (how) {
    case "select": {
      const from = of === undefined ? "" : ` FROM ${of}`;
      return (text) => ({ make: [`CREATE TEMPORARY VIEW again AS SELECT (${text}) AS value${from}`], read: readView });
    }
    case "view":
      return (text) => ({ make: [`CREATE TEMPORARY VIEW again AS ${text}`], read: readView });
    case "replace function":
      return (text) => ({ make: [text], read: "SELECT pg_get_functiondef($1::regprocedure) AS text", values: [name] });
    case "replace rule":
      return (text) => ({
        make: [text.replace(/^CREATE RULE/, "CREATE OR REPLACE RULE")],
        read: `SELECT pg_get_ruledef(oid) AS text FROM pg_rewrite
                WHERE ev_class = $1::regclass AND quote_ident(rulename) || ' on ' || $1 = $2`,
        values: [of, name],
      });
    case "index on copy":
      return onCopy(of, "SELECT pg_get_indexdef(indexrelid) AS text FROM pg_index WHERE indrelid = 'pg_temp.again'::regclass");
    case "trigger on copy":
      return onCopy(of, "SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgrelid = 'pg_temp.again'::regclass");
    case "domain":
      return (text) => ({
        make: [
          `DO $do$ BEGIN EXECUTE 'CREATE DOMAIN pg_temp.again AS ' || (SELECT format_type(typbasetype, typtypmod)
             FROM pg_type WHERE oid = ${quoted(of)}::regtype); END $do$`,
          `ALTER DOMAIN pg_temp.again ADD ${text.replace(/ NOT VALID$/, "")}`,
        ],
        read: "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE contypid = 'pg_temp.again'::regtype",
      });
  }
}

/** Index and trigger name their table; the copy has no rows to work through. */
function onCopy(of: string | undefined, read: string): (text: string) => Steps {
  const table = String(of);
  const moved = (text: string): string =>
    text.replace(` ON ONLY ${table} `, () => " ON pg_temp.again ").replace(` ON ${table} `, () => " ON pg_temp.again ");
  return (text) => ({ make: [`CREATE TEMPORARY TABLE again (LIKE ${table})`, moved(text)], read });
}

const quoted = (text: string | undefined): string => `'${String(text).replaceAll("'", "''")}'`;

/** Nothing when the target cannot read it. */
async function written(target: Session, { make, read, values = [] }: Steps): Promise<string | undefined> {
  await target.query("SAVEPOINT again");
  try {
    for (const statement of make) await target.query(statement);
    const [row] = await target.query(read, values);
    return typeof row?.text === "string" ? row.text : undefined;
  } catch {
    return undefined;
  } finally {
    await target.query("ROLLBACK TO SAVEPOINT again");
  }
}
