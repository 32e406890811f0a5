// The way back from a move, as its page says: the present data into a new service of the lower kind. Its commands are run as they stand there.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { bootstrap } from "../../migrator/bootstrap.js";
import type { BootstrapOrder } from "../../migrator/order.js";
import { move } from "../../migrator/move.js";
import { sessionsOf } from "../../migrator/session.js";
import { verify } from "../../migrator/verify.js";
import { within } from "../../migrator/within.js";
import { allPages } from "../docs/page.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import type { Sides } from "./sides.js";
import { contextHere, freshMove, startSides } from "./sides.js";
import { APP_PASSWORD, freshOrder, serverFor } from "./world.js";
import { startWriters, stopAll } from "./writers.js";

jest.setTimeout(120_000);
const run = promisify(execFile);
const PAGE = "docs/how-to/back-from-a-move.md";
/** Where the page puts the dump. */
const FOLDER = "/tmp/shop";

let sides: Sides;
let lower: PostgresServer;
beforeAll(async () => {
  [sides, lower] = await Promise.all([startSides(), startPostgres({ version: "newer" })]);
});
afterEach(stopAll);
afterAll(() => Promise.all([sides.stop(), lower.stop()]));

it("brings every row that was written since the switch into the new service's database", async () => {
  const order = await freshMove(sides, 500);
  await move(order, contextHere());
  const writers = startWriters(order, sides.target);
  await writers.progress();
  await writers.stop();
  const fresh = freshOrder("shop_small");
  const master = { user: lower.superuser, password: lower.superPassword };
  await bootstrap(sessionsOf(serverFor(lower, master)), fresh);

  await walkPage({ OLD_DATABASE_URL: urlOf(sides.target, order), NEW_DATABASE_URL: urlOf(lower, fresh) });

  const present = sessionsOf(serverFor(sides.target, { user: sides.target.superuser, password: sides.target.superPassword }));
  const { tables, differences } = await within(present, order.database, (from) =>
    within(sessionsOf(serverFor(lower, master)), fresh.database, (to) => verify(from, to)),
  );
  expect({ tables, differences }).toEqual({ tables: 3, differences: [] });
  expect(await writers.account(sides.target)).toMatchObject({ lost: 0 });
});

async function walkPage(env: Readonly<Record<string, string>>): Promise<void> {
  const block = allPages()
    .find(({ path }) => path === PAGE)
    ?.blocks.find(({ language, text }) => language === "sh" && text.includes("pg_restore"));
  if (block === undefined) throw new Error(`${PAGE} has no commands that copy the data`);
  const folder = mkdtempSync(join(tmpdir(), "tenfold-back-"));
  try {
    const commands = block.text.replaceAll(FOLDER, join(folder, "dump"));
    const path = [sides.programFolder, process.env.PATH ?? ""].join(":");
    await run("bash", ["-euo", "pipefail", "-c", commands], { env: { ...env, PATH: path } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function urlOf({ host, port }: PostgresServer, { role, database }: Pick<BootstrapOrder, "role" | "database">): string {
  return `postgres://${role}:${APP_PASSWORD}@${host}:${port}/${database}`;
}
