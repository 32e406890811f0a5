// A move on real servers says how far it is, and a look that fails or hangs costs it nothing.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Amounts } from "../../domain/api/move-progress.js";
import { COPY_NAME } from "../../migrator/copy.js";
import { dumpGauge, restoreGauge, weightsOf } from "../../migrator/gauges.js";
import type { Gauge } from "../../migrator/progress.js";
import type { Sides } from "./sides.js";
import { environmentOfMove, freshMove, startSides } from "./sides.js";
import type { ProgramEnd } from "./world.js";
import { asSuperuser, startProgram } from "./world.js";

jest.setTimeout(120_000);

let sides: Sides;
beforeAll(async () => {
  sides = await startSides();
});
afterAll(() => sides.stop());

type Line = { readonly msg?: string; readonly phase?: string } & Amounts;

/** By phase, what was said of it last. */
function lastOf({ lines }: ProgramEnd): Readonly<Record<string, unknown>> {
  const said = (lines as readonly Line[]).filter(({ msg }) => msg === "progress");
  return Object.fromEntries(
    said.map(({ phase = "", bytes, ofBytes, tables, ofTables, rows, ofRows }) => [
      phase,
      { bytes, ofBytes, tables, ofTables, rows, ofRows },
    ]),
  );
}

const size = expect.any(Number);
const COPIED = { bytes: size, ofBytes: size };
const COMPARED = { tables: 3, ofTables: 3, rows: 10_100, ofRows: 10_100 };

async function untilSeen(gauge: Gauge): Promise<Amounts> {
  for (;;) {
    const amounts = await gauge.look();
    if ((amounts.rows ?? 0) > 0) return amounts;
  }
}

describe("a move of ten thousand rows", () => {
  it.each(["move", "rehearse"])("says in each step of %s how far it is, and in the end that this is all", async (command) => {
    const order = await freshMove(sides, 10_000);
    const end = await startProgram([command], environmentOfMove(sides, order)).end;
    const last = lastOf(end);
    expect(end.lines.at(-1)).toMatchObject({ outcome: "done", rows: 10_100 });
    expect(last).toMatchObject({ dump: COPIED, restore: COPIED, verify: COMPARED });
    for (const step of ["dump", "restore"]) {
      const { bytes, ofBytes } = last[step] as Amounts;
      expect(bytes).toBe(ofBytes);
    }
  });

  it("is measured while it is read, without a session in the database that is read", async () => {
    const order = await freshMove(sides, 10_000);
    await asSuperuser(sides.source, "ANALYZE", order);
    const weights = await weightsOf(order);
    const gauge = dumpGauge(order, { bytes: 1_000_000, weights });
    expect(await gauge.look()).toMatchObject({ bytes: 0, ofBytes: 1_000_000, rows: 0, ofRows: 10_100 });
    // The program that takes the rows reads none: the copy stands still when the pipe is full.
    const login = { user: sides.source.superuser, password: sides.source.superPassword, database: order.database };
    const copying = sides.source.as(login, async (client) => {
      await client.query(`SET application_name = '${COPY_NAME}'`);
      await client.query("COPY orders TO PROGRAM 'sleep 300'");
    });
    copying.catch(() => undefined);
    const { bytes = 0, rows = 0 } = await untilSeen(gauge);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1_000_000);
    expect(rows).toBeLessThan(10_000);
    const there = "SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE datname = $1";
    expect(await asSuperuser(sides.source, there, { values: [order.database] })).toEqual([{ name: COPY_NAME }]);
    await asSuperuser(sides.source, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", {
      values: [COPY_NAME],
    });
    await expect(copying).rejects.toThrow();
  });

  it("is measured by a master that is no superuser while it is written", async () => {
    const order = await freshMove(sides, 10);
    await startProgram(["move"], environmentOfMove(sides, order)).end;
    const gauge = restoreGauge(order, { bytes: 1e12, weights: new Map() }, order.database);
    expect((await gauge.look()).bytes).toBeGreaterThan(1_000_000);
  });
});

/** In the masters' database of the source, before what is looked at. */
const inTheWay = (column: string) => `
  CREATE SCHEMA evil;
  CREATE VIEW evil.pg_stat_progress_copy AS
    SELECT a.pid, a.datname, ${column} AS relid, 0 AS tuples_processed, 0 AS bytes_processed FROM pg_stat_activity a;
  ALTER DATABASE postgres SET search_path = evil, pg_catalog`;

describe("a look", () => {
  it.each([
    { name: "fails", column: "1 / (a.pid - a.pid)" },
    { name: "hangs", column: "(SELECT 1 FROM pg_sleep(300))" },
  ])("that $name harms nothing", async ({ column }) => {
    const order = await freshMove(sides);
    await asSuperuser(sides.source, inTheWay(column));
    const end = await startProgram(["move"], environmentOfMove(sides, order)).end;
    await asSuperuser(sides.source, "ALTER DATABASE postgres RESET search_path; DROP SCHEMA evil CASCADE");
    expect(end.lines.at(-1)).toMatchObject({ outcome: "done", tables: 3 });
    expect(lastOf(end)).toMatchObject({ dump: COPIED, verify: { tables: 3, ofTables: 3 } });
  });
});
