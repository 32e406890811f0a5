// What the tests of a move share: a source and a target with the application's role and database, a copy as a move makes
// it, and a schema that has something of everything.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bootstrap } from "../../migrator/bootstrap.js";
import type { BootstrapOrder } from "../../migrator/config.js";
import type { OpenSession } from "../../migrator/session.js";
import { sessionsOf } from "../../migrator/session.js";
import type { Verified } from "../../migrator/verify.js";
import { verify } from "../../migrator/verify.js";
import { within } from "../../migrator/within.js";
import { postgresProgramFolder } from "../postgres/programs.js";
import type { PostgresServer } from "../postgres/server.js";
import type { Master } from "./world.js";
import { appLogin, asSuperuser, freshOrder, serverFor } from "./world.js";

const run = promisify(execFile);

export type Place = { readonly server: PostgresServer; readonly master: Master };
export type TwoSides = {
  readonly order: BootstrapOrder;
  readonly source: OpenSession;
  readonly target: OpenSession;
  /** As the application, in its database. */
  ownerAt(place: "source" | "target", ...statements: readonly string[]): Promise<void>;
  /** As a superuser, in the application's database. */
  superuserAt(place: "source" | "target", ...statements: readonly string[]): Promise<void>;
  copy(): Promise<void>;
  verified(): Promise<Verified>;
};

export async function twoSides(source: Place, target: Place): Promise<TwoSides> {
  const order = freshOrder("moved");
  const places = { source, target };
  const opened = { source: openAt(source), target: openAt(target) };
  await bootstrap(opened.source, order);
  await bootstrap(opened.target, order);
  return {
    order,
    ...opened,
    ownerAt: (place, ...statements) =>
      places[place].server.as(appLogin(order), async (client) => {
        for (const statement of statements) await client.query(statement);
      }),
    superuserAt: async (place, ...statements) => {
      for (const statement of statements) await asSuperuser(places[place].server, statement, { database: order.database });
    },
    copy: () => copied(places, order),
    verified: () =>
      within(opened.source, order.database, (from) => within(opened.target, order.database, (to) => verify(from, to))),
  };
}

const openAt = ({ server, master }: Place): OpenSession => sessionsOf(serverFor(server, master));

async function copied({ source, target }: Readonly<Record<"source" | "target", Place>>, order: BootstrapOrder) {
  const bin = await postgresProgramFolder(["pg_dump", "pg_restore"]);
  if (bin === undefined) throw new Error("no pg_dump and pg_restore: install PostgreSQL's client programs");
  const folder = mkdtempSync(join(tmpdir(), "tenfold-copy-"));
  const dump = join(folder, "dump");
  const at = ({ server, master }: Place) => ({
    env: { PGHOST: server.host, PGPORT: String(server.port), PGUSER: master.user, PGPASSWORD: master.password },
  });
  const restore = (list: string) => {
    const how = ["--exit-on-error", "-j", "2", "--no-owner", "--no-tablespaces", `--role=${order.role}`, "-L", list];
    return run(join(bin, "pg_restore"), [...how, "-d", order.database, dump], at(target));
  };
  try {
    await run(join(bin, "pg_dump"), ["-Fd", "-j", "2", "-f", dump, order.database], at(source));
    // Row level security last: the role that copies would not see all rows when foreign keys are checked.
    const { stdout } = await run(join(bin, "pg_restore"), ["-l", dump]);
    const isLast = (line: string): boolean => /^\d+; \d+ \d+ ROW SECURITY /.test(line);
    const [first, last] = [join(folder, "first"), join(folder, "last")];
    writeFileSync(
      first,
      stdout.replace(/^.*$/gm, (line) => (isLast(line) ? "" : line)),
    );
    writeFileSync(
      last,
      stdout.replace(/^.*$/gm, (line) => (isLast(line) ? line : "")),
    );
    await restore(first);
    await restore(last);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Run by the application itself. */
export const EVERYTHING: readonly string[] = [
  `CREATE SCHEMA "Shop; DROP"`,
  "CREATE TYPE mood AS ENUM ('sad', 'fair', 'happy')",
  "ALTER TYPE mood ADD VALUE 'bored' BEFORE 'fair'",
  "CREATE TYPE address AS (street text, number int)",
  "CREATE TYPE span AS RANGE (subtype = float8)",
  "CREATE DOMAIN short AS varchar(10) DEFAULT 'none' CONSTRAINT listed CHECK (VALUE IN ('none', 'one', 'two'))",
  `CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'`,
  "CREATE FUNCTION thrice(n int DEFAULT length('abc'::varchar)) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC; SELECT n * 3; END",
  `CREATE PROCEDURE nothing() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$`,
  "CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')",
  `CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
  `CREATE TABLE orders (
     id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, number serial, place text COLLATE "C" NOT NULL DEFAULT 'here'::varchar,
     status varchar(20) CHECK (status IN ('new', 'paid', 'sent')), feeling mood DEFAULT 'fair', home address, short short,
     amount numeric(12, 2), doubled numeric GENERATED ALWAYS AS (amount * 2) STORED, weight float8, light real, at timestamptz DEFAULT now(),
     day date, lasting interval, raw bytea, tags text[], grid int[][], data json, binary_data jsonb, during tstzrange, one span,
     words tsvector, price money, host inet, bits bit varying, xid uuid, CONSTRAINT positive CHECK (amount > 0))`,
  "ALTER TABLE orders ADD COLUMN dropped int, ADD COLUMN last text",
  "ALTER TABLE orders DROP COLUMN dropped",
  "ALTER TABLE orders ALTER COLUMN raw SET STORAGE EXTERNAL, ALTER COLUMN place SET STATISTICS 500",
  "CREATE INDEX orders_paid ON orders (lower(place), (status || 'x')) WHERE status IN ('paid', 'sent')",
  "CREATE UNIQUE INDEX orders_number ON orders (number DESC NULLS LAST) INCLUDE (place)",
  "CREATE STATISTICS orders_together (ndistinct) ON place, status FROM orders",
  `INSERT INTO orders (place, status, home, amount, weight, light, at, day, lasting, raw, tags, grid, data, binary_data, during, one, words, price, host, bits)
     SELECT 'place ' || n, 'paid', ROW('street "' || n || '"', n)::address, n + 0.01, n / 3.0, n / 7.0, timestamptz '2024-03-31 02:30+01' + n * interval '7 hours',
            date '0044-03-15 BC' + n, interval '1 month -3 days 04:05:06.789' * n, sha256(n::text::bytea), ARRAY['a', NULL, '', 'x,"y"'],
            ARRAY[[n, 2], [3, 4]], '{"b":1,  "a":1, "a":2}', '{"b": 1, "a": 2}', tstzrange(now(), NULL), span(n, NULL), 'fat cats'::tsvector,
            n::money, '10.0.0.1/8', B'0101'
       FROM generate_series(1, 300) AS n`,
  `INSERT INTO orders (weight, light, amount, day, at, lasting) VALUES ('NaN', '-0', 'NaN', 'infinity', '-infinity', NULL), ('-0', 'Infinity', 1e9, NULL, NULL, '-1 year')`,
  "CREATE TRIGGER stamped BEFORE UPDATE OF place ON orders FOR EACH ROW WHEN (new.status IN ('new', 'paid')) EXECUTE FUNCTION stamp()",
  "CREATE TRIGGER off AFTER INSERT ON orders EXECUTE FUNCTION stamp()",
  "ALTER TABLE orders DISABLE TRIGGER off",
  "CREATE RULE never AS ON DELETE TO orders WHERE old.status IN ('sent', 'paid') DO INSTEAD NOTHING",
  "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
  "CREATE TABLE secrets (id int PRIMARY KEY, owner text)",
  "INSERT INTO secrets SELECT n, 'nobody' FROM generate_series(1, 5) AS n",
  "CREATE TABLE of_secrets (secret int REFERENCES secrets)",
  "INSERT INTO of_secrets SELECT n FROM generate_series(1, 5) AS n",
  "ALTER TABLE secrets ENABLE ROW LEVEL SECURITY",
  "ALTER TABLE secrets FORCE ROW LEVEL SECURITY",
  "CREATE POLICY mine ON secrets USING (owner = current_user)",
  "CREATE POLICY visible ON orders USING (status IN ('new', 'paid') OR true) WITH CHECK (twice(1) = 2)",
  `CREATE TABLE "Shop; DROP"."""; drop" (no_key int, note text)`,
  `INSERT INTO "Shop; DROP"."""; drop" VALUES (1, 'same'), (1, 'same'), (NULL, ''), (NULL, NULL)`,
  "CREATE TABLE no_columns ()",
  "INSERT INTO no_columns DEFAULT VALUES",
  'CREATE TABLE t (t int, "T" int)',
  "INSERT INTO t VALUES (1, 2)",
  "CREATE TABLE lines (order_id bigint, late bigint) PARTITION BY RANGE (order_id)",
  "CREATE TABLE lines_1 PARTITION OF lines FOR VALUES FROM (0) TO (100)",
  "CREATE TABLE lines_2 PARTITION OF lines FOR VALUES FROM (100) TO (1000) PARTITION BY LIST (late)",
  "CREATE TABLE lines_2_1 PARTITION OF lines_2 DEFAULT",
  "CREATE INDEX lines_late ON lines (late)",
  "ALTER TABLE lines ADD FOREIGN KEY (order_id) REFERENCES orders DEFERRABLE",
  "INSERT INTO lines SELECT n, n % 7 FROM generate_series(1, 300) AS n",
  "CREATE TABLE parent (a int, b int)",
  "CREATE TABLE child (c int) INHERITS (parent)",
  "INSERT INTO child VALUES (1, 2, 3)",
  "CREATE UNLOGGED TABLE quick (n int)",
  "INSERT INTO quick VALUES (1)",
  "CREATE TABLE unproven (order_id bigint)",
  "INSERT INTO unproven VALUES (-1)",
  "ALTER TABLE unproven ADD CONSTRAINT later FOREIGN KEY (order_id) REFERENCES orders NOT VALID",
  "ALTER TABLE unproven ADD CONSTRAINT checked CHECK (order_id > 0) NOT VALID",
  "CREATE SEQUENCE falling INCREMENT -5 MINVALUE -1000 MAXVALUE 100 START 50",
  "SELECT nextval('falling')",
  "CREATE VIEW paid WITH (security_barrier) AS SELECT o.id, o.place, (o.home).street FROM orders o WHERE o.status IN ('paid', 'sent')",
  "CREATE VIEW two AS SELECT p.*, l.late FROM paid p JOIN lines l ON l.order_id = p.id",
  "CREATE MATERIALIZED VIEW sums AS SELECT status, count(*) FROM orders GROUP BY status",
  "CREATE UNIQUE INDEX sums_status ON sums (status)",
  "CREATE MATERIALIZED VIEW empty AS SELECT 1 AS one WITH NO DATA",
  "GRANT SELECT (place), UPDATE (place, status) ON orders TO PUBLIC",
  "GRANT EXECUTE ON PROCEDURE nothing TO PUBLIC",
  "REVOKE EXECUTE ON FUNCTION twice FROM PUBLIC",
  "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
  "COMMENT ON TABLE orders IS 'What''s ordered'",
  "COMMENT ON COLUMN orders.place IS 'where'",
  "COMMENT ON INDEX orders_paid IS 'fast'",
  "COMMENT ON CONSTRAINT positive ON orders IS 'more than nothing'",
  "CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple)",
  `CREATE COLLATION backwards (provider = icu, locale = 'de-u-co-phonebk')`,
  "CREATE PUBLICATION changes FOR TABLE orders",
  "SELECT lo_from_bytea(4711, 'some bytes'), lo_from_bytea(4712, repeat('x', 5000000)::bytea), lo_create(4713)",
  "COMMENT ON LARGE OBJECT 4711 IS 'picture'",
];
