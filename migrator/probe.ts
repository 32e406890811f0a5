// Proof that the application can work: its own login, in its own database.
import { randomBytes } from "node:crypto";
import type { Server } from "./environment.js";
import { Failure } from "./failure.js";
import type { MoveOrder } from "./order.js";
import type { OpenSession } from "./session.js";
import { identifier, sessionsOf } from "./session.js";
import { within } from "./within.js";

/** Writes a row, reads it and deletes it, each committed, in a schema of its own that it takes away again. */
export async function probeWrite(server: Server, order: MoveOrder, database: string): Promise<void> {
  const schema = identifier(`tenfold_probe_${randomBytes(4).toString("hex")}`);
  const value = randomBytes(8).toString("hex");
  await within(asApplication(server, order), database, async (session) => {
    await session.query(`CREATE SCHEMA ${schema}`);
    await session.query(`CREATE TABLE ${schema}.row (value text PRIMARY KEY)`);
    await session.query(`INSERT INTO ${schema}.row VALUES ($1)`, [value]);
    const rows = await session.query(`SELECT value FROM ${schema}.row`);
    if (rows.length !== 1 || rows[0]?.value !== value)
      throw new Failure("differs", "the application did not read the row that it wrote");
    await session.query(`DELETE FROM ${schema}.row`);
    await session.query(`DROP SCHEMA ${schema} CASCADE`);
  });
}

export function probeLogin(server: Server, order: MoveOrder): Promise<void> {
  return within(asApplication(server, order), order.database, async (session) => {
    await session.query("SELECT 1");
  });
}

function asApplication(server: Server, { role, password }: MoveOrder): OpenSession {
  return sessionsOf({ ...server, user: role, password });
}
