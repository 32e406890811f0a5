// Ends every session that could still write behind the fence, and waits until none is left.
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.js";
import type { FenceOrder } from "./fence.js";
import type { Session } from "./session.js";
import { identifier } from "./session.js";

const PAUSE_MS = 50;

/**
 * A backend that is just starting shows in no list of sessions, but it holds a lock on its database from before it reads the connection
 * limit until after it is listed. So: no such lock first, then no session. One that comes later meets the limit, or NOLOGIN.
 */
const STARTING = `SELECT count(*)::int AS n FROM pg_locks
   WHERE locktype = 'object' AND database = 0 AND classid = 'pg_database'::regclass AND pid <> pg_backend_pid()
     AND objid = (SELECT oid FROM pg_database WHERE datname = $1)`;

/** Processes of the server itself, such as autovacuum, act for nobody. */
const OTHERS = `FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usesysid IS NOT NULL
   AND (datname = $1 OR usename IN (SELECT jsonb_array_elements_text(roles) FROM tenfold.fence
                                     WHERE id = $2 AND attempt = $3 AND state = 'fenced'))`;

export async function drain(session: Session, order: FenceOrder): Promise<void> {
  const fenced = [order.database, order.move, order.attempt];
  for (;;) {
    await refuseOpened(session, order);
    await session.query(`SELECT pg_terminate_backend(pid) ${OTHERS}`, fenced);
    const [starting] = await session.query(STARTING, [order.database]);
    const [others] = await session.query(`SELECT count(*)::int AS n ${OTHERS}`, fenced);
    if (starting?.n === 0 && others?.n === 0) break;
    await sleep(PAUSE_MS);
  }
  await refusePrepared(session, order);
  await refuseOpened(session, order);
}

/** The owner of a database can raise its limit for as long as it is connected; a session of it may have done so. */
async function refuseOpened(session: Session, { database }: FenceOrder): Promise<void> {
  const [row] = await session.query("SELECT datconnlimit AS limit FROM pg_database WHERE datname = $1", [database]);
  if (Number(row?.limit) !== 0) await session.query(`ALTER DATABASE ${identifier(database)} CONNECTION LIMIT 0`);
}

/** It would write when it is committed, and nobody who could do that is let in. */
async function refusePrepared(session: Session, { database }: FenceOrder): Promise<void> {
  const rows = await session.query("SELECT gid FROM pg_prepared_xacts WHERE database = $1 ORDER BY prepared", [database]);
  const [first] = rows;
  if (first === undefined) return;
  throw new Failure(
    "obstacle",
    `${rows.length} prepared transaction(s) are left in the source, the oldest is "${String(first.gid)}"`,
    "End them with COMMIT PREPARED or ROLLBACK PREPARED, then run again.",
  );
}
