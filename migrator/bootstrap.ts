// Makes the application's role and database. Looks first, refuses before it changes anything, then does what is missing;
// may be killed after any statement and run again.
import type { BootstrapOrder } from "./config.js";
import { ensureDatabase, ensureSchema, findDatabase, refuseDatabase, refuseDatabaseThatIsNot } from "./database.js";
import { ensureRole, findRole, giveNewPassword, refuseRole, refuseRoleThatIsNot } from "./role.js";
import type { OpenSession } from "./session.js";
import { within } from "./within.js";

export type BootstrapResult = {
  readonly role: "created" | "confirmed" | "taken-over";
  readonly database: "created" | "present";
};

/** Any number that no application uses: two runs against one server go one after the other. */
const LOCK_KEY = 7_310_014_629;

export function bootstrap(open: OpenSession, order: BootstrapOrder): Promise<BootstrapResult> {
  return within(open, order.masterDatabase, async (master) => {
    await master.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    const foundRole = await findRole(master, order);
    const foundDatabase = await findDatabase(master, order.database);
    if (order.exists === true) {
      refuseRoleThatIsNot(foundRole, order);
      refuseDatabaseThatIsNot(foundDatabase, order);
      await giveNewPassword(master, order);
      return { role: "taken-over", database: "present" };
    }
    refuseRole(foundRole, order);
    refuseDatabase(foundDatabase, order);
    const role = await ensureRole(master, order, foundRole);
    const database = await ensureDatabase(master, order, foundDatabase);
    await within(open, order.database, (session) => ensureSchema(session, order.role));
    return { role, database };
  });
}
