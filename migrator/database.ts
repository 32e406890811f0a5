// The application's database: whether it is ours, its owner, and who may enter. Nothing is ever dropped.
import type { BootstrapOrder } from "./config.js";
import { Failure } from "./failure.js";
import type { Session } from "./session.js";
import { identifier } from "./session.js";

export type FoundDatabase = { readonly owner: string; readonly connectionLimit: number };

export async function findDatabase(session: Session, name: string): Promise<FoundDatabase | undefined> {
  const [row] = await session.query(
    `SELECT pg_get_userbyid(datdba)::text AS owner, datconnlimit AS "connectionLimit" FROM pg_database WHERE datname = $1`,
    [name],
  );
  return row === undefined ? undefined : { owner: String(row.owner), connectionLimit: Number(row.connectionLimit) };
}

/** Throws before anything is changed when the database is somebody else's, or shut by a move. */
export function refuseDatabase(found: FoundDatabase | undefined, order: BootstrapOrder): void {
  if (found === undefined) return;
  const name = identifier(order.database);
  if (found.owner !== order.role) {
    throw new Failure("foreign", `database ${name} exists and belongs to ${identifier(found.owner)}`);
  }
  if (found.connectionLimit === 0) throw new Failure("fenced", `database ${name} admits no connection`);
}

/** The same of one that was there before Tenfold: an empty one in its place would look like a loss. */
export function refuseDatabaseThatIsNot(found: FoundDatabase | undefined, order: BootstrapOrder): void {
  const [name, role] = [identifier(order.database), identifier(order.role)];
  if (found === undefined) {
    const remedy = "Nothing was changed. Name the database that holds the application's tables; psql lists all with \\l.";
    throw new Failure("foreign", `there is no database ${name}, which is to be taken over`, remedy);
  }
  if (found.owner !== order.role) {
    const remedy = `Nothing was changed. Let the role own it: ALTER DATABASE ${name} OWNER TO ${role};`;
    throw new Failure("foreign", `database ${name} belongs to ${identifier(found.owner)} and not to ${role}`, remedy);
  }
  refuseDatabase(found, order);
}

export async function ensureDatabase(session: Session, order: BootstrapOrder, found: FoundDatabase | undefined) {
  if (found === undefined) {
    // template0: nobody can be connected to it, which would make copying fail, and it allows any encoding.
    await session.query(
      `CREATE DATABASE ${identifier(order.database)} OWNER ${identifier(order.role)} TEMPLATE template0 ENCODING 'UTF8'`,
    );
  }
  await closeToPublic(session, order);
  return found === undefined ? ("created" as const) : ("present" as const);
}

async function closeToPublic(session: Session, { role, database }: BootstrapOrder): Promise<void> {
  const [row] = await session.query("SELECT has_database_privilege('public', $1, 'CONNECT, TEMPORARY, CREATE') AS open", [
    database,
  ]);
  if (row?.open !== true) return;
  await asRole(session, role, `REVOKE ALL ON DATABASE ${identifier(database)} FROM PUBLIC`);
}

/**
 * The schema `public` of the new database. From version 14 on it belongs to whoever owns the database; before, to the
 * superuser, with the right to create for all, which closing the database makes the role's alone.
 */
export async function ensureSchema(session: Session, role: string): Promise<void> {
  const [row] = await session.query(
    `SELECT pg_get_userbyid(nspowner)::text AS owner,
            has_schema_privilege($1, oid, 'CREATE') AND has_schema_privilege($1, oid, 'USAGE') AS usable
       FROM pg_namespace WHERE nspname = 'public'`,
    [role],
  );
  // The application may have dropped it.
  if (row === undefined || row.usable === true) return;
  if (row.owner === "pg_database_owner" || row.owner === role) {
    await asRole(session, role, `GRANT ALL ON SCHEMA public TO ${identifier(role)}`);
  } else {
    await session.query(`ALTER SCHEMA public OWNER TO ${identifier(role)}`);
  }
}

/** Acts as the owner: a master that is no superuser has no other right to. */
async function asRole(session: Session, role: string, statement: string): Promise<void> {
  await session.query("BEGIN");
  await session.query(`SET LOCAL ROLE ${identifier(role)}`);
  await session.query(statement);
  await session.query("COMMIT");
}
