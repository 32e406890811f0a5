// Bootstrap on a server that somebody else has filled: the application's role gets a new password, and nothing else changes.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { bootstrap } from "../../migrator/bootstrap.js";
import type { BootstrapOrder } from "../../migrator/config.js";
import { sessionsOf } from "../../migrator/session.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import type { Master } from "./world.js";
import { appLogin, asSuperuser, catalogOf, freshOrder, mastersOf, serverFor, stateOf } from "./world.js";

jest.setTimeout(60_000);

let server: PostgresServer;
let masters: { readonly superuser: Master; readonly rdsLike: Master };

beforeAll(async () => {
  server = await startPostgres();
  masters = await mastersOf(server);
});
afterAll(() => server.stop());

const takeOver = (order: BootstrapOrder, kind: "superuser" | "rdsLike" = "rdsLike") =>
  bootstrap(sessionsOf(serverFor(server, masters[kind])), { ...order, exists: true });

/** As people leave it: a role with rights that an application does not need, a database that everybody may enter, a table. */
async function theirs(): Promise<BootstrapOrder> {
  const order = freshOrder();
  await asSuperuser(server, `CREATE ROLE ${order.role} LOGIN CREATEDB PASSWORD 'theirs'`);
  await asSuperuser(server, `COMMENT ON ROLE ${order.role} IS 'the shop'`);
  await asSuperuser(server, `CREATE DATABASE ${order.database} OWNER ${order.role}`);
  await server.as({ ...appLogin(order), password: "theirs" }, (client) => client.query("CREATE TABLE orders AS SELECT 7 AS n"));
  return order;
}

describe.each(["superuser", "rdsLike"] as const)("with the master %s, a role and a database that were there before", (kind) => {
  it("are used with all their rows, under a new password", async () => {
    const order = await theirs();
    expect(await takeOver(order, kind)).toEqual({ role: "taken-over", database: "present" });
    const { rows } = await server.as(appLogin(order), (client) => client.query("SELECT n FROM orders"));
    expect(rows).toEqual([{ n: 7 }]);
    const login = { ...appLogin(order), password: "theirs" };
    await expect(server.as(login, (client) => client.query("SELECT 1"))).rejects.toMatchObject({ code: "28P01" });
  });

  it("keep comment, attributes and who may enter, and a second run changes nothing", async () => {
    const order = await theirs();
    await takeOver(order, kind);
    const before = await stateOf(server, order);
    await takeOver(order, kind);
    expect(await stateOf(server, order)).toEqual(before);
    const [role] = await asSuperuser(
      server,
      "SELECT rolcreatedb, shobj_description(oid, 'pg_authid') AS mark FROM pg_roles WHERE rolname = $1",
      { values: [order.role] },
    );
    expect(role).toEqual({ rolcreatedb: true, mark: "the shop" });
    const [database] = await asSuperuser(server, "SELECT datacl FROM pg_database WHERE datname = $1", {
      values: [order.database],
    });
    expect(database).toEqual({ datacl: null });
  });
});

describe("what is not there, or is not the role's", () => {
  it("a role with a typo is no new role", async () => {
    const order = await theirs();
    const failure = { kind: "foreign", message: `there is no role "${order.role}x", which is to be taken over` };
    await expectUntouched({ ...order, role: `${order.role}x` }, failure);
  });

  it("a database with a typo is no new database", async () => {
    const order = await theirs();
    const failure = { kind: "foreign", message: `there is no database "${order.database}x", which is to be taken over` };
    await expectUntouched({ ...order, database: `${order.database}x` }, failure);
  });

  it("a database of another owner is left alone, with the statement that gives it to the role", async () => {
    const order = await theirs();
    await asSuperuser(server, `ALTER DATABASE ${order.database} OWNER TO postgres`);
    const remedy = `Nothing was changed. Let the role own it: ALTER DATABASE "${order.database}" OWNER TO "${order.role}";`;
    await expectUntouched(order, { kind: "foreign", remedy });
  });

  it.each([
    { name: "a role that may not log in", shut: (order: BootstrapOrder) => `ALTER ROLE ${order.role} NOLOGIN` },
    {
      name: "a database without connections",
      shut: (order: BootstrapOrder) => `ALTER DATABASE ${order.database} CONNECTION LIMIT 0`,
    },
  ])("$name stays shut", async ({ shut }) => {
    const order = await theirs();
    await asSuperuser(server, shut(order));
    await expectUntouched(order, { kind: "fenced" });
  });
});

async function expectUntouched(order: BootstrapOrder, failure: Record<string, unknown>): Promise<void> {
  const before = await catalogOf(server);
  await expect(takeOver(order)).rejects.toMatchObject(failure);
  expect(await catalogOf(server)).toEqual(before);
}
