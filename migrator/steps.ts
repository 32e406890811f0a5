// The steps of a move, each on its own. The order of them is in move.ts.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { CopyContext } from "./copy.js";
import { dump, restore } from "./copy.js";
import { drain } from "./drain.js";
import { examine } from "./examine.js";
import { settings, statementOf } from "./examine/settings.js";
import type { Extension } from "./extensions.js";
import { extensionsOf, makeExtensions } from "./extensions.js";
import { Failure } from "./failure.js";
import type { CompareGauge } from "./gauges.js";
import { fence, mayFence, unfence } from "./fence.js";
import { Obstructed } from "./obstacle.js";
import { probeWrite } from "./probe.js";
import { ensureRole, findRole, refuseRole } from "./role.js";
import type { Run } from "./run.js";
import { clearName, createCopy, dropDatabase, dropLeftovers, localeOf, publish, refuseForeign } from "./target.js";
import { verify } from "./verify.js";
import { within } from "./within.js";

/** What is being filled on the target, and what it is filled from. */
export type Filling = { readonly database: string; readonly extensions: readonly Extension[] };
export type Figures = { readonly tables: number; readonly rows: number };

export const STEPS = {
  examine: examineBoth,
  mayFence: (run: Run) => mayFence(run.source, run.order),
  clear: clearTarget,
  prepare: prepareCopy,
  fence: (run: Run) => fence(run.source, run.order),
  drain: (run: Run) => drain(run.source, run.order),
  dump: (run: Run, snapshot?: string) => dump({ ...dumpOrder(run), snapshot }, copyContext(run)),
  restore: restoreInto,
  verify: verifyFully,
  probe: (run: Run, { database }: Filling) => probeWrite(run.order.target, run.order, database),
  settle: settleIn,
  publish: (run: Run, { database }: Filling) => publish({ session: run.target, open: run.openTarget }, run.order, database),
  /** With a session of its own: that of the run may be what was lost. */
  unfence,
};
export type Steps = typeof STEPS;

async function examineBoth({ openSource, openTarget, order, source, target, context }: Run): Promise<readonly string[]> {
  const { obstacles, notes } = await examine(openSource, openTarget, order);
  await refuseForeign({ session: target, open: openTarget }, order);
  const [master] = await source.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
  // Behind the fence nobody but a superuser gets into the database that is to be copied.
  const weak = {
    code: "source-master",
    object: order.source.user,
    message: "the master of the source is no superuser, so it could not read the database once that is fenced",
    remedy: "Give SOURCE_USER a superuser of the source.",
  };
  const all = master?.rolsuper === true ? obstacles : [...obstacles, weak];
  if (all.length > 0) throw new Obstructed(all);
  for (const note of notes) context.say("info", "note", { note });
  return notes;
}

async function clearTarget({ target, openTarget, order }: Run): Promise<void> {
  await clearName({ session: target, open: openTarget }, order);
  await dropLeftovers(target);
}

async function prepareCopy(run: Run, name: string, mark: string): Promise<Filling> {
  const { target, order } = run;
  const role = await findRole(target, order);
  refuseRole(role, order);
  await ensureRole(target, order, role);
  await createCopy(target, order, { name, mark, locale: await localeOf(run.source, order.database) });
  const extensions = await within(run.openSource, order.database, extensionsOf);
  await within(run.openTarget, name, (session) => makeExtensions(session, extensions, order.role));
  return { database: name, extensions };
}

async function restoreInto(run: Run, { database, extensions }: Filling): Promise<void> {
  const { order } = run;
  await restore({ ...dumpOrder(run), server: order.target, database, role: order.role, extensions }, copyContext(run));
}

async function verifyFully(run: Run, filling: Filling, gauge?: CompareGauge): Promise<Figures> {
  return within(run.openSource, run.order.database, (source) =>
    within(run.openTarget, filling.database, async (target) => {
      const { tables, rows, differences } = await verify(source, target, { gauge });
      refuseDifferences(differences);
      return { tables, rows };
    }),
  );
}

export function refuseDifferences(differences: readonly string[]): void {
  const [first] = differences;
  if (first === undefined) return;
  throw new Failure(
    "differs",
    `the copy differs from the source in ${differences.length} place(s): ${differences.slice(0, 5).join("; ")}`,
  );
}

/** Last, because one of them may forbid what was still to be done. */
async function settleIn(run: Run, { database }: Filling): Promise<void> {
  const found = await settings(run.source, run.order);
  for (const setting of found) await run.target.query(statementOf(setting, { ...run.order, database }));
}

export function dumpFolder({ order }: Pick<Run, "order">): string {
  return join(order.workFolder, `${order.move}-${order.attempt}`);
}

export async function removeDump(run: Run): Promise<void> {
  await rm(dumpFolder(run), { recursive: true, force: true }).catch(() => undefined);
}

export async function dropCopy(run: Run, database: string): Promise<void> {
  await dropDatabase(run.target, database);
}

function dumpOrder(run: Run) {
  const { source, database, copyJobs } = run.order;
  return { server: source, database, folder: dumpFolder(run), jobs: copyJobs };
}

function copyContext({ context, order, signal }: Run): CopyContext {
  return {
    signal,
    path: context.path,
    programFolder: order.programFolder,
    hear: (line) => context.say("info", line),
  };
}
