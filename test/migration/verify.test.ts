// Comparing two real databases: a copy as a move makes it has no difference, and whatever is changed in it is found and named.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { sessionsOf } from "../../migrator/session.js";
import { verify } from "../../migrator/verify.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import type { Place, TwoSides } from "./two-sides.js";
import { EVERYTHING, twoSides } from "./two-sides.js";
import { asSuperuser, mastersOf, serverFor } from "./world.js";

jest.setTimeout(300_000);

let servers: readonly PostgresServer[];
let from: Place;
let places: Readonly<Record<"a superuser" | "a master as on RDS", Place>>;

beforeAll(async () => {
  servers = await Promise.all([startPostgres(), startPostgres({ version: "newer" })]);
  const [source, target] = servers as readonly [PostgresServer, PostgresServer];
  const masters = await mastersOf(target);
  from = { server: source, master: { user: source.superuser, password: source.superPassword } };
  places = {
    "a superuser": { server: target, master: masters.superuser },
    "a master as on RDS": { server: target, master: masters.rdsLike },
  };
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const open = (place: Place, database: string) => sessionsOf(serverFor(place.server, place.master))(database);

describe.each(["a superuser", "a master as on RDS"] as const)("with %s on the target", (master) => {
  it("a copy of a database that has something of everything is the same", async () => {
    const sides = await twoSides(from, places[master]);
    await sides.ownerAt("source", ...EVERYTHING);
    await sides.copy();
    expect(await sides.verified()).toEqual({ tables: 13, rows: 622, differences: [], notes: [] });
  });

  it("so is one of a thousand tables", async () => {
    const sides = await twoSides(from, places[master]);
    await sides.ownerAt(
      "source",
      `DO $$ BEGIN FOR n IN 1..1000 LOOP EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, text text)', n);
         EXECUTE format('INSERT INTO t%s (text) VALUES (%L)', n, n); END LOOP; END $$`,
    );
    await sides.copy();
    expect(await sides.verified()).toEqual({ tables: 1000, rows: 1000, differences: [], notes: [] });
    await sides.superuserAt("target", "UPDATE t777 SET text = '778'");
    expect((await sides.verified()).differences).toEqual([expect.stringContaining("table public.t777: as many rows")]);
  });

  it("so is one in another encoding", async () => {
    const sides = await twoSides(from, places[master]);
    const { role, database } = sides.order;
    for (const { server } of [from, places[master]]) {
      await asSuperuser(server, `DROP DATABASE ${database}`);
      await asSuperuser(server, `CREATE DATABASE ${database} OWNER ${role} ENCODING 'LATIN1' TEMPLATE template0`);
    }
    await sides.ownerAt("source", `CREATE TABLE "Größe" ("Länge" text DEFAULT 'ä')`, `INSERT INTO "Größe" VALUES ('Straße')`);
    await sides.copy();
    expect(await sides.verified()).toEqual({ tables: 1, rows: 1, differences: [], notes: [] });
    await sides.superuserAt("target", `UPDATE "Größe" SET "Länge" = 'Strasse'`);
    expect((await sides.verified()).differences).toEqual([expect.stringContaining('table public."Größe": as many rows')]);
  });

  it("a source that is in a transaction already is compared as that sees it", async () => {
    const sides = await twoSides(from, places[master]);
    await sides.ownerAt("source", "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)");
    const source = await open(from, sides.order.database);
    await source.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await source.query("SELECT count(*) FROM t");
    await sides.copy();
    await sides.ownerAt("source", "INSERT INTO t VALUES (2)");
    const target = await open(places[master], sides.order.database);
    expect(await verify(source, target)).toMatchObject({ rows: 1, differences: [] });
    await Promise.all([source.close(), target.close()]);
    expect((await sides.verified()).differences).toEqual(["table public.t: 2 rows on the source, 1 on the target"]);
  });

  it("a materialized view that the copy filled anew is no difference, and is told", async () => {
    const sides = await twoSides(from, places[master]);
    await sides.ownerAt(
      "source",
      ...["CREATE TABLE t (n int)", "CREATE MATERIALIZED VIEW stale AS SELECT * FROM t", "INSERT INTO t VALUES (1)"],
    );
    await sides.copy();
    const notes = ["materialized view public.stale: 0 rows on the source, 1 on the target; the copy refreshed it"];
    expect(await sides.verified()).toEqual({ tables: 1, rows: 1, differences: [], notes });
  });
});

/** What is done to a copy, and what is said of it. */
const MUTATIONS: readonly (readonly [name: string, statement: string, message: string])[] = [
  [
    "a row is missing",
    "DELETE FROM of_secrets WHERE secret = 3",
    "table public.of_secrets: 5 rows on the source, 4 on the target",
  ],
  ["a row is there twice", "INSERT INTO of_secrets VALUES (3)", "table public.of_secrets: 5 rows on the source, 6 on the target"],
  [
    "a row is there twice, another not at all",
    "UPDATE of_secrets SET secret = 3 WHERE secret = 4",
    "public.of_secrets: as many rows",
  ],
  [
    "two equal rows have become two other equal ones",
    `UPDATE "Shop; DROP"."""; drop" SET no_key = 2 WHERE note = 'same'`,
    '"""; drop": as many',
  ],
  ["one byte is another", "UPDATE orders SET raw = set_byte(raw, 7, 1) WHERE number = 9", "table public.orders: as many rows"],
  ["NaN has become NULL", "UPDATE orders SET weight = NULL WHERE weight = 'NaN'", "table public.orders: as many rows"],
  [
    "minus zero has become zero",
    "UPDATE orders SET light = '0' WHERE light = '-0' AND weight = 'NaN'",
    "table public.orders: as many rows",
  ],
  ["NULL has become empty", 'UPDATE "Shop; DROP"."""; drop" SET note = \'\' WHERE note IS NULL', 'drop": as many rows'],
  [
    "a NULL in an array has become a text",
    "UPDATE orders SET tags[2] = 'NULL' WHERE number = 9",
    "table public.orders: as many rows",
  ],
  [
    "a moment is another by a microsecond",
    "UPDATE orders SET at = at + interval '1 microsecond' WHERE number = 9",
    "orders: as many rows",
  ],
  [
    "a float is the next one",
    "UPDATE orders SET weight = weight + 5.551115123125783e-17 WHERE number = 1",
    "table public.orders: as many rows",
  ],
  [
    "the spaces of a json are others",
    `UPDATE orders SET data = '{"b":1, "a":1, "a":2}' WHERE number = 9`,
    "table public.orders: as many rows",
  ],
  ["the two columns of a row are exchanged", `UPDATE t SET t = "T", "T" = t`, "table public.t: as many rows"],
  [
    "a row is in another partition's place",
    "DELETE FROM lines_1 WHERE order_id = 5",
    "table public.lines_1: 99 rows on the source, 98 on the target",
  ],
  [
    "a row that nobody but its owner sees is missing",
    "DELETE FROM of_secrets; DELETE FROM secrets WHERE id = 5",
    "table public.secrets: 5 rows",
  ],
  ["an unlogged table is empty", "TRUNCATE quick", "table public.quick: 1 rows on the source, 0 on the target"],
  [
    "a table without columns is empty",
    "DELETE FROM no_columns",
    "table public.no_columns: 1 rows on the source, 0 on the target",
  ],
  ["a table is missing", "DROP TABLE t", "table public.t is missing on the target"],
  ["a table is more", "CREATE TABLE extra ()", "table public.extra is only on the target"],
  ["a schema is missing", `DROP SCHEMA "Shop; DROP" CASCADE`, 'schema "Shop; DROP" is missing on the target'],
  ["a column is missing", "ALTER TABLE orders DROP COLUMN last", "column public.orders.last is missing on the target"],
  [
    "a column has another type",
    "ALTER TABLE orders ALTER last TYPE varchar(5)",
    "column public.orders.last: type is text on the source and character varying(5)",
  ],
  [
    "a column may be NULL",
    "ALTER TABLE orders ALTER place DROP NOT NULL",
    "column public.orders.place: not null is true on the source and false",
  ],
  [
    "a default is another",
    "ALTER TABLE orders ALTER at SET DEFAULT 'epoch'",
    "column public.orders.at: default is now() on the source and '1970",
  ],
  [
    "a default is missing",
    "ALTER TABLE orders ALTER feeling DROP DEFAULT",
    "column public.orders.feeling: default is 'fair'::public.mood on the source and not set",
  ],
  [
    "a column is no longer computed",
    "ALTER TABLE orders ALTER doubled DROP EXPRESSION",
    "column public.orders.doubled: generated is s",
  ],
  [
    "an identity has become a plain column",
    "ALTER TABLE orders ALTER id DROP IDENTITY",
    "column public.orders.id: identity is d",
  ],
  [
    "an identity is stricter",
    "ALTER TABLE orders ALTER id SET GENERATED ALWAYS",
    "column public.orders.id: identity is d on the source and a",
  ],
  [
    "a sequence is behind",
    "SELECT setval('orders_number_seq', 300)",
    "sequence public.orders_number_seq: gives 303 next on the source, and already 301 on the target",
  ],
  [
    "a sequence stands on the number that was given",
    "SELECT setval('orders_id_seq', 302, false)",
    "sequence public.orders_id_seq: gives 303 next on the source, and already 302",
  ],
  [
    "a falling sequence is behind",
    "SELECT setval('falling', 50, false)",
    "sequence public.falling: gives 45 next on the source, and already 50 on the target",
  ],
  [
    "a sequence counts in other steps",
    "ALTER SEQUENCE falling INCREMENT -4",
    "counting of sequence public.falling: increment is -5 on the source and -4",
  ],
  [
    "a sequence belongs to no column",
    "ALTER SEQUENCE orders_number_seq OWNED BY NONE",
    "counting of sequence public.orders_number_seq: column is a public.orders.number",
  ],
  ["an index is missing", "DROP INDEX orders_paid", "index public.orders_paid is missing on the target"],
  [
    "an index is another",
    "DROP INDEX orders_number; CREATE UNIQUE INDEX orders_number ON orders (number) INCLUDE (place)",
    "index public.orders_number: definition is",
  ],
  [
    "an index has another condition",
    "DROP INDEX orders_paid; CREATE INDEX orders_paid ON orders (lower(place), (status || 'x')) WHERE status IN ('paid')",
    "index public.orders_paid: definition",
  ],
  [
    "an index is not valid",
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_paid'::regclass",
    "index public.orders_paid: valid is true on the source and false",
  ],
  [
    "a primary key is missing",
    "ALTER TABLE secrets DROP CONSTRAINT secrets_pkey CASCADE",
    "constraint secrets_pkey on public.secrets is missing",
  ],
  [
    "a foreign key is missing",
    "ALTER TABLE of_secrets DROP CONSTRAINT of_secrets_secret_fkey",
    "constraint of_secrets_secret_fkey on public.of_secrets is missing",
  ],
  [
    "a constraint is not validated",
    "ALTER TABLE orders DROP CONSTRAINT positive; ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0) NOT VALID",
    "constraint positive on public.orders: validated is true on the source and false",
  ],
  [
    "a constraint checks something else",
    "ALTER TABLE orders DROP CONSTRAINT orders_status_check; ALTER TABLE orders ADD CONSTRAINT orders_status_check CHECK (status IN ('new', 'paid'))",
    "constraint orders_status_check on public.orders: check is",
  ],
  [
    "a trigger is disabled",
    "ALTER TABLE orders DISABLE TRIGGER stamped",
    "trigger stamped on public.orders: enabled is O on the source and D",
  ],
  [
    "a trigger is enabled",
    "ALTER TABLE orders ENABLE TRIGGER off",
    "trigger off on public.orders: enabled is D on the source and O",
  ],
  ["a trigger is missing", "DROP TRIGGER stamped ON orders", "trigger stamped on public.orders is missing on the target"],
  [
    "a trigger has another condition",
    "CREATE OR REPLACE TRIGGER stamped BEFORE UPDATE OF place ON orders FOR EACH ROW WHEN (new.status IN ('new')) EXECUTE FUNCTION stamp()",
    "trigger stamped on public.orders: definition is",
  ],
  [
    "a rule is another",
    "CREATE OR REPLACE RULE never AS ON DELETE TO orders WHERE old.status IN ('sent') DO INSTEAD NOTHING",
    "rule never on public.orders: definition is",
  ],
  ["a policy is missing", "DROP POLICY mine ON secrets", "policy mine on public.secrets is missing on the target"],
  ["a policy lets more through", "ALTER POLICY mine ON secrets USING (true)", "policy mine on public.secrets: using is"],
  [
    "row level security is off",
    "ALTER TABLE secrets DISABLE ROW LEVEL SECURITY",
    "table public.secrets: row level security is true on the source and false",
  ],
  [
    "row level security is not for the owner",
    "ALTER TABLE secrets NO FORCE ROW LEVEL SECURITY",
    "table public.secrets: forced row level security is true",
  ],
  [
    "a view is another",
    "CREATE OR REPLACE VIEW two AS SELECT p.*, l.late FROM paid p LEFT JOIN lines l ON l.order_id = p.id",
    "view public.two: query is",
  ],
  [
    "a view is no barrier",
    "ALTER VIEW paid RESET (security_barrier)",
    "view public.paid: options is security_barrier=true on the source and not set",
  ],
  [
    "a materialized view is empty",
    "REFRESH MATERIALIZED VIEW sums WITH NO DATA",
    "materialized view public.sums: populated is true on the source and false",
  ],
  [
    "a function is another",
    "CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + n'",
    "function public.twice(integer): definition is",
  ],
  [
    "a function with a body in SQL is another",
    "CREATE OR REPLACE FUNCTION thrice(n int DEFAULT length('abc'::varchar)) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC; SELECT n * 4; END",
    "function public.thrice(integer): definition is",
  ],
  ["an aggregate is missing", "DROP AGGREGATE total (int)", "aggregate public.total(integer) is missing on the target"],
  ["an enum has its values in another order", "ALTER TYPE mood RENAME VALUE 'sad' TO 'tired'", "enum public.mood: values is"],
  [
    "a domain checks less",
    "ALTER DOMAIN short DROP CONSTRAINT listed; ALTER DOMAIN short ADD CONSTRAINT listed CHECK (VALUE IN ('none', 'one', 'two', 'three'))",
    "constraint listed on domain public.short: definition is",
  ],
  [
    "a partition is not attached",
    "ALTER TABLE lines DETACH PARTITION lines_1",
    "table public.lines_1: parents is public.lines on the source and not set",
  ],
  [
    "a table does not inherit",
    "ALTER TABLE child NO INHERIT parent",
    "table public.child: parents is public.parent on the source and not set",
  ],
  ["a grant is missing", "REVOKE SELECT (place) ON orders FROM PUBLIC", "column public.orders.place: grants is"],
  ["a grant is more", "GRANT EXECUTE ON FUNCTION twice TO PUBLIC", "function public.twice(integer): grants is"],
  [
    "a default grant is missing",
    "ALTER DEFAULT PRIVILEGES FOR ROLE APPLICATION REVOKE SELECT ON TABLES FROM PUBLIC",
    "default rights of the application for r is missing on the target",
  ],
  [
    "a table belongs to the master",
    "ALTER TABLE t OWNER TO postgres",
    "table public.t: owner is the application on the source and postgres",
  ],
  [
    "a comment is missing",
    "COMMENT ON COLUMN orders.place IS NULL",
    "column public.orders.place: comment is where on the source and not set",
  ],
  ["statistics are missing", "DROP STATISTICS orders_together", "statistics public.orders_together is missing on the target"],
  ["an extension is missing", "DROP EXTENSION plpgsql CASCADE", "extension plpgsql is missing on the target"],
  ["a collation is missing", "DROP COLLATION backwards", "collation public.backwards is missing on the target"],
  [
    "a text search configuration is missing",
    "DROP TEXT SEARCH CONFIGURATION plain",
    "text search configuration public.plain is missing",
  ],
  [
    "a publication has another table",
    "ALTER PUBLICATION changes ADD TABLE t",
    "publication changes: tables is public.orders on the source and public.orders, public.t",
  ],
  ["a large object is missing", "SELECT lo_unlink(4713)", "large object 4713 is missing on the target"],
  ["a large object is more", "SELECT lo_create(4714)", "large object 4714 is only on the target"],
  ["the last byte of a large object is another", "SELECT lo_put(4712, 4999999, 'y')", "large object 4712: its bytes"],
  ["a large object is somebody else's", "ALTER LARGE OBJECT 4711 OWNER TO postgres", "large object 4711: its bytes, owner"],
];

describe("of a copy", () => {
  const copied: { sides?: TwoSides } = {};
  let number = 0;

  beforeAll(async () => {
    copied.sides = await twoSides(from, places["a superuser"]);
    await copied.sides.ownerAt("source", ...EVERYTHING);
    await copied.sides.copy();
  });

  it.each(MUTATIONS)("%s is found", async (_name, statement, message) => {
    const { order } = copied.sides ?? {};
    const at = places["a superuser"];
    const database = `changed_${(number += 1)}`;
    await asSuperuser(at.server, `CREATE DATABASE ${database} TEMPLATE ${order?.database} OWNER ${order?.role}`);
    await asSuperuser(at.server, statement.replaceAll("APPLICATION", String(order?.role)), { database });
    const [source, target] = [await open(from, String(order?.database)), await open(at, database)];
    const { differences } = await verify(source, target);
    await Promise.all([source.close(), target.close()]);
    await asSuperuser(at.server, `DROP DATABASE ${database}`);
    expect(differences).toContainEqual(expect.stringContaining(message));
  });
});
