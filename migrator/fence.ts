// The fence: who may write to the source. What was before is kept beside it, in the same transaction, so that it can be put back exactly.
import { Failure } from "./failure.js";
import type { Attempt, BootstrapOrder } from "./order.js";
import type { Session } from "./session.js";
import { identifier } from "./session.js";

/** Whoever reads or writes the table goes one after the other, also when two tables are about to be made. */
const TABLE_LOCK = 7_310_014_631;

const TABLE = `CREATE SCHEMA IF NOT EXISTS tenfold;
  CREATE TABLE IF NOT EXISTS tenfold.fence (
    id text, attempt int, state text NOT NULL CHECK (state IN ('fenced', 'undone', 'open')),
    roles jsonb, connection_limit int, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (id, attempt))`;

/** What is put back: roles that could log in, and how many connections the database allowed. */
type Before = { readonly roles: readonly string[]; readonly connectionLimit: number };
type Row = Attempt & { readonly state: string } & Before;
export type FenceOrder = Pick<BootstrapOrder, "role" | "database"> & Attempt;

/** Refuses an attempt that was undone, in the very transaction that fences. */
export function fence(session: Session, order: FenceOrder): Promise<void> {
  return locked(session, async () => {
    const rows = await rowsOf(session);
    refuse(rows, order);
    const taken = rows.find(({ state, move }) => state === "fenced" && move === order.move);
    const now = await present(session, order);
    const before = taken === undefined ? now : { ...taken, roles: [...new Set([...taken.roles, ...now.roles])] };
    if (taken !== undefined) await write(session, { ...taken, state: "undone" });
    await write(session, { move: order.move, attempt: order.attempt, state: "fenced", ...before });
    await shut(session, order, before.roles);
  });
}

/** Throws when this attempt may not fence, or another move's fence stands. */
export async function mayFence(session: Session, order: FenceOrder): Promise<void> {
  await locked(session, async () => refuse(await rowsOf(session), order));
}

function refuse(rows: readonly Row[], { move, attempt }: FenceOrder): void {
  const newer = rows.find(
    (row) => row.move === move && (row.attempt > attempt || (row.attempt === attempt && row.state === "undone")),
  );
  if (newer !== undefined) {
    const what = newer.state === "undone" ? "was undone" : "has begun";
    throw new Failure("undone", `attempt ${newer.attempt} of move ${move} ${what}: attempt ${attempt} may do nothing any more`);
  }
  const other = rows.find((row) => row.state === "fenced" && row.move !== move);
  if (other !== undefined) {
    throw new Failure("fenced", `the source is fenced by attempt ${other.attempt} of move ${other.move}: undo that first`);
  }
}

/** The order matters to nobody: both hold from the commit on. Which is why sessions are ended only after it. */
async function shut(session: Session, { database }: FenceOrder, roles: readonly string[]): Promise<void> {
  for (const role of roles) await session.query(`ALTER ROLE ${identifier(role)} NOLOGIN`);
  await session.query(`ALTER DATABASE ${identifier(database)} CONNECTION LIMIT 0`);
}

/** Bars the attempt and all before it, whether they ever fenced or not. */
export async function bar(session: Session, { move, attempt }: Attempt): Promise<void> {
  await locked(session, async () => {
    const rows = await rowsOf(session);
    const own = rows.find((row) => row.move === move && row.attempt === attempt);
    // A fence that stands is marked when it is taken away, together with that.
    if (own?.state === "fenced") return;
    await write(session, { move, attempt, roles: [], connectionLimit: -1, ...own, state: "undone" });
  });
}

export type Unfenced = "unfenced" | "was not fenced" | "fenced by another";

/** Puts back what was before this move's fence. A fence of another move, or of a later attempt, is not touched. */
export function unfence(session: Session, order: FenceOrder, state: "open" | "undone"): Promise<Unfenced> {
  return locked(session, async () => {
    const rows = await rowsOf(session);
    const mine = rows.filter((row) => row.move === order.move && row.attempt <= order.attempt);
    const standing = rows.find((row) => row.state === "fenced");
    const own = standing !== undefined && mine.includes(standing);
    if (own) await restore(session, order, standing);
    for (const row of mine) {
      if (state === "undone" || row === standing) await write(session, { ...row, state });
    }
    if (own) return "unfenced" as const;
    return standing === undefined ? ("was not fenced" as const) : ("fenced by another" as const);
  });
}

async function restore(session: Session, { database }: FenceOrder, before: Before): Promise<void> {
  const known = await session.query("SELECT rolname::text AS name FROM pg_roles WHERE rolname = ANY($1)", [before.roles]);
  for (const { name } of known) await session.query(`ALTER ROLE ${identifier(String(name))} LOGIN`);
  await session.query(`ALTER DATABASE ${identifier(database)} CONNECTION LIMIT ${before.connectionLimit}`);
}

/** Whose fence stands now. */
export async function isFencedBy(session: Session, { move, attempt }: Attempt): Promise<boolean> {
  const rows = await locked(session, () => rowsOf(session));
  return rows.some((row) => row.state === "fenced" && row.move === move && row.attempt === attempt);
}

/** The application's role and its members, as far as they may log in, and the present limit. Never the master itself. */
async function present(session: Session, { role, database }: FenceOrder): Promise<Before> {
  const roles = await session.query(
    `WITH RECURSIVE members AS (
       SELECT oid FROM pg_roles WHERE rolname = $1
       UNION SELECT m.member FROM pg_auth_members m JOIN members ON m.roleid = members.oid)
     SELECT rolname::text AS name FROM pg_roles JOIN members USING (oid)
      WHERE rolcanlogin AND rolname <> current_user AND (rolname = $1 OR NOT rolsuper) ORDER BY 1`,
    [role],
  );
  const [row] = await session.query("SELECT datconnlimit AS limit FROM pg_database WHERE datname = $1", [database]);
  if (row === undefined) throw new Failure("foreign", `there is no database ${identifier(database)} in the source`);
  return { roles: roles.map(({ name }) => String(name)), connectionLimit: Number(row.limit) };
}

async function rowsOf(session: Session): Promise<readonly Row[]> {
  const rows = await session.query(`SELECT id, attempt, state, roles, connection_limit FROM tenfold.fence ORDER BY id, attempt`);
  return rows.map((row) => ({
    move: String(row.id),
    attempt: Number(row.attempt),
    state: String(row.state),
    roles: Array.isArray(row.roles) ? row.roles.map(String) : [],
    connectionLimit: Number(row.connection_limit),
  }));
}

async function write(session: Session, { move, attempt, state, roles, connectionLimit }: Row): Promise<void> {
  await session.query(
    `INSERT INTO tenfold.fence (id, attempt, state, roles, connection_limit) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id, attempt) DO UPDATE SET state = EXCLUDED.state, roles = EXCLUDED.roles,
       connection_limit = EXCLUDED.connection_limit, at = now()`,
    [move, attempt, state, JSON.stringify(roles), connectionLimit],
  );
}

async function locked<Result>(session: Session, act: () => Promise<Result>): Promise<Result> {
  await session.query("BEGIN");
  try {
    await session.query("SELECT pg_advisory_xact_lock($1)", [TABLE_LOCK]);
    await session.query(TABLE);
    const result = await act();
    await session.query("COMMIT");
    return result;
  } catch (error) {
    // A session that is lost has nothing left to roll back.
    await session.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
