// The one session through which a run changes a server's catalog. It holds a lock for as long as it lives, so that whoever ends the
// session has ended the run's rights: nothing else of the run can change who may write, or make and drop databases.
import type { Server } from "./environment.js";
import { Failure } from "./failure.js";
import type { Attempt } from "./order.js";
import type { WatchedSession } from "./session.js";
import { watchedSession } from "./session.js";

/** Any number that no application uses; another one than bootstrap's, which may run beside. */
const LOCK_KEY = 7_310_014_630;
/** A session whose other end is gone is given up by the server after about a minute. */
const KEEPALIVES =
  "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 50000";

export type Held = WatchedSession & { readonly pid: number };

export async function openUnheld(server: Server, database: string, { move, attempt }: Attempt): Promise<Held> {
  const session = await watchedSession(server, database, { applicationName: `tenfold-migrator ${move} ${attempt}` });
  try {
    await session.query(KEEPALIVES);
    const [row] = await session.query("SELECT pg_backend_pid() AS pid");
    return { ...session, pid: Number(row?.pid) };
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
}

/** `busy` when another run holds it. */
export async function hold(session: Held): Promise<void> {
  const [row] = await session.query("SELECT pg_try_advisory_lock($1) AS held", [LOCK_KEY]);
  if (row?.held === true) return;
  const holder = await describeHolder(session);
  throw new Failure("busy", `another run is at work on this database${holder === "" ? "" : `: ${holder}`}`);
}

/** Ends whoever holds the lock, as often as it takes, and takes it. */
export async function takeOver(session: Held): Promise<void> {
  for (;;) {
    const [row] = await session.query("SELECT pg_try_advisory_lock($1) AS held", [LOCK_KEY]);
    if (row?.held === true) return;
    await session.query(`SELECT pg_terminate_backend(pid) FROM (${HOLDERS}) holders`, [LOCK_KEY]);
    await session.query("SELECT pg_sleep(0.05)");
  }
}

/** Ends one session, and waits until it is gone with all it was about to do. */
export async function endSession(session: Held, pid: number): Promise<void> {
  for (;;) {
    const rows = await session.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name LIKE 'tenfold-migrator %'",
      [pid],
    );
    if (rows.length === 0) return;
    await session.query("SELECT pg_sleep(0.05)");
  }
}

const HOLDERS = `SELECT pid FROM pg_locks
   WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() AND objsubid = 1
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND (classid::bigint << 32) + objid::bigint = $1`;

async function describeHolder(session: Held): Promise<string> {
  const rows = await session.query(`SELECT application_name AS name FROM pg_stat_activity WHERE pid IN (${HOLDERS})`, [LOCK_KEY]);
  return rows.map(({ name }) => String(name)).join(", ");
}
