// The application's role: what is there now, whether it is ours, and the statements that make it what it must be.
import type { BootstrapOrder } from "./config.js";
import { Failure } from "./failure.js";
import type { Session } from "./session.js";
import { identifier, literal } from "./session.js";

/** Attributes that an application never has. */
const FORBIDDEN = {
  rolsuper: "NOSUPERUSER",
  rolcreatedb: "NOCREATEDB",
  rolcreaterole: "NOCREATEROLE",
  rolreplication: "NOREPLICATION",
  rolbypassrls: "NOBYPASSRLS",
} as const;

export type FoundRole = { readonly canLogin: boolean; readonly isOurs: boolean; readonly excess: readonly string[] };

/** How we know our own role again: nobody else writes this comment. */
export function roleMark(database: string): string {
  return `Made by Tenfold: role of database ${database}`;
}

export async function findRole(session: Session, order: BootstrapOrder): Promise<FoundRole | undefined> {
  const [row] = await session.query(
    `SELECT ${Object.keys(FORBIDDEN).join(", ")}, rolcanlogin, shobj_description(oid, 'pg_authid') AS mark
       FROM pg_roles WHERE rolname = $1`,
    [order.role],
  );
  if (row === undefined) return undefined;
  return {
    canLogin: row.rolcanlogin === true,
    isOurs: row.mark === roleMark(order.database),
    excess: Object.entries(FORBIDDEN).flatMap(([column, word]) => (row[column] === true ? [word] : [])),
  };
}

/** The role of an application that was there before Tenfold. A name with a typo must not become a role that sees nothing of its data. */
export function refuseRoleThatIsNot(found: FoundRole | undefined, { role }: BootstrapOrder): void {
  if (found === undefined) {
    const remedy = "Nothing was changed. Name the role that the application logs in as; psql lists all with \\du.";
    throw new Failure("foreign", `there is no role ${identifier(role)}, which is to be taken over`, remedy);
  }
  if (!found.canLogin) throw new Failure("fenced", `role ${identifier(role)} is not allowed to log in`, MAY_LOG_IN);
}
const MAY_LOG_IN =
  "Nothing was changed. Unless a move fenced it (then finish or undo that), give it LOGIN, or name another role.";

/** All else about it stays: what it may do, its members, its settings. */
export async function giveNewPassword(session: Session, { role, verifier }: BootstrapOrder): Promise<void> {
  await session.query(`ALTER ROLE ${identifier(role)} PASSWORD ${literal(verifier)}`);
  // Whoever moves the data later acts as the owner of the database.
  await ensureMembership(session, role);
}

/** Throws before anything is changed when the role is somebody else's, or shut out on purpose. */
export function refuseRole(found: FoundRole | undefined, order: BootstrapOrder): void {
  if (found === undefined) return;
  if (!found.isOurs) {
    throw new Failure("foreign", `role ${identifier(order.role)} exists and was not made for this database by Tenfold`);
  }
  // Our roles are born with LOGIN. Letting one in again during a move would lose the rows it then writes.
  if (!found.canLogin) throw new Failure("fenced", `role ${identifier(order.role)} is not allowed to log in`);
}

export async function ensureRole(session: Session, order: BootstrapOrder, found: FoundRole | undefined) {
  if (found === undefined) await createRole(session, order);
  else await alterRole(session, order, found);
  await ensureMembership(session, order.role);
  return found === undefined ? ("created" as const) : ("confirmed" as const);
}

/** Role and mark in one transaction: a role without the mark would be taken for somebody else's. */
async function createRole(session: Session, { role, verifier, database }: BootstrapOrder): Promise<void> {
  await session.query("BEGIN");
  const attributes = Object.values(FORBIDDEN).join(" ");
  await session.query(`CREATE ROLE ${identifier(role)} LOGIN ${attributes} PASSWORD ${literal(verifier)}`);
  await session.query(`COMMENT ON ROLE ${identifier(role)} IS ${literal(roleMark(database))}`);
  await session.query("COMMIT");
}

/** Names only the attributes that differ: PostgreSQL lets nobody but a superuser name the others, even to confirm them. */
async function alterRole(session: Session, { role, verifier }: BootstrapOrder, found: FoundRole): Promise<void> {
  await session.query(`ALTER ROLE ${identifier(role)} ${[...found.excess, "PASSWORD"].join(" ")} ${literal(verifier)}`);
}

/**
 * A master that is no superuser (RDS) must be able to become the role before it can give a database to it.
 * From version 16 on, whoever creates a role may administer it but not become it; before, there was no difference.
 */
async function ensureMembership(session: Session, role: string): Promise<void> {
  const [row] = await session.query(
    `SELECT pg_has_role(current_user, $1,
       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS member`,
    [role],
  );
  if (row?.member !== true) await session.query(`GRANT ${identifier(role)} TO CURRENT_USER`);
}
