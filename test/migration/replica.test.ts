// A move to a replica that is promoted, between a real server and its real streaming replica, while the application writes.
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { ReplicaSides } from "./replica-sides.js";
import { startReplicaSides } from "./replica-sides.js";
import { environmentOfMove } from "./sides.js";
import type { ProgramEnd } from "./world.js";
import { asSuperuser, startProgram } from "./world.js";
import { startSampler, startWriters, stopAll, writable } from "./writers.js";

jest.setTimeout(120_000);

const pairs: ReplicaSides[] = [];
afterEach(async () => {
  await stopAll();
  await Promise.all(pairs.splice(0).map((pair) => pair.stop()));
});

async function pair(rows?: number, sql?: readonly string[]): Promise<ReplicaSides> {
  const sides = await startReplicaSides(rows, sql);
  pairs.push(sides);
  return sides;
}

const run = (command: string, sides: ReplicaSides, more: Record<string, string> = {}) =>
  startProgram([command, "--wait-seconds", "5"], { ...environmentOfMove(sides, sides.order), ...more });
const recordIn = ({ lines }: ProgramEnd) => lines.at(-1) as Record<string, unknown>;
const ended = async (command: string, sides: ReplicaSides, more?: Record<string, string>) =>
  recordIn(await run(command, sides, more).end);
const takesRows = async ({ source, target, order }: ReplicaSides) => ({
  source: await writable(source, order),
  target: await writable(target, order),
});

describe("a move to a replica", () => {
  it("keeps every acknowledged row of four writers, and the application goes on at the promoted replica alone", async () => {
    const sides = await pair(2000);
    const { source, target, order } = sides;
    const writers = startWriters(order, source);
    const sampler = startSampler(sides, order);
    await writers.progress();
    const caughtUp = await ended("catch-up", sides);
    expect(caughtUp).toMatchObject({ command: "catch-up", outcome: "done" });
    expect(caughtUp["marker"]).toMatch(/^0123456789ab-1-/);
    expect(await takesRows(sides)).toEqual({ source: false, target: false });
    await target.promote();
    expect(await takesRows(sides)).toEqual({ source: false, target: false });
    expect(await ended("verify", sides)).toMatchObject({ command: "verify", outcome: "done", tables: 3 });
    expect(await takesRows(sides)).toEqual({ source: false, target: true });
    writers.dial(target);
    await writers.progress();
    await writers.stop();
    expect(await sampler.stop()).toBe(0);
    const account = await writers.account(target);
    expect(account).toMatchObject({ lost: 0, duplicated: 0 });
    expect(account.acknowledged).toBeGreaterThan(30);
  });

  it("is rehearsed without a copy: says how far behind the replica is, what promoting is reckoned at, and shuts nobody out", async () => {
    const sides = await pair();
    const record = await ended("rehearse", sides);
    expect(record).toMatchObject({ command: "rehearse", outcome: "done", promotionSeconds: 300, tables: 3 });
    const part = (name: string) => Number(record[name]);
    expect(part("seconds")).toBe(part("lagSeconds") + part("promotionSeconds") + part("verifySeconds"));
    expect(await takesRows(sides)).toEqual({ source: true, target: false });
  });

  it("waits for a replica that is behind, with the source shut, and ends when it has caught up", async () => {
    const sides = await pair();
    await sides.target.lag("1h");
    const program = run("catch-up", sides);
    const seen = { end: false };
    void program.end.then(() => (seen.end = true));
    // It says that it still waits, or ends.
    await program.said('"msg":"progress","phase":"catch up"');
    expect(seen.end).toBe(false);
    const known = await asSuperuser(sides.source, "SELECT id FROM tenfold.marker");
    expect(known).toHaveLength(1);
    expect(await takesRows(sides)).toEqual({ source: false, target: false });
    const [there] = await asSuperuser(sides.target, "SELECT to_regclass('tenfold.marker') AS there");
    expect(there).toEqual({ there: null });
    await sides.target.lag("0");
    expect(recordIn(await program.end)).toMatchObject({ outcome: "done", marker: known[0]?.["id"] });
  });

  it("whose marker never comes gives up at the limit of the freeze and lets the application in again", async () => {
    const sides = await pair();
    await sides.target.lag("1h");
    const record = await ended("catch-up", sides, { FREEZE_SECONDS: "1" });
    expect(record).toMatchObject({ outcome: "failed", code: "freeze-limit", fenced: false });
    expect((await takesRows(sides)).source).toBe(true);
  });

  it("that is killed while it waits is undone, and can never be gone on with", async () => {
    const sides = await pair();
    await sides.target.lag("1h");
    const program = run("catch-up", sides);
    await program.said('"catch up"');
    program.kill();
    await program.end;
    expect((await takesRows(sides)).source).toBe(false);
    expect(await ended("undo", sides)).toMatchObject({ outcome: "done", source: "unfenced" });
    expect((await takesRows(sides)).source).toBe(true);
    expect(await ended("catch-up", sides)).toMatchObject({ outcome: "failed", code: "undone", fenced: false });
    expect(await ended("verify", sides)).toMatchObject({ outcome: "failed", code: "undone" });
    expect((await takesRows(sides)).source).toBe(true);
  });

  it("finds a row that the promoted replica lacks, opens neither side, and undoing opens the source alone", async () => {
    const sides = await pair();
    await ended("catch-up", sides);
    await sides.target.promote();
    await asSuperuser(sides.target, "DELETE FROM orders WHERE id = 7", sides.order);
    const record = await ended("verify", sides);
    expect(record).toMatchObject({ outcome: "failed", code: "differs", fenced: true });
    expect(record["message"]).toContain("orders");
    expect(await takesRows(sides)).toEqual({ source: false, target: false });
    await ended("undo", sides);
    expect(await takesRows(sides)).toEqual({ source: true, target: false });
  });

  it("that is undone after the replica was opened shuts the replica, whichever way it ended", async () => {
    const sides = await pair();
    await ended("catch-up", sides);
    await sides.target.promote();
    await ended("verify", sides);
    expect(await takesRows(sides)).toEqual({ source: false, target: true });
    expect(await ended("undo", sides)).toMatchObject({ outcome: "done" });
    expect(await takesRows(sides)).toEqual({ source: true, target: false });
  });

  it("compares again after a run that was killed with the replica open, and ends the same", async () => {
    const sides = await pair();
    await ended("catch-up", sides);
    await sides.target.promote();
    const program = run("verify", sides);
    await program.said('"probe"');
    program.kill();
    await program.end;
    expect(await ended("verify", sides)).toMatchObject({ outcome: "done" });
    expect(await takesRows(sides)).toEqual({ source: false, target: true });
  });

  it("compares nothing while the target is still a replica", async () => {
    const sides = await pair();
    await ended("catch-up", sides);
    expect(await ended("verify", sides)).toMatchObject({ outcome: "failed", code: "unreachable", fenced: true });
    expect(await takesRows(sides)).toEqual({ source: false, target: false });
  });

  it.each([
    {
      what: "an unlogged table",
      code: "unlogged-table",
      sql: ["CREATE UNLOGGED TABLE quick (n int)", "INSERT INTO quick VALUES (1)"],
    },
    { what: "a table whose rows the master cannot read", code: "forced-row-security", sql: forced() },
  ])("is refused for $what before anybody is shut out", async ({ code, sql }) => {
    const sides = await pair(10, sql);
    for (const command of ["rehearse", "catch-up"]) {
      const record = await ended(command, sides);
      expect(record).toMatchObject({ outcome: "failed", code: "obstacle", obstacles: [{ code }] });
    }
    expect((await takesRows(sides)).source).toBe(true);
  });

  it("is refused for a target that follows nobody", async () => {
    const sides = await pair(10);
    await sides.target.promote();
    const record = await ended("rehearse", sides);
    expect(record).toMatchObject({ outcome: "failed", obstacles: [{ code: "not-a-replica" }] });
    expect((await takesRows(sides)).source).toBe(true);
  });
});

function forced(): readonly string[] {
  return ["ALTER TABLE orders ENABLE ROW LEVEL SECURITY", "ALTER TABLE orders FORCE ROW LEVEL SECURITY"];
}
