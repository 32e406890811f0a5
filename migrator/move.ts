// A move: everything that can be done before is done before, then the fence, the copy, the proof, and the name. It ends with the source
// fenced and the target ready, or with the application let into the source again.
import { Failure, failureOf } from "./failure.js";
import { letIn } from "./let-in.js";
import type { MoveOrder } from "./order.js";
import type { Paused } from "./pooler.js";
import type { Context, Run } from "./run.js";
import { beginRun, endRun, phase } from "./run.js";
import type { Figures, Steps } from "./steps.js";
import { removeDump, STEPS } from "./steps.js";
import { copyMark, nameOfCopy } from "./target.js";

export type MoveResult = Figures & { readonly seconds: number; readonly bytes: number };

export async function move(order: MoveOrder, context: Context, steps: Steps = STEPS): Promise<MoveResult> {
  const run = await beginRun(order, context);
  try {
    return await carryOut(run, steps);
  } catch (error) {
    const failure = failureOf(error);
    failure.fenced = !(await letIn(run, failure, steps));
    throw failure;
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
  const paused = await phase(run, "pause", () => run.context.pooler.pause());
  try {
    return { ...(await frozen(run, steps, { filling, paused })), bytes };
  } finally {
    await paused.close();
  }
}

type Ready = { readonly filling: Awaited<ReturnType<Steps["prepare"]>>; readonly paused: Paused };

/** From the fence on: the application is shut out, so nothing here waits for anything but the work. */
async function frozen(run: Run, steps: Steps, { filling, paused }: Ready): Promise<Figures & { readonly seconds: number }> {
  const { clock } = run.context;
  const began = clock.now();
  const cancel = limitFreeze(run);
  try {
    await phase(run, "fence", () => steps.fence(run));
    await phase(run, "drain", () => steps.drain(run));
    await phase(run, "wait for the pooler", () => paused.settled);
    await phase(run, "dump", () => steps.dump(run));
    await phase(run, "restore", () => steps.restore(run, filling));
    const figures = await phase(run, "verify", () => steps.verify(run, filling));
    await phase(run, "probe", () => steps.probe(run, filling));
    await phase(run, "settle", () => steps.settle(run, filling));
    await phase(run, "publish", () => steps.publish(run, filling));
    return { seconds: Math.ceil((clock.now() - began) / 1000), tables: figures.tables, rows: figures.rows };
  } finally {
    cancel();
  }
}

/** Ends the run when the application has been shut out for longer than it may be. */
export function limitFreeze(run: Run): () => void {
  const { freezeSeconds } = run.order;
  if (freezeSeconds === 0) return () => undefined;
  const message = `the move was not done ${freezeSeconds} s after the application was shut out`;
  return run.context.clock.after(freezeSeconds * 1000, () => run.fail(new Failure("freeze-limit", message)));
}

export async function sizeOf({ source, order }: Run): Promise<number> {
  const [row] = await source.query("SELECT pg_database_size($1::name)::text AS bytes", [order.database]);
  return Number(row?.bytes);
}
