// What would stop a move, against real servers: each such source is refused with a remedy, and passes once the remedy is applied.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { examine } from "../../migrator/examine.js";
import { settings, statementOf } from "../../migrator/examine/settings.js";
import type { BootstrapOrder } from "../../migrator/config.js";
import type { OpenSession } from "../../migrator/session.js";
import { sessionsOf } from "../../migrator/session.js";
import { within } from "../../migrator/within.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import { CASES } from "./examine-cases.js";
import type { Place } from "./two-sides.js";
import { EVERYTHING, twoSides } from "./two-sides.js";
import { asSuperuser, mastersOf, serverFor } from "./world.js";

jest.setTimeout(300_000);

let servers: readonly PostgresServer[];
let from: Place;
let to: Place;

beforeAll(async () => {
  const parameters = ["max_prepared_transactions=5", "wal_level=logical"];
  servers = await Promise.all([startPostgres({ parameters }), startPostgres({ version: "newer" })]);
  const [source, target] = servers as readonly [PostgresServer, PostgresServer];
  from = { server: source, master: { user: source.superuser, password: source.superPassword } };
  const masters = await mastersOf(target);
  to = { server: target, master: masters.rdsLike };
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const named = (text: string, { role, database }: BootstrapOrder): string =>
  text.replaceAll(/\bDB\b/g, database).replaceAll(/(?<![A-Z])APP(?![A-Z])/g, role);

describe("a source is refused, and passes once the remedy is applied:", () => {
  it.each(CASES)("$name", async ({ owner = [], superuser = [], code, object, message, remedy, elsewhere = [], at, instead }) => {
    const sides = await twoSides(from, to);
    const { order, source, target } = sides;
    const say = (text: string) => named(text, order);
    await sides.ownerAt("source", ...owner.map(say));
    await sides.superuserAt("source", ...superuser.map(say));
    for (const statement of elsewhere) await asSuperuser(from.server, say(statement), { database: at });
    const before = await examine(source, target, order);
    expect(before.obstacles).toContainEqual({
      ...{ code, object: say(object) },
      message: expect.stringContaining(say(message)),
      remedy: expect.stringContaining(say(remedy)),
    });
    await asSuperuser(from.server, say(instead ?? remedy), { database: at ?? order.database });
    expect((await examine(source, target, order)).obstacles).toEqual([]);
  });
});

describe("nothing stands in the way of", () => {
  it("an empty database", async () => {
    const { source, target, order } = await twoSides(from, to);
    expect(await examine(source, target, order)).toEqual({ obstacles: [], notes: [] });
  });

  it("one that has something of everything, and what is unusual in it is said", async () => {
    const sides = await twoSides(from, to);
    await sides.ownerAt("source", ...EVERYTHING);
    await sides.superuserAt("source", `ALTER ROLE ${sides.order.role} CONNECTION LIMIT 20 VALID UNTIL '2100-01-01'`);
    expect(await examine(sides.source, sides.target, sides.order)).toEqual({
      obstacles: [],
      notes: [
        expect.stringContaining("CONNECTION LIMIT 20"),
        expect.stringContaining("valid until 2100-01-01"),
        expect.stringContaining("1 unlogged tables (for example public.quick)"),
        expect.stringContaining("3 large objects"),
        'publication "changes" is moved; whoever subscribed to it must subscribe to the target',
      ],
    });
  });

  it("names that hide those of the system", async () => {
    const sides = await twoSides(from, to);
    await sides.ownerAt(
      "source",
      ...["count(int)", "md5(text)", "lower(text)", "quote_ident(name)"].map(
        (name) => `CREATE FUNCTION ${name} RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'caught'; END $$`,
      ),
      ...["pg_class", "pg_proc", "pg_roles", "pg_database", "pg_depend"].map(
        (name) => `CREATE TABLE ${name} (oid int, caught text)`,
      ),
      "CREATE FUNCTION said(public.pg_class) RETURNS text LANGUAGE sql AS $$ SELECT 'same' $$",
      "CREATE CAST (public.pg_class AS text) WITH FUNCTION said(public.pg_class) AS IMPLICIT",
      "INSERT INTO public.pg_class VALUES (1, 'one')",
    );
    const { role, database } = sides.order;
    await sides.superuserAt("source", `ALTER DATABASE ${database} SET search_path = public, pg_catalog`);
    await asSuperuser(to.server, `ALTER DATABASE ${database} SET search_path = public, pg_catalog`);
    expect(await examine(sides.source, sides.target, sides.order)).toEqual({ obstacles: [], notes: [] });
    await sides.copy();
    expect(await sides.verified()).toEqual({ tables: 5, rows: 1, differences: [], notes: [] });
    await asSuperuser(to.server, `SET ROLE ${role}; UPDATE public.pg_class SET caught = 'two'`, { database });
    expect((await sides.verified()).differences).toEqual([expect.stringContaining("table public.pg_class: as many rows")]);
  });
});

/** Tells something else of a server than it says itself, where no server at hand is like that. */
function altered(open: OpenSession, change: (row: Row) => Row): OpenSession {
  return async (database) => {
    const session = await open(database);
    return { ...session, query: async (text, values) => (await session.query(text, values)).map(change) };
  };
}
type Row = Readonly<Record<string, unknown>>;

describe("the target is refused when", () => {
  const codes = async (source: OpenSession, target: OpenSession, order: BootstrapOrder) =>
    (await examine(source, target, order)).obstacles.map(({ code, message }) => `${code}: ${message}`);

  it("it is of an older version", async () => {
    const { source, target, order } = await twoSides(from, to);
    const newer = altered(source, (row) => ("major" in row ? { ...row, major: 99 } : row));
    expect(await codes(newer, target, order)).toEqual([
      expect.stringMatching(/^version-older: the source is PostgreSQL 99, the target \d+:/),
    ]);
  });

  it("it cannot be written to", async () => {
    const { source, target, order } = await twoSides(from, to);
    const replica = altered(target, (row) => ("recovering" in row ? { ...row, recovering: true } : row));
    expect(await codes(source, replica, order)).toEqual([expect.stringContaining("target-read-only: ")]);
  });

  it("it has not the source's locale", async () => {
    const { source, target, order } = await twoSides(from, to);
    const elsewhere = altered(source, (row) => ("ctype" in row ? { ...row, collate: "xx_YY.utf8", ctype: "xx_YY.utf8" } : row));
    expect(await codes(elsewhere, target, order)).toEqual([
      expect.stringContaining(
        "locale: the target cannot make a database like the source's (ENCODING 'UTF8' LC_COLLATE 'xx_YY.utf8'",
      ),
    ]);
    expect(await asSuperuser(to.server, "SELECT datname FROM pg_database WHERE datname LIKE 'tenfold%'")).toEqual([]);
  });

  it("it has not a collation that columns use", async () => {
    const sides = await twoSides(from, to);
    await sides.ownerAt("source", 'CREATE TABLE t (a text COLLATE "zu-x-icu")');
    expect(await codes(sides.source, sides.target, sides.order)).toEqual([]);
    await asSuperuser(to.server, "DELETE FROM pg_collation WHERE collname = 'zu-x-icu'");
    expect(await codes(sides.source, sides.target, sides.order)).toEqual([
      'collation-missing: columns or indexes use collation "zu-x-icu", which the target does not have',
    ]);
  });

  it("its master may not make databases", async () => {
    const { source, order } = await twoSides(from, to);
    await asSuperuser(to.server, "CREATE ROLE weak LOGIN PASSWORD 'weak'");
    const weak = sessionsOf(serverFor(to.server, { user: "weak", password: "weak" }));
    expect(await codes(source, weak, { ...order, database: "absent", role: order.role }).catch(String)).toContain("absent");
    await asSuperuser(to.server, `DROP DATABASE ${order.database}`);
    expect(await codes(source, weak, order)).toEqual([
      'target-master: the target\'s master "weak" may not make roles and databases',
    ]);
  });

  it("a role of that name is somebody else's", async () => {
    const { source, target, order } = await twoSides(from, to);
    await asSuperuser(to.server, `COMMENT ON ROLE ${order.role} IS 'mine'`);
    expect(await codes(source, target, order)).toEqual([
      `target-role: the target has a role "${order.role}" that Tenfold did not make for this database`,
    ]);
  });

  it("a database of that name is somebody else's", async () => {
    const { source, target, order } = await twoSides(from, to);
    await asSuperuser(to.server, `ALTER DATABASE ${order.database} OWNER TO postgres`);
    expect(await codes(source, target, order)).toEqual([
      `target-foreign: the target has a database "${order.database}" already, which belongs to "postgres"`,
    ]);
  });

  it.each([
    ["a table", "CREATE TABLE t ()", "table t"],
    ["a function", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function f()"],
    ["an enum", "CREATE TYPE e AS ENUM ()", "type e"],
    ["a schema", "CREATE SCHEMA s", "schema s"],
    ["a large object", "SELECT lo_create(4711)", "large object 4711"],
  ])("the application has %s there already that no move put there", async (_what, statement, name) => {
    const sides = await twoSides(from, to);
    const { source, target, order } = sides;
    await sides.ownerAt("target", statement);
    expect(await codes(source, target, order)).toEqual([
      expect.stringMatching(/^target-foreign: .* is not empty, and no move filled it/),
    ]);
    expect(await codes(source, target, order)).toEqual([expect.stringContaining(name.split(" ").at(-1) ?? "")]);
    // A half-filled one of a move is dropped and filled anew.
    await asSuperuser(to.server, `COMMENT ON DATABASE ${order.database} IS 'Made by Tenfold: move 0123456789ab'`);
    expect(await codes(source, target, order)).toEqual([]);
  });
});

describe("a master of the source that is no superuser", () => {
  it("is told which tables it cannot read", async () => {
    const sides = await twoSides(to, from);
    await sides.ownerAt(
      "source",
      "CREATE TABLE t ()",
      "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
      "ALTER TABLE t FORCE ROW LEVEL SECURITY",
    );
    const { obstacles } = await examine(sides.source, sides.target, sides.order);
    const forced = expect.objectContaining({ code: "forced-row-security", object: "public.t" });
    expect(obstacles).toContainEqual(forced);
    await sides.ownerAt("source", "ALTER TABLE t NO FORCE ROW LEVEL SECURITY");
    expect((await examine(sides.source, sides.target, sides.order)).obstacles).not.toContainEqual(forced);
  });
});

describe("settings of the database and its role", () => {
  it("are carried over as they were", async () => {
    const sides = await twoSides(from, to);
    const { role, database } = sides.order;
    await sides.superuserAt(
      "source",
      `ALTER DATABASE ${database} SET search_path = "$user", public, "two words", "a,b", "it's", "q""q"`,
      `ALTER DATABASE ${database} SET application_name = 'it''s one, two'`,
      `ALTER ROLE ${role} SET statement_timeout = '30s'`,
      `ALTER ROLE ${role} SET search_path = ''`,
      `ALTER ROLE ${role} IN DATABASE ${database} SET default_transaction_read_only = on`,
      `ALTER ROLE ALL SET work_mem = '5MB'`,
    );
    expect(await examine(sides.source, sides.target, sides.order)).toEqual({ obstacles: [], notes: [] });
    const found = await within(sides.source, "postgres", (session) => settings(session, sides.order));
    await within(sides.target, "postgres", async (session) => {
      for (const setting of found) await session.query(statementOf(setting, sides.order));
    });
    const read = (place: Place) =>
      asSuperuser(
        place.server,
        `SELECT r.rolname, d.datname, ARRAY(SELECT unnest(s.setconfig) ORDER BY 1) AS set FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole
           LEFT JOIN pg_database d ON d.oid = s.setdatabase WHERE rolname = $1 OR datname = $2 ORDER BY 1, 2`,
        { values: [role, database] },
      );
    expect(found).toHaveLength(5);
    expect(await read(to)).toEqual(await read(from));
    expect(await sides.verified()).toMatchObject({ differences: [] });
  });
});
