// A database that answers that it is starting up: what PgBouncer makes of it, which no setting changes, and that it passes by itself.
import type { Server } from "node:net";
import { createServer } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import type { Instance, PoolerUnderTest, World } from "./world.js";
import { openWorld, until } from "./world.js";

jest.setTimeout(120_000);

let world: World;
let primary: Instance;
let pooler: PoolerUnderTest;

beforeAll(async () => {
  world = await openWorld();
  primary = await world.start("127.0.0.3");
  pooler = await world.pooler({ host: primary.host });
});
afterAll(() => world.close());

/** Connections of the pooler to its database. */
async function serversOf(target: PoolerUnderTest): Promise<number> {
  const console = await target.console();
  const { rows } = await console.query("SHOW SERVERS");
  await console.end();
  return rows.length;
}

/** In place of a database that replays its log: whoever comes is told so. */
async function startingUp({ host, port }: Instance): Promise<Server> {
  const fields = "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0";
  const answer = Buffer.alloc(5 + fields.length);
  answer.write("E");
  answer.writeInt32BE(4 + fields.length, 1);
  answer.write(fields, 5, "latin1");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(answer));
  });
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

it("a query that waits already goes on waiting; one that comes meanwhile fails with the database's own words; both end with it", async () => {
  const early = await pooler.client();
  await early.query("SELECT 1");
  await primary.kill();
  // What is sent on a connection that is about to end would fail with it, and wait for nothing.
  await until(async () => (await serversOf(pooler)) === 0);
  const starting = await startingUp(primary);
  const waits = early.query<{ n: number }>("SELECT 2 AS n");
  await until(async () =>
    Promise.resolve(pooler.said().includes("server login failed: FATAL the database system is starting up")),
  );
  const late = await pooler.client();
  late.on("error", () => undefined);
  await expect(late.query("SELECT 3")).rejects.toThrow(/the database system is starting up/);
  await until(async () => !(await pooler.ready()));
  starting.close();
  await primary.restart();
  await until(pooler.ready);
  expect((await waits).rows).toEqual([{ n: 2 }]);
  const again = await pooler.client();
  expect((await again.query<{ n: number }>("SELECT 4 AS n")).rows).toEqual([{ n: 4 }]);
  await Promise.all([early.end(), again.end()]);
});
