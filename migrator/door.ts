// How the master looks into a database that is fenced. On RDS it is no superuser, and a limit of no connections shuts it out as well: for as
// long as it looks, the limit lets one session in, and nobody else may have been there in the end.
import { Failure } from "./failure.js";
import type { BootstrapOrder } from "./order.js";
import type { OpenSession, Session } from "./session.js";
import { identifier } from "./session.js";
import { within } from "./within.js";

export type Fenced = { readonly server: Session; readonly open: OpenSession };

/** Roles that may not log in stay that way. Whoever is killed meanwhile leaves the limit at one: undoing puts back what was. */
export async function throughDoor<Result>(
  { server, open }: Fenced,
  { database }: Pick<BootstrapOrder, "database">,
  act: (session: Session) => Promise<Result>,
): Promise<Result> {
  await server.query(`ALTER DATABASE ${identifier(database)} CONNECTION LIMIT 1`);
  try {
    return await within(open, database, async (session) => {
      const result = await act(session);
      await refuseCompany(session);
      return result;
    });
  } finally {
    await server.query(`ALTER DATABASE ${identifier(database)} CONNECTION LIMIT 0`);
  }
}

async function refuseCompany(session: Session): Promise<void> {
  const [row] = await session.query(
    `SELECT count(*)::int AS n, min(usename::text) AS name FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL`,
  );
  if (row?.n === 0) return;
  throw new Failure("fenced", `${String(row?.name)} is connected to the database although the move has shut it`);
}
