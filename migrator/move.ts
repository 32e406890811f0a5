// A move: everything that can be done before is done before, then the fence, the copy, the proof, and the name. It ends with the source
// fenced and the target ready, or with the application let into the source again.
import { orLetIn, shutOut } from "./freeze.js";
import { compareGauge, dumpGauge, restoreGauge, weightsOf } from "./gauges.js";
import type { Whole } from "./gauges.js";
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
  const whole = await wholeOf(run);
  const { result, seconds } = await shutOut(run, steps, () => copy(run, steps, { filling, whole }));
  return { seconds, ...result, bytes: whole.bytes };
}

/** The application is shut out, so nothing here waits for anything but the work. */
async function copy(run: Run, steps: Steps, { filling, whole }: Copying): Promise<Figures> {
  await dumpAndRestore(run, steps, { filling, whole });
  const gauge = compareGauge(whole.weights);
  const { tables, rows } = await phase(run, { name: "verify", gauge }, () => steps.verify(run, filling, gauge));
  await phase(run, "probe", () => steps.probe(run, filling));
  await phase(run, "settle", () => steps.settle(run, filling));
  await phase(run, "publish", () => steps.publish(run, filling));
  return { tables, rows };
}

export type Copying = { readonly filling: Filling; readonly whole: Whole; readonly snapshot?: string };

export async function dumpAndRestore(run: Run, steps: Steps, { filling, whole, snapshot }: Copying): Promise<void> {
  const { order } = run;
  await phase(run, { name: "dump", gauge: dumpGauge(order, whole) }, () => steps.dump(run, snapshot));
  const gauge = restoreGauge(order, whole, filling.database);
  await phase(run, { name: "restore", gauge }, () => steps.restore(run, filling));
}

/** What is to be copied, as far as it can be told before. */
export async function wholeOf(run: Run): Promise<Whole> {
  const [bytes, weights] = [await sizeOf(run), await weightsOf(run.order)];
  return { bytes, weights };
}

export async function sizeOf({ source, order }: Run): Promise<number> {
  const [row] = await source.query("SELECT pg_database_size($1::name)::text AS bytes", [order.database]);
  return Number(row?.bytes);
}
