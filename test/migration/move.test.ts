// A move between two real servers while the application writes: nothing lost, nothing twice, never two that can be written to.
import { createPublicKey, verify } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { MoveOrder } from "../../migrator/order.js";
import type { Sides } from "./sides.js";
import { environmentOfMove, freshMove, loginOf, startSides } from "./sides.js";
import type { ProgramEnd } from "./world.js";
import { asSuperuser, startProgram, stateOf, VERIFIER } from "./world.js";
import { startSampler, startWriters, stopAll, writable } from "./writers.js";

jest.setTimeout(120_000);

let sides: Sides;
beforeAll(async () => {
  sides = await startSides();
});
afterEach(stopAll);
afterAll(() => sides.stop());

const run = (command: string, order: MoveOrder, more: Record<string, string> = {}) =>
  startProgram([command], { ...environmentOfMove(sides, order), ...more });
const recordIn = ({ lines }: ProgramEnd) => lines.at(-1) as Record<string, unknown>;

describe("a move", () => {
  it("keeps every acknowledged row, leaves the source shut, and the application goes on at the target", async () => {
    const order = await freshMove(sides, 2000);
    const writers = startWriters(order, sides.source);
    const sampler = startSampler(sides, order);
    await writers.progress();
    const end = await run("move", order).end;
    expect(recordIn(end)).toMatchObject({ command: "move", move: order.move, attempt: 1, outcome: "done", tables: 3 });
    expect(end.code).toBe(0);
    expect(await writable(sides.source, order)).toBe(false);
    writers.dial(sides.target);
    await writers.progress();
    await writers.stop();
    expect(await sampler.stop()).toBe(0);
    expect(await writers.account(sides.target)).toMatchObject({ lost: 0, duplicated: 0 });
    expect((await writers.account(sides.target)).acknowledged).toBeGreaterThan(30);
  });

  it("leaves role and database on the target as bootstrap would have made them", async () => {
    const order = await freshMove(sides);
    const before = await stateOf(sides.source, order);
    await run("move", order).end;
    const after = (await stateOf(sides.target, order)) as { readonly role: Record<string, unknown> };
    expect(after).toEqual({ ...(before as object), role: { ...after.role, members: expect.arrayContaining(["rds_master"]) } });
    const [row] = await asSuperuser(
      sides.target,
      "SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1",
      {
        values: [order.database],
      },
    );
    expect(row?.mark).toBe(`Made by Tenfold: move ${order.move}`);
  });

  it("takes the settings of database and role along, and gives everything to the application's role", async () => {
    const order = await freshMove(sides);
    await asSuperuser(sides.source, `ALTER DATABASE ${order.database} SET work_mem = '5MB'`);
    await asSuperuser(sides.source, "CREATE TABLE of_the_master (id int)", { database: order.database });
    await run("move", order).end;
    const seen = await sides.target.as(loginOf(order), async (client) => {
      const { rows } = await client.query<{ owner: string }>(
        "SELECT DISTINCT pg_get_userbyid(relowner)::text AS owner FROM pg_class WHERE oid >= 16384",
      );
      const { rows: settings } = await client.query<{ work_mem: string }>("SHOW work_mem");
      return { owners: rows.map(({ owner }) => owner), settings };
    });
    expect(seen).toEqual({ owners: [order.role], settings: [{ work_mem: "5MB" }] });
  });

  it("signs its record, and tells no secret", async () => {
    const order = await freshMove(sides);
    const end = await run("move", order).end;
    const { signature, ...line } = recordIn(end);
    const record = Object.entries(line).filter(([name]) => !["level", "time", "msg"].includes(name));
    const text = Buffer.from(JSON.stringify(Object.fromEntries(record)));
    expect(verify(null, text, createPublicKey(sides.publicKey), Buffer.from(String(signature), "base64"))).toBe(true);
    for (const secret of [order.password, order.source.password, order.target.password, VERIFIER]) {
      expect(end.output).not.toContain(secret);
    }
  });

  it("leaves neither a dump nor another database behind", async () => {
    const order = await freshMove(sides);
    await run("move", order).end;
    expect(existsSync(order.workFolder) ? readdirSync(order.workFolder) : []).toEqual([]);
    expect(await asSuperuser(sides.target, "SELECT datname FROM pg_database WHERE datname LIKE 'tenfold%'")).toEqual([]);
  });

  it("runs again after it was done", async () => {
    const order = await freshMove(sides);
    await run("move", order).end;
    expect(recordIn(await run("move", order).end)).toMatchObject({ outcome: "done" });
    expect(recordIn(await run("move", { ...order, attempt: 2 }).end)).toMatchObject({ outcome: "done" });
  });

  it("takes no longer than it may: the application is let in again", async () => {
    const order = { ...(await freshMove(sides)), freezeSeconds: 1 };
    const writers = startWriters(order, sides.source);
    await asSuperuser(sides.source, "CREATE FUNCTION slow() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'", order);
    // The copy waits on the target for as long as this index takes to be built there.
    await sides.source.as(loginOf(order), (client) =>
      client.query(`CREATE FUNCTION nap(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$BEGIN
          IF current_setting('server_version_num')::int >= 0 AND current_setting('application_name') LIKE 'tenfold-migrator%'
          THEN PERFORM pg_sleep(30); END IF; RETURN n; END$$;
        CREATE INDEX ON stock.items (nap(id))`),
    );
    const end = await run("move", order).end;
    expect(recordIn(end)).toMatchObject({ outcome: "failed", code: "freeze-limit", fenced: false });
    expect(end.code).toBe(11);
    await writers.progress();
    await writers.stop();
    expect(await writers.account(sides.source)).toMatchObject({ lost: 0, duplicated: 0 });
  });

  it("told to stop, lets the application in again and says so", async () => {
    const order = await freshMove(sides);
    const writers = startWriters(order, sides.source);
    await writers.progress();
    const program = run("move", order);
    await program.said('"phase":"dump"');
    program.terminate();
    const end = await program.end;
    expect(recordIn(end)).toMatchObject({ outcome: "failed", code: "stopped", fenced: false });
    expect(end.code).toBe(10);
    await writers.progress();
    await writers.stop();
    expect(await writers.account(sides.source)).toMatchObject({ lost: 0, duplicated: 0 });
  });

  it("stops at a prepared transaction, names it, and lets the application in again", async () => {
    const order = await freshMove(sides);
    await sides.source.as(loginOf(order), (client) =>
      client.query("BEGIN; INSERT INTO entries (writer, number) VALUES (9, 9); PREPARE TRANSACTION 'payment 7'"),
    );
    const end = await run("move", order).end;
    expect(recordIn(end)).toMatchObject({ code: "obstacle", fenced: false });
    expect(end.output).toContain("payment 7");
    expect(await writable(sides.source, order)).toBe(true);
    await sides.source.as(loginOf(order), (client) => client.query("ROLLBACK PREPARED 'payment 7'"));
  });

  it("leaves a database of somebody else on the target alone", async () => {
    const order = await freshMove(sides);
    await asSuperuser(sides.target, `CREATE DATABASE ${order.database}`);
    await asSuperuser(sides.target, "CREATE TABLE theirs ()", order);
    const end = await run("move", order).end;
    expect(recordIn(end)).toMatchObject({ code: "obstacle", obstacles: [expect.objectContaining({ code: "target-foreign" })] });
    expect(await writable(sides.source, order)).toBe(true);
    await asSuperuser(sides.target, "SELECT * FROM theirs", order);
  });

  it("two at the same time: the second waits until the first has ended", async () => {
    const order = await freshMove(sides);
    const ends = await Promise.all([run("move", order).end, run("move", order).end]);
    expect(ends.map(recordIn)).toEqual([
      expect.objectContaining({ outcome: "done" }),
      expect.objectContaining({ outcome: "done" }),
    ]);
  });
});

describe("undo", () => {
  it("after a move that was done lets the application in again, as it was", async () => {
    const order = await freshMove(sides);
    await asSuperuser(sides.source, `ALTER DATABASE ${order.database} CONNECTION LIMIT 17`);
    const before = await stateOf(sides.source, order);
    await run("move", order).end;
    expect(await stateOf(sides.source, order)).toMatchObject({ role: { rolcanlogin: false }, database: { datconnlimit: 0 } });
    expect(recordIn(await run("undo", order).end)).toMatchObject({ command: "undo", outcome: "done" });
    expect(await stateOf(sides.source, order)).toEqual(before);
    expect(await writable(sides.source, order)).toBe(true);
    expect(await writable(sides.target, order)).toBe(false);
  });

  it("bars its attempt, also one that never began, and not the next", async () => {
    const order = await freshMove(sides);
    await run("undo", order).end;
    const end = await run("move", order).end;
    expect(recordIn(end)).toMatchObject({ outcome: "failed", code: "undone", fenced: false });
    expect(end.code).toBe(14);
    expect(await writable(sides.source, order)).toBe(true);
    expect(recordIn(await run("move", { ...order, attempt: 2 }).end)).toMatchObject({ outcome: "done" });
    expect(recordIn(await run("undo", order).end)).toMatchObject({ outcome: "failed", code: "fenced" });
    expect(await writable(sides.source, order)).toBe(false);
  });

  it("ends a run that is at work, which then has nothing left to undo", async () => {
    const order = await freshMove(sides);
    const program = run("move", order);
    await program.said('"phase":"dump"');
    const undone = await run("undo", order).end;
    // Whichever of the two is first lets the application in; the other finds that done.
    expect(recordIn(undone)).toMatchObject({ outcome: "done", source: expect.stringMatching(/^(unfenced|was not fenced)$/) });
    // One that was ended before it could prove that says nothing of it; the source tells.
    expect(recordIn(await program.end)).toMatchObject({ outcome: "failed" });
    expect(await writable(sides.source, order)).toBe(true);
  });

  it("works when the target is gone", async () => {
    const order = await freshMove(sides);
    await run("move", order).end;
    const gone = { ...order, target: { ...order.target, port: 1 } };
    expect(recordIn(await run("undo", gone).end)).toMatchObject({ outcome: "done", source: "unfenced" });
  });
});

describe("a rehearsal", () => {
  it("measures a copy of what is being written to, and leaves nothing on the target", async () => {
    const order = await freshMove(sides);
    const writers = startWriters(order, sides.source);
    await writers.progress();
    const end = await run("rehearse", order).end;
    expect(recordIn(end)).toMatchObject({
      ...{ command: "rehearse", outcome: "done", seconds: expect.any(Number), copySeconds: expect.any(Number) },
      ...{ verifySeconds: expect.any(Number), bytes: expect.any(Number), tables: 3, at: expect.stringMatching(/Z$/) },
    });
    await writers.progress();
    await writers.stop();
    expect(await asSuperuser(sides.target, "SELECT datname FROM pg_database WHERE datname LIKE 'tenfold%'")).toEqual([]);
    expect(await writers.account(sides.source)).toMatchObject({ lost: 0 });
  });
});
