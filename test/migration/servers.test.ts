// The servers that the local AWS puts behind its databases: what they keep, who may do what on them, and that one which follows another is promoted.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, jest } from "@jest/globals";
import pg from "pg";
import { ServerPool, stopServersIn } from "../../local/servers/server-pool.js";

jest.setTimeout(120_000);

const MASTER = { user: "tenfold", password: "master-password" };
const EMPTY = { kind: "empty", major: 17, superuser: MASTER } as const;
const MANAGED = { kind: "managed", major: 17, master: MASTER } as const;

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) {
    await stopServersIn(join(folder, "data"));
    rmSync(folder, { recursive: true, force: true });
  }
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tenfold-pool-"));
  // Else its servers, which do not run as root, would lie elsewhere.
  chmodSync(folder, 0o755);
  folders.push(folder);
  return join(folder, "data");
}

const poolOn = (folder: string) => new ServerPool(folder, () => undefined);

async function ask(port: number, ...statements: readonly string[]): Promise<readonly unknown[]> {
  const client = new pg.Client({ host: "127.0.0.1", port, database: "postgres", ...MASTER });
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

it("keeps what was written, at the same port, when it is stopped and run again by somebody who knows nothing of it", async () => {
  const folder = freshFolder();
  const port = await poolOn(folder).run("one", EMPTY);
  await ask(port, "CREATE TABLE kept AS SELECT 7 AS n");
  await stopServersIn(folder);
  const again = poolOn(folder);
  expect(again.knows("one")).toBe(true);
  expect(await again.run("one")).toBe(port);
  expect(await ask(port, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
});

it("that runs on when its starter was killed is found again and not started twice", async () => {
  const folder = freshFolder();
  const port = await poolOn(folder).run("one", EMPTY);
  const [before] = await ask(port, "SELECT pg_postmaster_start_time()::text AS since");
  expect(await poolOn(folder).run("one", EMPTY)).toBe(port);
  expect(await ask(port, "SELECT pg_postmaster_start_time()::text AS since")).toEqual([before]);
});

it("without data, and without anybody to say how it is made, is never made empty", async () => {
  await expect(poolOn(freshFolder()).run("one")).rejects.toThrow("there is no data of one");
});

it("of RDS has a master that is no superuser and may make roles and databases", async () => {
  const port = await poolOn(freshFolder()).run("one", MANAGED);
  const rights = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user";
  expect(await ask(port, rights)).toEqual([{ rolsuper: false, rolcreaterole: true, rolcreatedb: true }]);
});

it("that follows another one takes no writes before it is promoted, and has then what the other one had", async () => {
  const pool = poolOn(freshFolder());
  const source = await pool.run("source", MANAGED);
  const replica = await pool.run("replica", { kind: "replica", of: "source" });
  await ask(source, "CREATE SCHEMA mine", "CREATE TABLE mine.kept AS SELECT 7 AS n");
  await expect(ask(replica, "CREATE SCHEMA not_here")).rejects.toThrow("read-only");
  await pool.stop("replica");
  expect(await pool.run("replica", { kind: "replica", of: "source" })).toBe(replica);
  await seen(replica);
  await pool.promote("replica");
  expect(await ask(replica, "INSERT INTO mine.kept VALUES (8)", "SELECT n FROM mine.kept ORDER BY n")).toEqual([
    { n: 7 },
    { n: 8 },
  ]);
  expect(await ask(source, "SELECT n FROM mine.kept")).toEqual([{ n: 7 }]);
});

async function seen(port: number): Promise<void> {
  while ((await ask(port, "SELECT FROM pg_class WHERE relname = 'kept'")).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
