// What hangs on a table: constraints, indexes, triggers, rules, policies, statistics.
import type { Kind } from "../definition.js";
import { notOfExtension, ownSchema, sorted, who } from "./sql.js";

const OWN_TABLE = `${ownSchema("n")} AND ${notOfExtension("pg_class", "c.oid")}`;
const nameOn = (name: string): string => `quote_ident(${name}) || ' on ' || c.oid::regclass::text`;

/**
 * The part of a foreign key that a partition has from its parent is named by the server, and comes with the parent's. Version 18
 * has a constraint for NOT NULL too, which is compared as part of the column.
 */
const CONSTRAINTS: Kind = {
  again: { check: "select" },
  sql: () => `
    SELECT 'constraint' AS kind, ${nameOn("k.conname")} AS name, c.oid::regclass::text AS of,
           json_build_object('definition', CASE WHEN k.contype NOT IN ('c', 'x') THEN pg_get_constraintdef(k.oid) END,
             'check', CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END,
             'type', k.contype, 'validated', k.convalidated, 'deferrable', k.condeferrable, 'deferred', k.condeferred,
             'inherited by no table', k.connoinherit, 'comment', obj_description(k.oid, 'pg_constraint')) AS facts
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND NOT (k.contype = 'f' AND k.conparentid <> 0) AND ${OWN_TABLE}`,
};

/** An index of a schema has a name of its own there. */
const INDEXES: Kind = {
  again: { definition: "index on copy" },
  sql: () => `
    SELECT 'index' AS kind, i.indexrelid::regclass::text AS name, c.oid::regclass::text AS of,
           json_build_object('definition', pg_get_indexdef(i.indexrelid), 'valid', i.indisvalid, 'primary', i.indisprimary,
             'clustered', i.indisclustered, 'replica identity', i.indisreplident,
             'parent', (SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = i.indexrelid),
             'statistics targets', (SELECT string_agg(attnum || '=' || attstattarget, ' ' ORDER BY attnum) FROM pg_attribute
                                     WHERE attrelid = i.indexrelid AND attstattarget >= 0),
             'comment', obj_description(i.indexrelid, 'pg_class')) AS facts
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${OWN_TABLE}`,
};

const TRIGGERS: Kind = {
  again: { definition: "trigger on copy" },
  sql: () => `
    SELECT 'trigger' AS kind, ${nameOn("t.tgname")} AS name, c.oid::regclass::text AS of,
           json_build_object('definition', pg_get_triggerdef(t.oid), 'enabled', t.tgenabled,
             'comment', obj_description(t.oid, 'pg_trigger')) AS facts
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT t.tgisinternal AND ${OWN_TABLE}`,
};

const RULES: Kind = {
  again: { definition: "replace rule" },
  sql: () => `
    SELECT 'rule' AS kind, ${nameOn("r.rulename")} AS name, c.oid::regclass::text AS of,
           json_build_object('definition', pg_get_ruledef(r.oid), 'enabled', r.ev_enabled,
             'comment', obj_description(r.oid, 'pg_rewrite')) AS facts
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE r.rulename <> '_RETURN' AND ${OWN_TABLE}`,
};

const POLICIES: Kind = {
  again: { using: "select", check: "select" },
  sql: (side) => `
    SELECT 'policy' AS kind, ${nameOn("p.polname")} AS name, c.oid::regclass::text AS of,
           json_build_object('command', p.polcmd, 'permissive', p.polpermissive,
             'roles', (SELECT string_agg(name, ', ' ORDER BY name) FROM (SELECT ${who(side, "oid")} AS name FROM unnest(p.polroles) AS oid) r),
             'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid),
             'comment', obj_description(p.oid, 'pg_policy')) AS facts
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${OWN_TABLE}`,
};

const STATISTICS: Kind = {
  sql: () => `
    SELECT 'statistics' AS kind, quote_ident(m.nspname) || '.' || quote_ident(s.stxname) AS name, c.oid::regclass::text AS of,
           json_build_object('kinds', ${sorted("s.stxkind")}, 'columns', pg_get_statisticsobjdef_columns(s.oid),
             'comment', obj_description(s.oid, 'pg_statistic_ext')) AS facts
      FROM pg_statistic_ext s JOIN pg_namespace m ON m.oid = s.stxnamespace
      JOIN pg_class c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${OWN_TABLE}`,
};

export const TABLE_KINDS: readonly Kind[] = [CONSTRAINTS, INDEXES, TRIGGERS, RULES, POLICIES, STATISTICS];
