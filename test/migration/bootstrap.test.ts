// Bootstrap against a real PostgreSQL: what it makes, that it may be cut off anywhere, and what it refuses to touch.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { bootstrap } from "../../migrator/bootstrap.js";
import type { BootstrapOrder } from "../../migrator/config.js";
import type { OpenSession } from "../../migrator/session.js";
import { sessionsOf } from "../../migrator/session.js";
import { scramVerifier } from "../../domain/credentials/scram.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import type { Master } from "./world.js";
import { APP_PASSWORD, appLogin, asSuperuser, catalogOf, freshOrder, mastersOf, serverFor, stateOf, VERIFIER } from "./world.js";

jest.setTimeout(60_000);

let server: PostgresServer;
let masters: { readonly superuser: Master; readonly rdsLike: Master };

beforeAll(async () => {
  server = await startPostgres();
  masters = await mastersOf(server);
});
afterAll(() => server.stop());

const openAs = (kind: "superuser" | "rdsLike"): OpenSession => sessionsOf(serverFor(server, masters[kind]));

describe.each([
  { name: "a superuser", kind: "superuser" as const },
  { name: "a master that may only create roles and databases, as on RDS", kind: "rdsLike" as const },
])("with $name", ({ kind }) => {
  it("the application logs in with its password and works in its own database", async () => {
    const order = freshOrder();
    expect(await bootstrap(openAs(kind), order)).toEqual({ role: "created", database: "created" });
    const rows = await server.as(appLogin(order), async (client) => {
      await client.query("CREATE TABLE visits (id int PRIMARY KEY)");
      await client.query("INSERT INTO visits VALUES (41)");
      await client.query("CREATE SCHEMA more");
      const result = await client.query<{ id: number }>("SELECT id FROM visits");
      return result.rows;
    });
    expect(rows).toEqual([{ id: 41 }]);
  });

  it("the role has no attribute that an application does not need, and the database is its own and shut to others", async () => {
    const order = freshOrder();
    await bootstrap(openAs(kind), order);
    expect(await stateOf(server, order)).toEqual({
      role: {
        rolcanlogin: true,
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        rolpassword: VERIFIER,
        mark: "Made by Tenfold: role of database DATABASE",
        members: kind === "rdsLike" ? expect.arrayContaining(["rds_master"]) : [],
      },
      database: { owner: "ROLE", datconnlimit: -1, encoding: "UTF8", acl: "{ROLE=CTc/ROLE}" },
    });
  });

  it("a second run changes nothing and keeps the rows", async () => {
    const order = freshOrder();
    await bootstrap(openAs(kind), order);
    await server.as(appLogin(order), (client) => client.query("CREATE TABLE kept AS SELECT 7 AS n"));
    const before = await stateOf(server, order);
    expect(await bootstrap(openAs(kind), order)).toEqual({ role: "confirmed", database: "present" });
    expect(await stateOf(server, order)).toEqual(before);
    const { rows } = await server.as(appLogin(order), (client) => client.query("SELECT n FROM kept"));
    expect(rows).toEqual([{ n: 7 }]);
  });

  it("cut off after any statement, the next run ends as if nothing had happened", async () => {
    const whole = freshOrder();
    const { open: counting, seen } = interruptible(openAs(kind), Infinity);
    await bootstrap(counting, whole);
    const expected = await stateOf(server, whole);
    expect(seen.statements).toBeGreaterThan(8);
    for (let last = 1; last <= seen.statements; last += 1) {
      const order = freshOrder();
      await expect(bootstrap(interruptible(openAs(kind), last).open, order)).rejects.toThrow("cut off");
      await bootstrap(openAs(kind), order);
      expect(await stateOf(server, order)).toEqual(expected);
    }
  });

  it("two runs at the same time end as one", async () => {
    const order = freshOrder();
    const ends = await Promise.all([bootstrap(openAs(kind), order), bootstrap(openAs(kind), order)]);
    expect(ends.map((end) => end.role).sort()).toEqual(["confirmed", "created"]);
    await server.as(appLogin(order), (client) => client.query("CREATE TABLE t ()"));
  });

  it("what drifted comes back: password, attributes, and the shut door", async () => {
    const order = freshOrder();
    await bootstrap(openAs(kind), order);
    const before = await stateOf(server, order);
    await asSuperuser(server, `ALTER ROLE ${order.role} CREATEROLE CREATEDB PASSWORD 'changed'`);
    await asSuperuser(server, `GRANT ALL ON DATABASE ${order.database} TO PUBLIC`);
    await bootstrap(openAs(kind), order);
    expect(await stateOf(server, order)).toEqual(before);
  });

  it("a role of that name that Tenfold did not make is left alone", async () => {
    const order = freshOrder();
    await asSuperuser(server, `CREATE ROLE ${order.role} LOGIN PASSWORD 'theirs'`);
    const refusal = { kind: "foreign", message: `role "${order.role}" exists and was not made for this database by Tenfold` };
    await expectUntouched(bootstrapped(kind, order), refusal);
  });

  it("our role of another database is not taken for this one", async () => {
    const first = freshOrder();
    await bootstrap(openAs(kind), first);
    await expectUntouched(bootstrapped(kind, { ...first, database: `${first.database}_2` }), { kind: "foreign" });
  });

  it("a database of that name that belongs to somebody else is left alone, and no role is made", async () => {
    const order = freshOrder();
    await asSuperuser(server, `CREATE DATABASE ${order.database}`);
    const refusal = { kind: "foreign", message: `database "${order.database}" exists and belongs to "postgres"` };
    await expectUntouched(bootstrapped(kind, order), refusal);
  });

  it.each([
    { name: "a role that may not log in", shut: (order: BootstrapOrder) => `ALTER ROLE ${order.role} NOLOGIN` },
    {
      name: "a database without connections",
      shut: (order: BootstrapOrder) => `ALTER DATABASE ${order.database} CONNECTION LIMIT 0`,
    },
  ])("$name was fenced by a move and is not opened again", async ({ shut }) => {
    const order = freshOrder();
    await bootstrap(openAs(kind), order);
    await asSuperuser(server, shut(order));
    await expectUntouched(bootstrapped(kind, order), { kind: "fenced" });
  });

  it("names with quotes, spaces and SQL in them are only names", async () => {
    const order = { ...freshOrder(), role: `we"ird; DROP ROLE postgres; -- ${kind}`, database: `sh'op \\ "db" ${kind}` };
    await bootstrap(openAs(kind), order);
    await bootstrap(openAs(kind), order);
    const { rows } = await server.as(appLogin(order), (client) => client.query("SELECT current_user, current_database()"));
    expect(rows).toEqual([{ current_user: order.role, current_database: order.database }]);
  });
});

describe("an application", () => {
  it("is refused with a wrong password", async () => {
    const order = freshOrder();
    await bootstrap(openAs("rdsLike"), order);
    const login = { ...appLogin(order), password: `${APP_PASSWORD}x` };
    await expect(server.as(login, (client) => client.query("SELECT 1"))).rejects.toMatchObject({ code: "28P01" });
  });

  it("can neither enter the database of another application nor read tables of others", async () => {
    const [mine, theirs] = [freshOrder(), freshOrder()];
    await bootstrap(openAs("rdsLike"), mine);
    await bootstrap(openAs("rdsLike"), theirs);
    const query = (database: string, text: string) => server.as({ ...appLogin(mine), database }, (client) => client.query(text));
    await expect(query(theirs.database, "SELECT 1")).rejects.toMatchObject({ code: "42501" });
    await asSuperuser(server, "CREATE TABLE ledger (amount int)");
    await expect(query("postgres", "SELECT * FROM ledger")).rejects.toMatchObject({ code: "42501" });
    await expect(query("postgres", "SELECT * FROM pg_authid")).rejects.toMatchObject({ code: "42501" });
  });

  it("cannot make itself more than it is", async () => {
    const order = freshOrder();
    await bootstrap(openAs("superuser"), order);
    for (const statement of ["CREATE ROLE friend", "CREATE DATABASE mine", `ALTER ROLE ${order.role} SUPERUSER`]) {
      await expect(server.as(appLogin(order), (client) => client.query(statement))).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("the verifier", () => {
  it("equals what PostgreSQL computes itself for the same password and salt", async () => {
    const { role } = freshOrder();
    await asSuperuser(server, `CREATE ROLE ${role} LOGIN PASSWORD '${APP_PASSWORD}'`);
    const [row] = await asSuperuser(server, "SELECT rolpassword FROM pg_authid WHERE rolname = $1", { values: [role] });
    const stored = String(row?.rolpassword);
    const [, iterations, salt] = /^SCRAM-SHA-256\$([0-9]+):([^$]+)\$/.exec(stored) ?? [];
    expect(scramVerifier(APP_PASSWORD, Buffer.from(salt ?? "", "base64"), Number(iterations))).toBe(stored);
  });
});

describe("a master", () => {
  it("that may not create roles is told so, and nothing is made", async () => {
    await asSuperuser(server, "CREATE ROLE weak LOGIN PASSWORD 'weak-password'");
    const open = sessionsOf(serverFor(server, { user: "weak", password: "weak-password" }));
    await expectUntouched(() => bootstrap(open, freshOrder()), { code: "42501" });
  });
});

function bootstrapped(kind: "superuser" | "rdsLike", order: BootstrapOrder) {
  return () => bootstrap(openAs(kind), order);
}

async function expectUntouched(act: () => Promise<unknown>, refusal: Record<string, unknown>): Promise<void> {
  const before = await catalogOf(server);
  await expect(act()).rejects.toMatchObject(refusal);
  expect(await catalogOf(server)).toEqual(before);
}

/** Sessions that break right after so many statements were carried out. */
function interruptible(open: OpenSession, last: number) {
  const seen = { statements: 0 };
  const cutting: OpenSession = async (database) => {
    const session = await open(database);
    return {
      query: async (text, values) => {
        const rows = await session.query(text, values);
        seen.statements += 1;
        if (seen.statements === last) throw new Error("cut off");
        return rows;
      },
      close: () => session.close(),
    };
  };
  return { open: cutting, seen };
}
