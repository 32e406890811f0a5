// Reads through the pooler: over all replicas that answer and are not behind, else of the database itself.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type pg from "pg";
import type { Instance, PoolerUnderTest, World } from "./world.js";
import { openWorld, until } from "./world.js";

jest.setTimeout(120_000);

let world: World;
let primary: Instance;
let replicas: readonly Instance[];
let pooler: PoolerUnderTest;

beforeAll(async () => {
  world = await openWorld();
  primary = await world.start("127.0.0.2");
  await primary.sql("CREATE TABLE tally (n int); INSERT INTO tally VALUES (0); GRANT SELECT ON tally TO app");
  replicas = [await world.start("127.0.0.3", { copyOf: primary }), await world.start("127.0.0.4", { copyOf: primary })];
  const hosts = replicas.map(({ host }) => host);
  pooler = await world.pooler({ host: primary.host, replication: "rds", replicas: hosts });
});
afterAll(() => world.close());

/** Which servers answer so many reads at a time. */
async function servers(reads: number): Promise<ReadonlySet<string>> {
  const clients = await Promise.all(Array.from({ length: reads }, () => pooler.client("app_reader")));
  const ask = async (client: pg.Client) => {
    const { rows } = await client.query<{ host: string }>("SELECT host(inet_server_addr()) AS host, pg_sleep(0.05)");
    return rows[0]?.host ?? "";
  };
  const hosts = await Promise.all(clients.map(ask));
  await Promise.all(clients.map((client) => client.end()));
  return new Set(hosts);
}

async function told(): Promise<readonly { readonly host: string; readonly taken: boolean }[]> {
  const lines = (await pooler.metrics()).matchAll(/tenfold_pooler_replica_taken\{name="shop",replica="([^"]+)"\} ([01])/g);
  return [...lines].map(([, host = "", taken]) => ({ host, taken: taken === "1" }));
}

const takes = (host: string, wanted: boolean) =>
  until(async () => (await told()).some((replica) => replica.host === host && replica.taken === wanted));

describe("reads", () => {
  it("go to all replicas, and to none but them", async () => {
    const [first, second] = replicas;
    await until(async () => (await servers(8)).size === 2);
    expect(await servers(8)).toEqual(new Set([first?.host, second?.host]));
  });

  it("do not fail when a replica is lost, once its connections are gone", async () => {
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error("no replicas");
    const client = await pooler.client("app_reader");
    await first.kill();
    await until(async () => !(await lines()).includes(first.host));
    for (let read = 0; read < 60; read += 1) {
      const { rows } = await client.query<{ host: string }>("SELECT host(inet_server_addr()) AS host");
      expect(rows[0]?.host).toBe(second.host);
    }
    await takes(first.host, false);
    await first.restart();
    await takes(first.host, true);
    await until(async () => (await servers(8)).size === 2);
    await client.end();
  });

  it("leave a replica out that is behind, and take it again when it is not", async () => {
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error("no replicas");
    await second.sql("SELECT pg_wal_replay_pause()");
    const writes = setInterval(() => void primary.sql("UPDATE tally SET n = n + 1").catch(() => undefined), 300);
    await takes(second.host, false);
    clearInterval(writes);
    await until(async () => (await servers(6)).size === 1);
    expect(await servers(6)).toEqual(new Set([first.host]));
    await second.sql("SELECT pg_wal_replay_resume()");
    await takes(second.host, true);
  });

  it("go to a replica whose database is at rest: nothing is lacking", async () => {
    await new Promise((resolve) => setTimeout(resolve, 7000));
    expect((await told()).map(({ taken }) => taken)).toEqual([true, true]);
  });

  it("go to the database itself when no replica is left", async () => {
    for (const replica of replicas) await replica.kill();
    for (const { host } of replicas) await takes(host, false);
    await until(async () => (await servers(2)).has(primary.host));
    expect(await servers(6)).toEqual(new Set([primary.host]));
  });
});

/** Servers that the pooler has a connection to for reads. */
async function lines(): Promise<readonly string[]> {
  const console = await pooler.console();
  const { rows } = await console.query<{ database: string; addr: string }>("SHOW SERVERS");
  await console.end();
  return rows.filter(({ database }) => database === "app_reader").map(({ addr }) => addr);
}
