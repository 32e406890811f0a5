// Objects of the source that a copy would lose, or that only a superuser can make, which a managed database has none of.
import { identifier } from "../session.js";
import type { Check, Row } from "./ground.js";
import { inSource } from "./ground.js";

const FIRST_OWN_OID = 16_384;
const own = (catalog: string, alias: string): string =>
  `${alias}.oid >= ${FIRST_OWN_OID} AND NOT EXISTS (SELECT FROM pg_depend e
     WHERE e.classid = '${catalog}'::regclass AND e.objid = ${alias}.oid AND e.deptype = 'e')`;
const NO_SUPERUSER = "only a superuser may make it, and the target has none";

type Words = {
  readonly code: string;
  readonly message: (name: string, row: Row) => string;
  readonly remedy: (name: string, row: Row) => string;
};

/** The query names each as `name`. */
const each = (sql: string, { code, message, remedy }: Words): Check =>
  inSource(sql, (row) => {
    const object = String(row.name);
    return { code, object, message: message(object, row), remedy: remedy(object, row) };
  });

/** Those that come with a type of ranges, and aggregates, count as the server's own code. */
const ROUTINES = `SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE ${own("pg_proc", "p")}
    AND p.prokind <> 'a' AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')`;

const routines: readonly Check[] = [
  each(`${ROUTINES} AND l.lanname IN ('c', 'internal') ORDER BY 1`, {
    code: "c-function",
    message: (name) => `function ${name} is code of the server's machine, which the target does not run`,
    remedy: (name) => `DROP ROUTINE ${name};`,
  }),
  each(`${ROUTINES} AND NOT l.lanpltrusted AND l.lanname NOT IN ('c', 'internal') ORDER BY 1`, {
    code: "untrusted-language",
    message: (name) => `function ${name} is in a language that is not trusted: ${NO_SUPERUSER}`,
    remedy: (name) => `DROP ROUTINE ${name};`,
  }),
  each(`${ROUTINES} AND p.proleakproof AND l.lanname NOT IN ('c', 'internal') ORDER BY 1`, {
    code: "leakproof",
    message: (name) => `function ${name} is LEAKPROOF: ${NO_SUPERUSER}`,
    remedy: (name) => `ALTER FUNCTION ${name} NOT LEAKPROOF;`,
  }),
  inSource(
    `${ROUTINES} AND p.prosecdef AND p.proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) ORDER BY 1`,
    ({ name }, { role }) => ({
      code: "security-definer",
      object: String(name),
      message: `function ${String(name)} runs with the rights of a superuser (SECURITY DEFINER); on the target it would run with the application's`,
      remedy: `ALTER ROUTINE ${String(name)} OWNER TO ${identifier(role)};`,
    }),
  ),
];

/** Kinds of which nothing can be made without a superuser. */
const NEED_SUPERUSER = ["pg_opclass", "pg_opfamily", "pg_am", "pg_ts_parser", "pg_ts_template", "pg_language"];
const kinds = [
  ...NEED_SUPERUSER.map(
    (catalog) => `SELECT '${catalog}'::regclass AS catalog, o.oid FROM ${catalog} o WHERE ${own(catalog, "o")}`,
  ),
  `SELECT 'pg_cast'::regclass, o.oid FROM pg_cast o WHERE o.castmethod = 'b' AND ${own("pg_cast", "o")}`,
  `SELECT 'pg_type'::regclass, o.oid FROM pg_type o WHERE o.typtype IN ('b', 'p') AND ${own("pg_type", "o")}
      AND NOT EXISTS (SELECT FROM pg_type a WHERE a.typarray = o.oid)`,
  `SELECT 'pg_event_trigger'::regclass, o.oid FROM pg_event_trigger o WHERE ${own("pg_event_trigger", "o")}`,
].join(" UNION ALL ");

const needSuperuser = each(
  `SELECT i.type || ' ' || i.identity AS name, upper(i.type) || ' ' || i.identity AS sql
     FROM (${kinds}) AS k CROSS JOIN LATERAL pg_identify_object(k.catalog, k.oid, 0) AS i ORDER BY 1`,
  {
    code: "needs-superuser",
    message: (name) => `${name}: ${NO_SUPERUSER}`,
    remedy: (_, { sql }) => `DROP ${String(sql)} CASCADE; (CASCADE drops also what uses it)`,
  },
);

const foreign = each(
  `SELECT 'server ' || quote_ident(srvname) AS name, 'SERVER ' || quote_ident(srvname) AS sql FROM pg_foreign_server
   UNION ALL SELECT 'foreign-data wrapper ' || quote_ident(fdwname), 'FOREIGN DATA WRAPPER ' || quote_ident(fdwname)
     FROM pg_foreign_data_wrapper w WHERE ${own("pg_foreign_data_wrapper", "w")} ORDER BY 1`,
  {
    code: "foreign-data",
    message: (name) =>
      `${name} reaches data outside of this database, which the target may not reach, with passwords that are not moved`,
    remedy: (_, { sql }) =>
      `DROP ${String(sql)} CASCADE; (CASCADE drops its foreign tables and user mappings too; it can be made again on the target)`,
  },
);

const labels = each(
  "SELECT objtype || ' ' || objname AS name, quote_ident(provider) AS provider FROM pg_seclabels WHERE objtype NOT IN ('database', 'role', 'tablespace') ORDER BY 1",
  {
    code: "security-label",
    message: (name, { provider }) => `${name} has a security label of ${String(provider)}, which the target does not know`,
    remedy: (name, { provider }) => `SECURITY LABEL FOR ${String(provider)} ON ${name} IS NULL;`,
  },
);

const indexes = each(
  `SELECT i.indexrelid::regclass::text AS name, i.indrelid::regclass::text AS of FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relkind = 'i' AND NOT (i.indisvalid AND i.indisready) AND c.oid >= ${FIRST_OWN_OID}
      AND c.relnamespace <> 'pg_toast'::regnamespace ORDER BY 1`,
  {
    code: "invalid-index",
    message: (name, { of }) =>
      `index ${name} on ${String(of)} is not valid (its building was interrupted, or is still going on) and would be left out`,
    remedy: (name) => `REINDEX INDEX ${name}; or, if nobody needs it: DROP INDEX ${name};`,
  },
);

const disabledKeys = each(
  `SELECT t.tgrelid::regclass::text AS name, string_agg(format('ALTER TABLE %s ENABLE TRIGGER %I;', t.tgrelid::regclass, t.tgname), ' ' ORDER BY t.tgname) AS sql
     FROM pg_trigger t WHERE t.tgisinternal AND t.tgenabled <> 'O' AND t.tgconstraint <> 0 GROUP BY t.tgrelid ORDER BY 1`,
  {
    code: "disabled-foreign-key",
    message: (name) =>
      `table ${name} has foreign keys that are switched off (DISABLE TRIGGER ALL); on the target they would be in force`,
    remedy: (_, { sql }) => String(sql),
  },
);

const inSystemSchemas = each(
  `SELECT i.type || ' ' || i.identity AS name, i.type AS kind, i.identity AS identity FROM (
     SELECT 'pg_class'::regclass AS catalog, c.oid FROM pg_class c WHERE c.relkind <> 'i' AND c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND ${own("pg_class", "c")}
     UNION ALL SELECT 'pg_proc'::regclass, p.oid FROM pg_proc p WHERE p.pronamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND ${own("pg_proc", "p")}
   ) AS k CROSS JOIN LATERAL pg_identify_object(k.catalog, k.oid, 0) AS i ORDER BY 1`,
  {
    code: "in-system-schema",
    message: (name) => `${name} is in a schema of the system, which no copy contains`,
    remedy: (_, { kind, identity }) => `ALTER ${String(kind).toUpperCase()} ${String(identity)} SET SCHEMA public;`,
  },
);

/** A master that is no superuser is kept from reading all rows, and so is a dump that it makes. */
export const forcedRowSecurity = each(
  `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_roles m ON m.rolname = current_user
    WHERE c.relrowsecurity AND c.relforcerowsecurity AND NOT (m.rolsuper OR m.rolbypassrls) ORDER BY 1`,
  {
    code: "forced-row-security",
    message: (name) => `table ${name} has FORCE ROW LEVEL SECURITY: the master cannot read all of its rows`,
    remedy: (name) => `ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY; (and FORCE again on the target)`,
  },
);

export const OBJECT_CHECKS: readonly Check[] = [
  ...routines,
  ...[needSuperuser, foreign, labels, indexes, disabledKeys, inSystemSchemas, forcedRowSecurity],
  inSource(
    "SELECT count(*)::int AS number, min(oid::regclass::text) AS name FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' HAVING count(*) > 0",
    (row) => ({
      note: `${String(row.number)} unlogged tables (for example ${String(row.name)}) are moved with their rows; a failover of the target empties them`,
    }),
  ),
  inSource("SELECT count(*)::int AS number FROM pg_largeobject_metadata HAVING count(*) > 0", (row) => ({
    note: `${String(row.number)} large objects are moved, each for itself, which is slower than rows`,
  })),
  inSource(
    "SELECT quote_ident(spcname) AS name, count(*)::int AS number FROM pg_class c JOIN pg_tablespace s ON s.oid = c.reltablespace WHERE s.spcname <> 'pg_global' GROUP BY 1 ORDER BY 1",
    (row) => ({
      note: `${String(row.number)} tables and indexes of tablespace ${String(row.name)} go to the only storage that the target has`,
    }),
  ),
];
