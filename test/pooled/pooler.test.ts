// The pooler against a real PgBouncer and a real PostgreSQL with replicas.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type pg from "pg";
import { POOLER_LEAD_PATH } from "../../domain/api/pooler-settings.js";
import { poolerAt } from "../../migrator/pooler.js";
import type { Instance, PoolerUnderTest, World } from "./world.js";
import { ADMIN, APP, openWorld, until } from "./world.js";

jest.setTimeout(120_000);

let world: World;
let primary: Instance;
let pooler: PoolerUnderTest;

beforeAll(async () => {
  world = await openWorld();
  primary = await world.start("127.0.0.2");
  await primary.sql(
    "CREATE TABLE visits (id serial PRIMARY KEY, note text); GRANT ALL ON visits TO app; GRANT ALL ON SEQUENCE visits_id_seq TO app",
  );
  pooler = await world.pooler({ host: primary.host });
});
afterAll(() => world.close());

async function count(client: pg.Client, text = "SELECT 1 AS n"): Promise<number> {
  const { rows } = await client.query<{ n: number }>(text);
  return Number(rows[0]?.n);
}

describe("a client of the pooler", () => {
  it("finds its prepared statements on whatever connection it is given", async () => {
    const clients = await Promise.all(Array.from({ length: 12 }, () => pooler.client()));
    const ask = (client: pg.Client, value: number) =>
      client.query<{ pid: number; value: number }>({
        name: "named",
        text: "SELECT pg_backend_pid() AS pid, $1::int AS value, pg_sleep(0.02)",
        values: [value],
      });
    const answers = [];
    for (let round = 0; round < 20; round += 1)
      answers.push(...(await Promise.all(clients.map((client, at) => ask(client, at)))));
    expect(answers.every(({ rows }, at) => rows[0]?.value === at % 12)).toBe(true);
    const servers = new Set(answers.map(({ rows }) => rows[0]?.pid));
    expect(servers.size).toBeGreaterThan(1);
    expect(servers.size).toBeLessThanOrEqual(4);
    await Promise.all(clients.map((client) => client.end()));
  });

  it("does not reach the console, not even with the console's password", async () => {
    await expect(pooler.client("pgbouncer")).rejects.toThrow();
    const console = await pooler.console();
    const { rows } = await console.query<{ version: string }>("SHOW VERSION");
    expect(rows[0]?.version).toMatch(/^PgBouncer 1\.(2[4-9]|[3-9][0-9])/);
    await console.end();
  });
});

describe("a pause", () => {
  it("holds queries back, keeps the pooler ready, and loses none of them", async () => {
    const client = await pooler.client();
    const console = await pooler.console();
    await console.query("PAUSE");
    const asked = Array.from({ length: 5 }, (_, at) => client.query("INSERT INTO visits (note) VALUES ($1)", [`paused ${at}`]));
    await until(async () => /tenfold_pooler_paused_seconds\{name="shop"\} [1-9]/.test(await pooler.metrics()));
    expect(await pooler.ready()).toBe(true);
    expect(await primary.sql("SELECT id FROM visits WHERE note LIKE 'paused%'")).toEqual([]);
    await console.query("RESUME");
    await Promise.all(asked);
    expect(await primary.sql("SELECT id FROM visits WHERE note LIKE 'paused%'")).toHaveLength(5);
    await Promise.all([client.end(), console.end()]);
  });

  it("that nobody ends is ended", async () => {
    const short = await world.pooler({ host: primary.host }, { PAUSE_SECONDS: "3" });
    const [client, console] = [await short.client(), await short.console()];
    await console.query("PAUSE");
    await console.end();
    expect(await count(client, "SELECT 7 AS n")).toBe(7);
    expect(short.said()).toContain("nobody has ended the pause");
    await client.end();
  });

  it("may take the clients from one database to another", async () => {
    const other = await world.start("127.0.0.9");
    await other.sql("CREATE TABLE place (n int); INSERT INTO place VALUES (9); GRANT SELECT ON place TO app");
    await primary.sql("CREATE TABLE place (n int); INSERT INTO place VALUES (2); GRANT SELECT ON place TO app");
    const moved = await world.pooler({ host: primary.host });
    const [client, console] = [await moved.client(), await moved.console()];
    expect(await count(client, "SELECT n FROM place")).toBe(2);
    await console.query("PAUSE");
    const waits = count(client, "SELECT n FROM place");
    moved.write({ host: other.host });
    await until(async () => {
      const { rows } = await console.query<{ name: string; host: string }>("SHOW DATABASES");
      return rows.find(({ name }) => name === "app")?.host === other.host;
    });
    await console.query("RESUME");
    expect(await waits).toBe(9);
    await Promise.all([client.end(), console.end()]);
  });
});

describe("a pooler that is told where its database is now", () => {
  let other: Instance;
  beforeAll(async () => {
    other = await world.start("127.0.0.10");
    await other.sql("CREATE TABLE home (n int); INSERT INTO home VALUES (10); GRANT SELECT ON home TO app");
    await primary.sql("CREATE TABLE home (n int); INSERT INTO home VALUES (2); GRANT SELECT ON home TO app");
  });
  const accessTo = ({ adminPort, leadPort }: PoolerUnderTest) =>
    ({ ...{ hosts: "127.0.0.1", port: adminPort, leadPort }, ...ADMIN }) as const;
  const there = () => ({ database: APP.database, host: other.host, port: other.port, tls: "disable" }) as const;
  const persistently = (act: () => Promise<void>) =>
    until(() =>
      act().then(
        () => true,
        () => false,
      ),
    );

  it("takes the clients that waited there, although its settings do not say so yet", async () => {
    const told = await world.pooler({ host: primary.host });
    const client = await told.client();
    const access = poolerAt(accessTo(told));
    const paused = await access.pause();
    await paused.settled;
    const waits = count(client, "SELECT n FROM home");
    await persistently(() => access.resumeAt(there()));
    expect(await waits).toBe(10);
    await paused.close();
    await client.end();
  });

  it("goes by its settings again as soon as these change", async () => {
    const told = await world.pooler({ host: primary.host });
    await persistently(() => poolerAt(accessTo(told)).resumeAt(there()));
    const client = await told.client();
    expect(await count(client, "SELECT n FROM home")).toBe(10);
    await client.end();
    told.write({ host: primary.host, clients: 100 });
    const console = await told.console();
    await until(async () => {
      const { rows } = await console.query<{ name: string; host: string }>("SHOW DATABASES");
      return rows.find(({ name }) => name === APP.database)?.host === primary.host;
    });
    await console.end();
  });

  it("believes nobody without the console's password, nor what it cannot read", async () => {
    const told = await world.pooler({ host: primary.host });
    const say = async (user: string, body: string) => {
      const authorization = `Basic ${Buffer.from(user).toString("base64")}`;
      const answer = await fetch(`http://127.0.0.1:${told.leadPort}${POOLER_LEAD_PATH}`, {
        ...{ method: "POST", headers: { authorization }, body },
      });
      return answer.status;
    };
    const right = `${ADMIN.user}:${ADMIN.password}`;
    const { host, port, tls } = there();
    const order = JSON.stringify({ host, port, tls });
    expect(await say(`${ADMIN.user}:wrong`, order)).toBe(401);
    expect(await say(`${APP.user}:${APP.password}`, order)).toBe(401);
    expect(await say(right, "{}")).toBe(400);
    expect(await say(right, JSON.stringify({ host, port, tls: "verify-full" }))).toBe(503);
    const client = await told.client();
    expect(await count(client, "SELECT n FROM home")).toBe(2);
    expect(await say(right, order)).toBe(200);
    await client.end();
  });
});

describe("a pooler whose database is away", () => {
  it("is not ready until it is back, and serves then", async () => {
    await primary.kill();
    await until(async () => !(await pooler.ready()));
    await primary.restart();
    await until(pooler.ready);
    const client = await pooler.client();
    expect(await count(client, "SELECT 6 AS n")).toBe(6);
    await client.end();
  });
});

describe("a pooler that is told to stop", () => {
  it("takes no new clients, and ends when the last one has left", async () => {
    const one = await world.pooler({ host: primary.host });
    const client = await one.client();
    await client.query("BEGIN");
    one.process.kill("SIGTERM");
    await until(async () =>
      one.client().then(
        (late) => late.end().then(() => false),
        () => true,
      ),
    );
    expect(await count(client, "SELECT 3 AS n")).toBe(3);
    await client.query("COMMIT");
    expect(await count(client, "SELECT 4 AS n")).toBe(4);
    expect(one.process.exitCode).toBeNull();
    await client.end();
    await until(async () => Promise.resolve(one.process.exitCode !== null));
    expect(one.process.exitCode).toBe(0);
  });

  it("sends clients away that stay, but not in the middle of a transaction", async () => {
    const one = await world.pooler({ host: primary.host }, { WAIT_FOR_CLIENTS_SECONDS: "2" });
    const [busy, idle] = [await one.client(), await one.client()];
    const left = new Promise((resolve) => idle.once("end", resolve));
    await busy.query("BEGIN");
    await busy.query("INSERT INTO visits (note) VALUES ('to the end')");
    one.process.kill("SIGTERM");
    await until(async () => Promise.resolve(one.said().includes("clients stay")));
    await busy.query("COMMIT");
    await left;
    expect(await primary.sql("SELECT id FROM visits WHERE note = 'to the end'")).toHaveLength(1);
    await until(async () => Promise.resolve(one.process.exitCode !== null));
  });
});
