// A rehearsal: what would stop the move, then a real copy of a snapshot and a real comparison with it, timed. Nothing that serves is
// changed, and the copy is dropped again at every end.
import { failureOf } from "./failure.js";
import { compareGauge } from "./gauges.js";
import type { Whole } from "./gauges.js";
import { dumpAndRestore, wholeOf } from "./move.js";
import type { MoveOrder } from "./order.js";
import type { Context, Run } from "./run.js";
import { beginRun, endRun, phase } from "./run.js";
import type { Figures, Filling, Steps } from "./steps.js";
import { dropCopy, refuseDifferences, removeDump, STEPS } from "./steps.js";
import type { Session } from "./session.js";
import { dropLeftovers, REHEARSAL } from "./target.js";
import { verify } from "./verify.js";
import { within } from "./within.js";

export type RehearsalResult = Figures & {
  /** How long the freeze will be. */
  readonly seconds: number;
  readonly copySeconds: number;
  readonly verifySeconds: number;
  readonly bytes: number;
  readonly at: string;
  readonly notes: readonly string[];
};

export async function rehearse(order: MoveOrder, context: Context, steps: Steps = STEPS): Promise<RehearsalResult> {
  const run = await beginRun(order, context);
  try {
    const notes = await phase(run, "examine", () => steps.examine(run));
    await phase(run, "clear", () => dropLeftovers(run.target));
    const mark = `Made by Tenfold: rehearsal ${order.move}`;
    const filling = await phase(run, "prepare", () => steps.prepare(run, REHEARSAL, mark));
    const whole = await wholeOf(run);
    const { bytes } = whole;
    const timed = await within(run.openSource, order.database, (session) =>
      copyAndCompare(run, steps, { filling, session, whole }),
    );
    const at = new Date(context.clock.now()).toISOString();
    const { copySeconds, verifySeconds, tables, rows } = timed;
    return { seconds: copySeconds + verifySeconds, copySeconds, verifySeconds, bytes, tables, rows, at, notes };
  } finally {
    await removeDump(run);
    await dropCopy(run, REHEARSAL).catch((error: unknown) => {
      context.say("warn", "the copy of the rehearsal stays until the next run", { message: failureOf(error).message });
    });
    await endRun(run);
  }
}

type Snapshot = { readonly filling: Filling; readonly session: Session; readonly whole: Whole };

/** The session keeps the snapshot that is copied, and sees it when both are compared. */
async function copyAndCompare(run: Run, steps: Steps, { filling, session, whole }: Snapshot) {
  const { clock } = run.context;
  await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  const [row] = await session.query("SELECT pg_export_snapshot() AS snapshot");
  const began = clock.now();
  await dumpAndRestore(run, steps, { filling, whole, snapshot: String(row?.snapshot) });
  const copied = clock.now();
  const figures = await compare(run, { filling, session, whole });
  await phase(run, "probe", () => steps.probe(run, filling));
  await phase(run, "settle", () => steps.settle(run, filling));
  return { ...figures, copySeconds: secondsOf(copied - began), verifySeconds: secondsOf(clock.now() - copied) };
}

async function compare(run: Run, { filling, session, whole }: Snapshot): Promise<Figures> {
  const gauge = compareGauge(whole.weights);
  const act = async (target: Session): Promise<Figures> => {
    const { tables, rows, differences } = await verify(session, target, { gauge });
    // A sequence belongs to no snapshot: that of a source that is written to is ahead of the copy by now.
    refuseDifferences(differences.filter((difference) => !/^sequence .*: gives /.test(difference)));
    return { tables, rows };
  };
  return phase(run, { name: "verify", gauge }, () => within(run.openTarget, filling.database, act));
}

function secondsOf(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
