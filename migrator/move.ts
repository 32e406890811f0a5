// A move: everything that can be done before is done before, then the fence, the copy, the proof, and the name. It ends with the source
// fenced and the target ready, or with the application let into the source again.
import { orLetIn, shutOut } from "./freeze.js";
import type { MoveOrder } from "./order.js";
import type { Context, Run } from "./run.js";
import { beginRun, endRun, phase } from "./run.js";
import type { Figures, Filling, Steps } from "./steps.js";
import { removeDump, STEPS } from "./steps.js";
import { copyMark, nameOfCopy } from "./target.js";

export type MoveResult = Figures & { readonly seconds: number; readonly bytes: number };

export async function move(order: MoveOrder, context: Context, steps: Steps = STEPS): Promise<MoveResult> {
  const run = await beginRun(order, context);
  try {
    return await orLetIn(run, steps, () => carryOut(run, steps));
  } finally {
    await removeDump(run);
    await endRun(run);
  }
}

async function carryOut(run: Run, steps: Steps): Promise<MoveResult> {
  const { order } = run;
  await phase(run, "examine", () => steps.examine(run));
  // After both sides are held: an attempt that was undone meanwhile finds out here, before it makes or drops anything.
  await phase(run, "ask", () => steps.mayFence(run));
  await phase(run, "clear", () => steps.clear(run));
  const filling = await phase(run, "prepare", () => steps.prepare(run, nameOfCopy(order), copyMark(order)));
  const bytes = await sizeOf(run);
  const { result, seconds } = await shutOut(run, steps, () => copy(run, steps, filling));
  return { seconds, ...result, bytes };
}

/** The application is shut out, so nothing here waits for anything but the work. */
async function copy(run: Run, steps: Steps, filling: Filling): Promise<Figures> {
  await phase(run, "dump", () => steps.dump(run));
  await phase(run, "restore", () => steps.restore(run, filling));
  const { tables, rows } = await phase(run, "verify", () => steps.verify(run, filling));
  await phase(run, "probe", () => steps.probe(run, filling));
  await phase(run, "settle", () => steps.settle(run, filling));
  await phase(run, "publish", () => steps.publish(run, filling));
  return { tables, rows };
}

export async function sizeOf({ source, order }: Run): Promise<number> {
  const [row] = await source.query("SELECT pg_database_size($1::name)::text AS bytes", [order.database]);
  return Number(row?.bytes);
}
