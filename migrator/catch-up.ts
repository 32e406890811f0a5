// The first half of a move to a replica: the application is shut out of the source, and the replica is waited for until it has everything.
// Ends with the source fenced, or with the application let into it again. The replica is promoted by whoever started this, not here.
import { drain } from "./drain.js";
import { Failure } from "./failure.js";
import { orLetIn, shutOut } from "./freeze.js";
import { isReplica, untilSeen, writeMarker } from "./marker.js";
import { Obstructed } from "./obstacle.js";
import type { MoveOrder } from "./order.js";
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
    return await orLetIn(run, steps, () => carryOut(run, steps));
  } finally {
    await endRun(run);
  }
}

async function carryOut(run: Run, steps: CatchUpSteps): Promise<CatchUpResult> {
  await phase(run, "examine", () => steps.examine(run));
  await phase(run, "ask", () => steps.mayFence(run));
  const { result, seconds } = await shutOut(run, steps, () => untilComplete(run, steps));
  return { seconds, marker: result };
}

async function untilComplete(run: Run, steps: CatchUpSteps): Promise<string> {
  const marker = await phase(run, "mark", () => steps.mark(run));
  await phase(run, "catch up", () => untilSeen(run.target, marker, run.signal));
  if (!(await isReplica(run.target)))
    throw new Failure("differs", "the new database was promoted while it was waited for, and may lack what was written last");
  return marker;
}

async function refuseObstacles(run: Run): Promise<void> {
  const { obstacles } = await replicaFindings(run);
  if (obstacles.length > 0) throw new Obstructed(obstacles);
}
