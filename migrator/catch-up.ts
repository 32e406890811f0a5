// The first half of a move to a replica: the application is shut out of the source, and the replica is waited for until it has everything.
// Ends with the source fenced, or with the application let into it again. The replica is promoted by whoever started this, not here.
import { drain } from "./drain.js";
import { Failure, failureOf } from "./failure.js";
import { letIn } from "./let-in.js";
import { isReplica, untilSeen, writeMarker } from "./marker.js";
import { limitFreeze } from "./move.js";
import { Obstructed } from "./obstacle.js";
import type { MoveOrder } from "./order.js";
import type { Paused } from "./pooler.js";
import { replicaFindings } from "./rehearse-replica.js";
import type { Context, Run } from "./run.js";
import { beginRun, endRun, phase } from "./run.js";
import { fence, mayFence, unfence } from "./fence.js";

export type CatchUpResult = {
  readonly seconds: number;
  /** Written after the fence, and seen on the replica. */
  readonly marker: string;
};

const STEPS = {
  examine: refuseObstacles,
  mayFence: (run: Run) => mayFence(run.source, run.order),
  fence: (run: Run) => fence(run.source, run.order),
  drain: (run: Run) => drain(run.source, run.order),
  mark: (run: Run) => writeMarker(run.source, run.order, "fence"),
  unfence,
};
export type CatchUpSteps = typeof STEPS;

export async function catchUp(order: MoveOrder, context: Context, steps: CatchUpSteps = STEPS): Promise<CatchUpResult> {
  const run = await beginRun(order, context);
  try {
    return await carryOut(run, steps);
  } catch (error) {
    const failure = failureOf(error);
    failure.fenced = !(await letIn(run, failure, steps));
    throw failure;
  } finally {
    await endRun(run);
  }
}

async function carryOut(run: Run, steps: CatchUpSteps): Promise<CatchUpResult> {
  await phase(run, "examine", () => steps.examine(run));
  await phase(run, "ask", () => steps.mayFence(run));
  const paused = await phase(run, "pause", () => run.context.pooler.pause());
  try {
    return await frozen(run, steps, paused);
  } finally {
    await paused.close();
  }
}

async function frozen(run: Run, steps: CatchUpSteps, paused: Paused): Promise<CatchUpResult> {
  const { clock } = run.context;
  const began = clock.now();
  const cancel = limitFreeze(run);
  try {
    await phase(run, "fence", () => steps.fence(run));
    await phase(run, "drain", () => steps.drain(run));
    await phase(run, "wait for the pooler", () => paused.settled);
    const marker = await phase(run, "mark", () => steps.mark(run));
    await phase(run, "catch up", () => untilSeen(run.target, marker, run.signal));
    if (!(await isReplica(run.target)))
      throw new Failure("differs", "the new database was promoted while it was waited for, and may lack what was written last");
    return { seconds: Math.ceil((clock.now() - began) / 1000), marker };
  } finally {
    cancel();
  }
}

async function refuseObstacles(run: Run): Promise<void> {
  const { obstacles } = await replicaFindings(run);
  if (obstacles.length > 0) throw new Obstructed(obstacles);
}
