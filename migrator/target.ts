// The databases of the target: what is ours there, the fresh one that is filled, and its name in the end. What is not ours is refused.
// A copy is filled under a name of its own, which no other run ever uses, and becomes the application's database by one renaming.
import { randomBytes } from "node:crypto";
import { Obstructed } from "./obstacle.js";
import type { Attempt, MoveOrder } from "./order.js";
import type { OpenSession, Session } from "./session.js";
import { identifier, literal } from "./session.js";

export const REHEARSAL = "tenfold_rehearsal";
const COPY_PREFIX = "tenfold_move_";

/** How we know our own database again: nobody else writes this comment. */
export function copyMark({ move }: Pick<Attempt, "move">): string {
  return `Made by Tenfold: move ${move}`;
}

export function nameOfCopy({ move, attempt }: Attempt): string {
  return `${COPY_PREFIX}${move}_${attempt}_${randomBytes(3).toString("hex")}`;
}

type Target = { readonly session: Session; readonly open: OpenSession };

/** Throws unless the application's database on the target is absent, a copy of this move, or what bootstrap made and nobody used. */
export async function refuseForeign(target: Target, order: MoveOrder): Promise<void> {
  const [row] = await target.session.query(
    `SELECT pg_get_userbyid(datdba)::text AS owner, shobj_description(oid, 'pg_database') AS mark
       FROM pg_database WHERE datname = $1`,
    [order.database],
  );
  if (row === undefined || row.mark === copyMark(order)) return;
  const isEmpty = row.owner === order.role && row.mark === null && (await isUnused(target.open, order.database));
  if (isEmpty) return;
  throw new Obstructed([
    {
      code: "target-foreign",
      object: order.database,
      message: `the target has a database ${identifier(order.database)} already that this move did not make and that is not empty`,
      remedy: "Rename or drop it on the target if nobody needs it, then run again.",
    },
  ]);
}

/** Nothing but what every new database has. */
async function isUnused(open: OpenSession, database: string): Promise<boolean> {
  const session = await open(database);
  try {
    const [row] = await session.query(
      `SELECT EXISTS (SELECT FROM pg_class WHERE oid >= 16384) OR EXISTS (SELECT FROM pg_proc WHERE oid >= 16384)
           OR EXISTS (SELECT FROM pg_type WHERE oid >= 16384) OR EXISTS (SELECT FROM pg_largeobject_metadata)
           OR EXISTS (SELECT FROM pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_') AS used`,
    );
    return row?.used === false;
  } finally {
    await session.close().catch(() => undefined);
  }
}

/** What earlier runs of moves left half-filled: nobody ever had their names. */
export async function dropLeftovers(session: Session): Promise<void> {
  const rows = await session.query(
    `SELECT datname::text AS name FROM pg_database
      WHERE (starts_with(datname, $1) AND coalesce(shobj_description(oid, 'pg_database') LIKE 'Made by Tenfold: move %', true))
         OR (datname = $2 AND coalesce(shobj_description(oid, 'pg_database') LIKE 'Made by Tenfold: rehearsal %', true))`,
    [COPY_PREFIX, REHEARSAL],
  );
  for (const { name } of rows) await dropDatabase(session, String(name));
}

export async function dropDatabase(session: Session, name: string): Promise<void> {
  await session.query(`DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`);
}

/** The application's name is made free. Not by force: a database that somebody is connected to is one that somebody uses. */
export async function clearName(target: Target, order: MoveOrder): Promise<void> {
  await refuseForeign(target, order);
  await target.session.query(`DROP DATABASE IF EXISTS ${identifier(order.database)}`);
}

export type Locale = { readonly encoding: string; readonly collate: string; readonly ctype: string; readonly icu?: string };

export async function localeOf(session: Session, database: string): Promise<Locale> {
  // The names of the columns differ between versions.
  const [row] = await session.query(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype,
            to_jsonb(d) ->> 'datlocprovider' AS provider,
            coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
       FROM pg_database d WHERE datname = $1`,
    [database],
  );
  const icu = row?.provider === "i" ? String(row.locale) : undefined;
  return { encoding: String(row?.encoding), collate: String(row?.collate), ctype: String(row?.ctype), icu };
}

/** From template0, as the source's is; shut to everybody but the application and the master. */
export async function createCopy(session: Session, order: MoveOrder, copy: Copy): Promise<void> {
  const { encoding, collate, ctype, icu } = copy.locale;
  const name = identifier(copy.name);
  const role = identifier(order.role);
  const words = [
    `CREATE DATABASE ${name} OWNER ${role} TEMPLATE template0 ENCODING ${literal(encoding)}`,
    `LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(ctype)}`,
    ...(icu === undefined ? [] : [`LOCALE_PROVIDER icu ICU_LOCALE ${literal(icu)}`]),
  ];
  await session.query(words.join(" "));
  await session.query(`COMMENT ON DATABASE ${name} IS ${literal(copy.mark)}`);
  await session.query("BEGIN");
  await session.query(`SET LOCAL ROLE ${role}`);
  await session.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await session.query("COMMIT");
}

export type Copy = { readonly name: string; readonly mark: string; readonly locale: Locale };

/** The one act that makes the copy the application's database. Fails when anybody is connected to it. */
export async function publish(target: Target, order: MoveOrder, copy: string): Promise<void> {
  await clearName(target, order);
  await target.session.query(`ALTER DATABASE ${identifier(copy)} RENAME TO ${identifier(order.database)}`);
}

/**
 * Takes the name away from a copy of this move; leaves everything else as it is. Nobody uses such a copy by right: it is shut first, so that
 * the application is kept out also where somebody else's session keeps the name from being changed.
 */
export async function withdraw(session: Session, order: MoveOrder): Promise<boolean> {
  const [row] = await session.query("SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1", [
    order.database,
  ]);
  if (row?.mark !== copyMark(order)) return false;
  const name = identifier(order.database);
  await session.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
  await session.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = $2", [
    order.database,
    order.role,
  ]);
  await session.query(`ALTER DATABASE ${name} RENAME TO ${identifier(nameOfCopy(order))}`);
  return true;
}
