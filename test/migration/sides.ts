// The two servers of a move, as different as they are in the world: an older one whose master is a superuser, and a newer one whose master is
// what RDS gives; and applications on the source that are about to be moved.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootstrap } from "../../migrator/bootstrap.js";
import type { MoveOrder } from "../../migrator/order.js";
import { NO_POOLER } from "../../migrator/pooler.js";
import type { Context } from "../../migrator/run.js";
import { sessionsOf } from "../../migrator/session.js";
import { newerPostgres } from "../../local/postgres/newer.js";
import { postgresProgramFolder } from "../../local/postgres/programs.js";
import type { Login, PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import { APP_PASSWORD, asSuperuser, freshOrder, serverFor } from "./world.js";

export type Sides = {
  readonly source: PostgresServer;
  readonly target: PostgresServer;
  readonly folder: string;
  readonly programFolder: string;
  readonly publicKey: string;
  stop(): Promise<void>;
};

export async function startSides(): Promise<Sides> {
  const folder = mkdtempSync(join(tmpdir(), "tenfold-move-"));
  const parameters = ["max_connections=100", "max_prepared_transactions=5"];
  const [source, target, newer, installed] = await Promise.all([
    startPostgres({ parameters }),
    startPostgres({ version: "newer", parameters }),
    newerPostgres(),
    postgresProgramFolder(["pg_dump", "pg_restore"]),
  ]);
  await asSuperuser(target, "CREATE ROLE rds_master LOGIN CREATEROLE CREATEDB PASSWORD 'master-password'");
  await asSuperuser(target, "GRANT pg_signal_backend, pg_monitor TO rds_master");
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  return {
    source,
    target,
    folder,
    programFolder: newer?.bin ?? installed ?? "",
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    stop: async () => {
      await Promise.all([source.stop(), target.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const counter = { last: 0 };

/** An application with a filled database on the source, and the order to move it. */
export async function freshMove(sides: Sides, rows = 500): Promise<MoveOrder> {
  const { source, target } = sides;
  const master = { user: source.superuser, password: source.superPassword };
  const order = freshOrder("shop");
  counter.last += 1;
  const whole: MoveOrder = {
    ...order,
    move: counter.last.toString(16).padStart(12, "0"),
    attempt: 1,
    source: serverFor(source, master),
    target: serverFor(target, { user: "rds_master", password: "master-password" }),
    password: APP_PASSWORD,
    freezeSeconds: 0,
    workFolder: join(sides.folder, "work"),
    copyJobs: 2,
    programFolder: sides.programFolder,
    by: "copy",
  };
  // In the world each application has a server of its own: this one forgets the moves of the others.
  await asSuperuser(source, "DROP SCHEMA IF EXISTS tenfold CASCADE");
  await bootstrap(sessionsOf(whole.source), order);
  await source.as(loginOf(whole), (client) => client.query(FILL.replaceAll("ROWS", String(rows))));
  return whole;
}

/** A little of everything that an application has. */
export const FILL = `
  CREATE SCHEMA stock;
  CREATE TABLE stock.items (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, price numeric(10, 2), made timestamptz DEFAULT now());
  CREATE TABLE orders (id bigserial PRIMARY KEY, item int REFERENCES stock.items, amount int CHECK (amount > 0), note jsonb, paper bytea);
  CREATE INDEX orders_by_note ON orders USING gin (note);
  CREATE VIEW dear AS SELECT * FROM stock.items WHERE price > 5;
  CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.orders';
  INSERT INTO stock.items (name, price) SELECT 'item ' || n, n * 0.1 FROM generate_series(1, 100) n;
  INSERT INTO orders (item, amount, note, paper)
    SELECT 1 + n % 100, 1 + n % 7, jsonb_build_object('n', n), decode(md5(n::text), 'hex') FROM generate_series(1, ROWS) n;
  CREATE TABLE entries (id bigserial PRIMARY KEY, writer int NOT NULL, number int NOT NULL);
`;

export function loginOf(order: MoveOrder): Login {
  return { user: order.role, password: APP_PASSWORD, database: order.database };
}

export function environmentOfMove(sides: Sides, order: MoveOrder): Record<string, string> {
  const side = (prefix: string, { host, port, user, password }: MoveOrder["source"]) => ({
    [`${prefix}_HOST`]: host,
    [`${prefix}_PORT`]: String(port),
    [`${prefix}_USER`]: user,
    [`${prefix}_PASSWORD`]: password,
    [`${prefix}_TLS`]: "disable",
  });
  return {
    ...side("SOURCE", order.source),
    ...side("TARGET", order.target),
    APP_ROLE: order.role,
    APP_DATABASE: order.database,
    APP_PASSWORD: order.password,
    APP_VERIFIER: order.verifier,
    MOVE_ID: order.move,
    MOVE_ATTEMPT: String(order.attempt),
    JOB_NAME: `shop-move-${order.attempt}`,
    FREEZE_SECONDS: String(order.freezeSeconds),
    WORK_FOLDER: order.workFolder,
    COPY_JOBS: String(order.copyJobs),
    MOVE_BY: order.by,
    SIGNING_KEY_FILE: join(sides.folder, "key.pem"),
    PG_BIN: sides.programFolder,
    PATH: process.env.PATH ?? "",
  };
}

/** For a move within the process of the test. */
export const contextHere = (): Context => ({
  clock: {
    now: () => Date.now(),
    after: (ms, act) =>
      (
        (timer) => () =>
          clearTimeout(timer)
      )(setTimeout(act, ms)),
  },
  say: () => undefined,
  waitSeconds: 10,
  stop: new AbortController().signal,
  path: process.env.PATH ?? "",
  pooler: NO_POOLER,
});
