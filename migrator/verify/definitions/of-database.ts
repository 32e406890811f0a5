// What stands beside the tables: functions, types, extensions, default rights, and the rarer kinds.
import type { Kind } from "../definition.js";
import { grants, notOfExtension, ownSchema, who } from "./sql.js";

const FUNCTIONS: Kind = {
  again: { definition: "replace function" },
  sql: (side) => `
    SELECT CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
           p.oid::regprocedure::text AS name,
           json_build_object('owner', ${who(side, "p.proowner")}, 'comment', obj_description(p.oid, 'pg_proc'),
             'grants', ${grants(side, "p.proacl", { type: "f", owner: "p.proowner" })},
             'definition', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
             'parts', (SELECT concat_ws(' ', a.aggkind, a.aggnumdirectargs, a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn,
                          a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, a.aggfinalextra, a.aggfinalmodify,
                          a.aggsortop::regoperator, a.aggtranstype::regtype, a.agginitval, a.aggminitval, p.proparallel)
                         FROM pg_aggregate a WHERE a.aggfnoid = p.oid)) AS facts
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE ${ownSchema("n")} AND ${notOfExtension("pg_proc", "p.oid")}
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`,
};

/** Those of tables and arrays go with what they belong to. */
const TYPES: Kind = {
  again: { default: "select" },
  sql: (side) => `
    SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' ELSE 'type' END AS kind,
           t.oid::regtype::text AS name,
           json_build_object('owner', ${who(side, "t.typowner")}, 'comment', obj_description(t.oid, 'pg_type'),
             'grants', ${grants(side, "t.typacl", { type: "T", owner: "t.typowner" })},
             'values', (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
             'base', CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, 'not null', t.typnotnull,
             'default', CASE WHEN t.typdefaultbin IS NULL THEN t.typdefault ELSE pg_get_expr(t.typdefaultbin, 0) END,
             'collation', nullif(t.typcollation, 0)::regcollation::text,
             'range', (SELECT concat_ws(' ', r.rngsubtype::regtype, nullif(r.rngcollation, 0)::regcollation, nullif(r.rngcanonical::oid, 0)::regproc,
                          nullif(r.rngsubdiff::oid, 0)::regproc, r.rngmultitypid::regtype) FROM pg_range r WHERE r.rngtypid = t.oid)) AS facts
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_class c ON c.oid = t.typrelid
     WHERE ${ownSchema("n")} AND ${notOfExtension("pg_type", "t.oid")} AND coalesce(c.relkind = 'c', true) AND t.typtype <> 'm'
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)`,
};

const DOMAIN_CONSTRAINTS: Kind = {
  again: { definition: "domain" },
  sql: () => `
    SELECT 'constraint' AS kind, quote_ident(k.conname) || ' on domain ' || t.oid::regtype::text AS name, t.oid::regtype::text AS of,
           json_build_object('definition', pg_get_constraintdef(k.oid), 'validated', k.convalidated,
             'comment', obj_description(k.oid, 'pg_constraint')) AS facts
      FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE k.contype = 'c' AND ${ownSchema("n")} AND ${notOfExtension("pg_type", "t.oid")}`,
};

/** Their version is the server's own. */
const EXTENSIONS: Kind = {
  sql: () => `
    SELECT 'extension' AS kind, quote_ident(x.extname) AS name, json_build_object('schema', n.nspname) AS facts
      FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace`,
};

const DEFAULT_RIGHTS: Kind = {
  sql: (side) => `
    SELECT 'default rights' AS kind,
           concat_ws(' ', 'of', ${who(side, "a.defaclrole")}, 'for', a.defaclobjtype, 'in ' || quote_ident(n.nspname)) AS name,
           json_build_object('grants', ${grants(side, "a.defaclacl")}) AS facts
      FROM pg_default_acl a LEFT JOIN pg_namespace n ON n.oid = a.defaclnamespace`,
};

const PUBLICATIONS: Kind = {
  sql: () => `
    SELECT 'publication' AS kind, quote_ident(p.pubname) AS name,
           json_build_object('all tables', p.puballtables, 'comment', obj_description(p.oid, 'pg_publication'),
             'operations', concat_ws(' ', p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate), 'root', p.pubviaroot,
             'tables', (SELECT string_agg(prrelid::regclass::text, ', ' ORDER BY prrelid::regclass::text COLLATE "C")
                          FROM pg_publication_rel WHERE prpubid = p.oid)) AS facts
      FROM pg_publication p`,
};

/** Compared by identity and comment alone: they are rare, and made whole or not at all. */
const RARE = [
  ...[
    "pg_cast",
    "pg_operator",
    "pg_opclass",
    "pg_opfamily",
    "pg_conversion",
    "pg_collation",
    "pg_transform",
    "pg_language",
    "pg_am",
  ],
  ...["pg_ts_config", "pg_ts_dict", "pg_ts_parser", "pg_ts_template", "pg_event_trigger", "pg_foreign_server"],
];
const FIRST_OWN_OID = 16_384;

const OTHERS: Kind = {
  sql: () => `
    SELECT o.type AS kind, o.identity AS name, json_build_object('comment', obj_description(x.oid, x.catalog)) AS facts
      FROM (${RARE.map((catalog) => `SELECT '${catalog}'::name AS catalog, oid FROM ${catalog} WHERE oid >= ${FIRST_OWN_OID}`).join(" UNION ALL ")}) AS x
      CROSS JOIN LATERAL pg_identify_object(x.catalog::text::regclass, x.oid, 0) AS o
     WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = x.catalog::text::regclass AND e.objid = x.oid AND e.deptype = 'e')`,
};

const SEARCHES: Kind = {
  sql: () => `
    SELECT 'mapping of text search configuration' AS kind, c.oid::regconfig::text AS name, json_build_object('parser', c.cfgparser, 'tokens',
             (SELECT string_agg(concat_ws(' ', maptokentype, mapseqno, mapdict::regdictionary), ', ' ORDER BY maptokentype, mapseqno)
                FROM pg_ts_config_map WHERE mapcfg = c.oid)) AS facts
      FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
     WHERE ${ownSchema("n")} AND ${notOfExtension("pg_ts_config", "c.oid")}`,
};

export const DATABASE_KINDS: readonly Kind[] = [
  ...[FUNCTIONS, TYPES, DOMAIN_CONSTRAINTS, EXTENSIONS, DEFAULT_RIGHTS, PUBLICATIONS, OTHERS, SEARCHES],
];
