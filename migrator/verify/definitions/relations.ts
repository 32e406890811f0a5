// Schemas, and everything that has columns: tables, views, partitions, sequences, composite types.
import type { Kind } from "../definition.js";
import { grants, notOfExtension, ownSchema, sorted, who } from "./sql.js";

const KIND_WORDS = `CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
  WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' ELSE 'composite type' END`;

/** An empty schema public comes with every new database, also when the application has dropped its own. */
const SCHEMAS: Kind = {
  sql: (side) => `
    SELECT 'schema' AS kind, quote_ident(n.nspname) AS name,
           json_build_object('owner', ${who(side, "n.nspowner")}, 'comment', obj_description(n.oid, 'pg_namespace'),
             'grants', ${grants(side, "n.nspacl", { type: "n", owner: "n.nspowner" })}) AS facts
      FROM pg_namespace n
     WHERE ${ownSchema("n")} AND ${notOfExtension("pg_namespace", "n.oid")}
       AND NOT (n.nspname = 'public' AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid))`,
};

const RELATIONS: Kind = {
  again: { query: "view" },
  sql: (side) => `
    SELECT ${KIND_WORDS} AS kind, c.oid::regclass::text AS name,
           json_build_object('owner', ${who(side, "c.relowner")}, 'comment', obj_description(c.oid, 'pg_class'),
             'grants', CASE WHEN c.relkind = 'S' THEN ${grants(side, "c.relacl", { type: "s", owner: "c.relowner" })}
                            WHEN c.relkind <> 'c' THEN ${grants(side, "c.relacl", { type: "r", owner: "c.relowner" })} END,
             'persistence', c.relpersistence, 'populated', c.relispopulated,
             'row level security', c.relrowsecurity, 'forced row level security', c.relforcerowsecurity,
             'replica identity', c.relreplident, 'options', ${sorted("c.reloptions")},
             'options of long values', (SELECT ${sorted("t.reloptions")} FROM pg_class t WHERE t.oid = c.reltoastrelid),
             'access method', (SELECT amname FROM pg_am WHERE pg_am.oid = c.relam),
             'parents', (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = c.oid),
             'partition key', pg_get_partkeydef(c.oid), 'partition bound', pg_get_expr(c.relpartbound, c.oid),
             'type', nullif(c.reloftype, 0)::regtype::text,
             'query', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END) AS facts
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND ${ownSchema("n")} AND ${notOfExtension("pg_class", "c.oid")}`,
};

/** The default of attstattarget is -1, and from version 17 on nothing. Generated columns keep their expression as a default. */
const COLUMNS: Kind = {
  again: { default: "select" },
  sql: (side) => `
    SELECT 'column' AS kind, c.oid::regclass::text || '.' || quote_ident(a.attname) AS name, c.oid::regclass::text AS of,
           json_build_object('type', format_type(a.atttypid, a.atttypmod), 'not null', a.attnotnull,
             'default', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated, 'identity', a.attidentity,
             'position', (SELECT count(*) FROM pg_attribute b
                           WHERE b.attrelid = c.oid AND b.attnum > 0 AND b.attnum <= a.attnum AND NOT b.attisdropped),
             'collation', CASE WHEN a.attcollation <> 0 THEN a.attcollation::regcollation::text END,
             'storage', a.attstorage, 'compression', a.attcompression, 'options', ${sorted("a.attoptions")},
             'statistics target', coalesce(a.attstattarget::int, -1),
             'comment', col_description(c.oid, a.attnum), 'grants', ${grants(side, "a.attacl")}) AS facts
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
       AND ${ownSchema("n")} AND ${notOfExtension("pg_class", "c.oid")}`,
};

/** Without their position: that is compared for itself, as it need not be equal. */
const SEQUENCES: Kind = {
  sql: () => `
    SELECT 'counting of sequence' AS kind, s.seqrelid::regclass::text AS name, s.seqrelid::regclass::text AS of,
           json_build_object('type', s.seqtypid::regtype::text, 'start', s.seqstart::text, 'increment', s.seqincrement::text,
             'smallest', s.seqmin::text, 'largest', s.seqmax::text, 'cycle', s.seqcycle, 'cache', s.seqcache::text,
             'column', (SELECT concat(d.deptype, ' ', d.refobjid::regclass, '.', quote_ident(a.attname))
                          FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                         WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i')
                           AND d.refclassid = 'pg_class'::regclass)) AS facts
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${ownSchema("n")} AND ${notOfExtension("pg_class", "c.oid")}`,
};

export const RELATION_KINDS: readonly Kind[] = [SCHEMAS, RELATIONS, COLUMNS, SEQUENCES];
