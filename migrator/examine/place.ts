// Whether the target can hold the database: its version, its master's rights, encoding and collations, and what is there already.
import { failureOf } from "../failure.js";
import { findRole } from "../role.js";
import { identifier, literal } from "../session.js";
import type { OpenSession } from "../session.js";
import { within } from "../within.js";
import type { Check, Found, Ground, Row } from "./ground.js";

/** Nobody else's name: made and dropped at once. */
const PROBE = "tenfold_probe";
const OUR_MARK = "Made by Tenfold: ";

const versions: Check = async ({ sourceServer, target }) => {
  const read = async (session: Ground["target"]) => {
    const [row] = await session.query(
      `SELECT current_setting('server_version_num')::int / 10000 AS major, pg_is_in_recovery() AS recovering, current_user::text AS master,
              rolsuper OR rolcreatedb AND rolcreaterole AS able FROM pg_roles WHERE rolname = current_user`,
    );
    return {
      major: Number(row?.major),
      recovering: row?.recovering === true,
      able: row?.able === true,
      master: identifier(String(row?.master)),
    };
  };
  const [from, to] = [await read(sourceServer), await read(target)];
  const found: Found[] = [];
  if (to.major < from.major) {
    const message = `the source is PostgreSQL ${from.major}, the target ${to.major}: a copy goes to the same or a newer version only`;
    found.push({
      code: "version-older",
      object: "target",
      message,
      remedy: `Take version ${from.major} or newer for the target.`,
    });
  }
  if (to.recovering) {
    const message = "the target cannot be written to: it is a replica, or is still being restored";
    found.push({
      code: "target-read-only",
      object: "target",
      message,
      remedy: "Name the target's writer, or wait until it is restored.",
    });
  }
  if (!to.able) {
    const message = `the target's master ${to.master} may not make roles and databases`;
    found.push({
      code: "target-master",
      object: to.master,
      message,
      remedy: `On the target: ALTER ROLE ${to.master} CREATEROLE CREATEDB;`,
    });
  }
  return found;
};

/** Tried in earnest: which collations an operating system has, no catalog tells. */
const locale: Check = async (ground) => {
  const { sourceServer, target, order } = ground;
  const [row] = await sourceServer.query(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype, to_jsonb(d) ->> 'datlocprovider' AS provider,
            coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
       FROM pg_database d WHERE datname = $1`,
    [order.database],
  );
  if (row === undefined) return [];
  const options = likeDatabase(row);
  try {
    await target.query(`DROP DATABASE IF EXISTS ${PROBE}`);
    await target.query(`CREATE DATABASE ${PROBE} TEMPLATE template0 ${options}`);
  } catch (error) {
    // A master that may not make databases is told for itself.
    if (failureOf(error).kind === "permission") return [];
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the target cannot make a database like the source's (${options}): ${reason}`;
    const remedy =
      "Copy the data into a database with an encoding and a collation that the target has (UTF8 and C exist everywhere), and use that one.";
    return [{ code: "locale", object: identifier(order.database), message, remedy }];
  } finally {
    await target.query(`DROP DATABASE IF EXISTS ${PROBE}`);
  }
  return [];
};

function likeDatabase({ encoding, collate, ctype, provider, locale: name }: Row): string {
  const [libc, own] = [`LC_COLLATE ${literal(String(collate))} LC_CTYPE ${literal(String(ctype))}`, literal(String(name))];
  const provided =
    provider === "i"
      ? ` LOCALE_PROVIDER icu ICU_LOCALE ${own}`
      : provider === "b"
        ? ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${own}`
        : "";
  return `ENCODING ${literal(String(encoding))} ${libc}${provided}`;
}

/** Collations of the system that columns use by name. */
const collations: Check = async ({ source, target }) => {
  const used = await source.query(
    `SELECT DISTINCT collname::text AS name FROM pg_collation l JOIN (
       SELECT attcollation AS oid FROM pg_attribute WHERE attrelid >= 16384
       UNION SELECT unnest(indcollation::oid[]) FROM pg_index WHERE indexrelid >= 16384
       UNION SELECT typcollation FROM pg_type WHERE oid >= 16384) AS u ON u.oid = l.oid
      WHERE l.oid < 16384 AND collname NOT IN ('default', 'C', 'POSIX') ORDER BY 1`,
  );
  const there = await target.query("SELECT collname::text AS name FROM pg_collation WHERE collname = ANY ($1)", [
    used.map(({ name }) => name),
  ]);
  const names = new Set(there.map(({ name }) => name));
  return used
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => {
      const object = identifier(String(name));
      const message = `columns or indexes use collation ${object}, which the target does not have`;
      return {
        code: "collation-missing",
        object,
        message,
        remedy: 'ALTER TABLE ... ALTER COLUMN ... TYPE ... COLLATE one that the target has ("C" exists everywhere);',
      };
    });
};

export const PLACE_CHECKS: readonly Check[] = [versions, locale, collations];

/** Ours is what a move marked, and what bootstrap made and nobody used yet. */
export async function targetTaken({ target, order }: Ground, open: OpenSession): Promise<readonly Found[]> {
  const found: Found[] = [];
  const role = await findRole(target, order);
  if (role !== undefined && !role.isOurs) {
    const object = identifier(order.role);
    const message = `the target has a role ${object} that Tenfold did not make for this database`;
    found.push({ code: "target-role", object, message, remedy: `If nobody needs it, on the target: DROP ROLE ${object};` });
  }
  const [row] = await target.query(
    "SELECT pg_get_userbyid(datdba)::text AS owner, coalesce(shobj_description(oid, 'pg_database'), '') AS mark FROM pg_database WHERE datname = $1",
    [order.database],
  );
  if (row === undefined || String(row.mark).startsWith(OUR_MARK)) return found;
  const object = identifier(order.database);
  const remedy = `If nobody needs it, on the target: DROP DATABASE ${object}; or ALTER DATABASE ${object} RENAME TO "another name";`;
  if (row.owner !== order.role) {
    const message = `the target has a database ${object} already, which belongs to ${identifier(String(row.owner))}`;
    return [...found, { code: "target-foreign", object, message, remedy }];
  }
  const [content] = await within(open, order.database, (session) => session.query(CONTENT));
  if (content === undefined) return found;
  const message = `the target's database ${object} is not empty, and no move filled it (it has ${String(content.name)})`;
  return [...found, { code: "target-foreign", object, message, remedy }];
}

const CONTENT = `
  SELECT pg_describe_object(catalog, oid, 0) AS name FROM (
    SELECT 'pg_class'::regclass AS catalog, oid FROM pg_class WHERE relkind <> 't'
    UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type
    UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
    UNION ALL SELECT 'pg_extension'::regclass, oid FROM pg_extension
  ) AS o WHERE oid >= 16384
  UNION ALL SELECT 'large object ' || oid FROM pg_largeobject_metadata LIMIT 1`;
