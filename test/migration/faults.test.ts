// The tests of moves, tested: each fault that a migration program is known for is put into a move, and what is asked of every move must
// show it. Without the fault the same scenario shows nothing.
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { existsSync, readdirSync, statSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { move } from "../../migrator/move.js";
import type { MoveOrder } from "../../migrator/order.js";
import type { Run } from "../../migrator/run.js";
import type { Filling, Steps } from "../../migrator/steps.js";
import { dumpFolder, STEPS } from "../../migrator/steps.js";
import { within } from "../../migrator/within.js";
import type { Sides } from "./sides.js";
import { contextHere, freshMove, startSides } from "./sides.js";
import { asSuperuser } from "./world.js";
import { startSampler, startWriters, stopAll, writable } from "./writers.js";

jest.setTimeout(120_000);
const run = promisify(execFile);

let sides: Sides;
beforeAll(async () => {
  sides = await startSides();
});
afterEach(stopAll);
afterAll(() => sides.stop());

type Violation = "failed" | "lost" | "both writable" | "source writable" | "false copy";
type Scenario = (steps: Steps) => Promise<readonly Violation[]>;

/** Writers on the source all the time, then the switch. */
const busy: Scenario = async (steps) => {
  const order = await freshMove(sides);
  const writers = startWriters(order, sides.source, 6);
  const sampler = startSampler(sides, order);
  await writers.progress();
  const isDone = await done(order, steps);
  const sourceWritable = await writable(sides.source, order);
  await sleep(50);
  const { lost } = isDone ? await (await stopped(writers), writers.account(sides.target)) : { lost: 0 };
  const both = await sampler.stop();
  return [
    ...(isDone ? [] : ["failed" as const]),
    ...(lost > 0 ? ["lost" as const] : []),
    ...(both > 0 ? ["both writable" as const] : []),
    ...(isDone && sourceWritable ? ["source writable" as const] : []),
  ];
};

async function stopped(writers: { stop(): Promise<void> }): Promise<void> {
  await writers.stop();
}

async function done(order: MoveOrder, steps: Steps): Promise<boolean> {
  return move(order, contextHere(), steps).then(
    () => true,
    () => false,
  );
}

/** A value changes on the way, as a broken disk or a wrong setting would change it. The number of rows does not. */
const corrupting: Scenario = async (steps) => {
  const order = await freshMove(sides);
  const seen = { published: false };
  const isDone = await done(order, {
    ...steps,
    restore: async (current, filling) => {
      await steps.restore(current, filling);
      await asSuperuser(sides.target, "UPDATE orders SET amount = amount + 1 WHERE id = 7", { database: filling.database });
    },
    verify: async (current, filling) => {
      try {
        return await steps.verify(current, filling);
      } finally {
        const found = "SELECT 1 FROM pg_database WHERE datname = $1";
        seen.published = (await asSuperuser(sides.target, found, { values: [order.database] })).length > 0;
      }
    },
  });
  return isDone || seen.published ? ["false copy"] : [];
};

/** The dump ends early. Nothing but the copying itself is asked whether the copy is whole. */
const cutting: Scenario = async (steps) => {
  const order = await freshMove(sides, 20_000);
  const filled = { rows: 0 };
  const isDone = await done(order, {
    ...steps,
    dump: async (current) => {
      await steps.dump(current);
      await shorten(current);
    },
    verify: async (_current, { database }) => {
      const [row] = await asSuperuser(sides.target, "SELECT count(*)::int AS n FROM orders", { database });
      filled.rows = Number(row?.n);
      return { tables: 0, rows: filled.rows };
    },
  });
  return isDone && filled.rows !== 20_000 ? ["false copy"] : [];
};

/** Takes the second half of every file of the dump away. */
async function shorten(current: Run): Promise<void> {
  const folder = dumpFolder(current);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of files.filter((file) => file.includes(".dat"))) {
    const path = join(folder, name);
    await truncate(path, Math.floor(statSync(path).size / 2));
  }
}

/** A first run is cut off when the target is half full. */
const again: Scenario = async (steps) => {
  const order = await freshMove(sides);
  await done(order, {
    ...STEPS,
    restore: async (current, filling) => {
      await STEPS.restore(current, filling);
      throw new Error("cut off");
    },
  });
  return (await done({ ...order, attempt: 2 }, steps)) ? [] : ["failed"];
};

/** After the switch the application writes at the target, with numbers from its sequences. */
const goingOn: Scenario = async (steps) => {
  const order = await freshMove(sides);
  if (!(await done(order, steps))) return ["failed"];
  return (await writable(sides.target, order)) ? [] : ["failed"];
};

const nothing = () => Promise.resolve();
const withoutFigures = { tables: 0, rows: 0 };

const FAULTS: readonly {
  readonly name: string;
  readonly scenario: Scenario;
  readonly fault: Partial<Steps>;
  readonly shows: Violation;
}[] = [
  {
    name: "no fence",
    scenario: busy,
    fault: { fence: nothing, drain: nothing, verify: () => Promise.resolve(withoutFigures) },
    shows: "source writable",
  },
  {
    name: "a fence that only makes new transactions read-only",
    scenario: busy,
    fault: {
      fence: async ({ source, order }) => {
        await source.query(`ALTER DATABASE ${order.database} SET default_transaction_read_only = on`);
      },
      drain: nothing,
      verify: () => Promise.resolve(withoutFigures),
    },
    shows: "lost",
  },
  {
    name: "sessions ended before NOLOGIN",
    scenario: busy,
    fault: { fence: endSessionsThenFence, drain: nothing, verify: () => Promise.resolve(withoutFigures) },
    shows: "lost",
  },
  { name: "no checksum", scenario: corrupting, fault: { verify: countTables }, shows: "false copy" },
  { name: "rows only counted", scenario: corrupting, fault: { verify: countRows }, shows: "false copy" },
  {
    name: "sequences not set",
    scenario: goingOn,
    fault: {
      restore: async (current, filling) => {
        await STEPS.restore(current, filling);
        await within(current.openTarget, filling.database, (session) =>
          session.query("SELECT setval('public.entries_id_seq', 1, false)"),
        );
        await within(current.openTarget, filling.database, (session) =>
          session.query("SELECT setval('public.orders_id_seq', 1, false)"),
        );
      },
    },
    shows: "failed",
  },
  {
    name: "going on with a half-filled target",
    scenario: again,
    fault: { clear: nothing, prepare: takeHalfFilled },
    shows: "failed",
  },
  {
    name: "the switch before the comparison",
    scenario: corrupting,
    fault: {
      verify: async (current, filling) => {
        await STEPS.publish(current, filling);
        return STEPS.verify(current, { ...filling, database: current.order.database });
      },
      probe: nothing,
      settle: nothing,
      publish: nothing,
    },
    shows: "false copy",
  },
  {
    name: "the fence taken away after the switch",
    scenario: busy,
    fault: {
      publish: async (current, filling) => {
        await STEPS.publish(current, filling);
        await STEPS.unfence(current.source, current.order, "open");
      },
    },
    shows: "source writable",
  },
  { name: "a plain dump through a pipe", scenario: cutting, fault: { dump: nothing, restore: pipeCut }, shows: "false copy" },
];

it.each(FAULTS)("shows $name", async ({ scenario, fault, shows }) => {
  expect(await scenario({ ...STEPS, ...fault })).toContain(shows);
});

it.each([
  { name: "writers", scenario: busy },
  { name: "a value that changes on the way", scenario: corrupting },
  { name: "a source that is lost", scenario: cutting },
  { name: "a run before that was cut off", scenario: again },
  { name: "an application that goes on", scenario: goingOn },
])("shows nothing of a sound move with $name", async ({ scenario }) => {
  expect(await scenario(STEPS)).toEqual([]);
});

async function endSessionsThenFence(current: Run): Promise<void> {
  const { source, order } = current;
  await source.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [order.database]);
  // The application's pool connects again at once.
  await sleep(300);
  await STEPS.fence(current);
}

async function countTables(current: Run, filling: Filling) {
  const count = "SELECT count(*)::int AS n FROM pg_class WHERE relkind = 'r' AND oid >= 16384";
  const [row] = await within(current.openTarget, filling.database, (session) => session.query(count));
  return { tables: Number(row?.n), rows: 0 };
}

async function countRows(current: Run, filling: Filling) {
  const count = "SELECT (SELECT count(*) FROM public.orders)::int AS n";
  const [had] = await within(current.openSource, current.order.database, (session) => session.query(count));
  const [has] = await within(current.openTarget, filling.database, (session) => session.query(count));
  if (had?.n !== has?.n) throw new Error("the numbers of rows differ");
  return { tables: 3, rows: Number(has?.n) };
}

async function takeHalfFilled(current: Run): Promise<Filling> {
  const [row] = await current.target.query(
    "SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'tenfold_move_%' LIMIT 1",
  );
  return { database: String(row?.name), extensions: [] };
}

/** What a shell does with the first half of a dump: the pipe ends early, and psql says 0. */
async function pipeCut({ order }: Run, { database }: Filling): Promise<void> {
  const bin = order.programFolder ?? "";
  const env = (server: MoveOrder["source"]) =>
    `PGHOST=${server.host} PGPORT=${server.port} PGUSER=${server.user} PGPASSWORD=${server.password}`;
  const from = `${env(order.source)} ${bin}/pg_dump --no-owner ${order.database}`;
  await run("sh", ["-c", `${from} | head -c 200000 | ${env(order.target)} ${bin}/psql -q -d ${database} > /dev/null 2>&1`]).catch(
    () => undefined,
  );
}
