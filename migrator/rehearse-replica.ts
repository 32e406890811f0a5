// The rehearsal of a move to a replica: nothing is copied. What the promoted replica would lack is looked for, how far it is behind is
// measured with a row, and comparing is tried out on the replica alone, so that the source does nothing for it.
import type { CompareGauge } from "./gauges.js";
import { compareGauge } from "./gauges.js";
import { isReplica, untilSeen, writeMarker } from "./marker.js";
import { sizeOf } from "./move.js";
import type { Obstacle } from "./obstacle.js";
import { Obstructed } from "./obstacle.js";
import type { MoveOrder } from "./order.js";
import type { Context, Run } from "./run.js";
import { beginRun, endRun, phase } from "./run.js";
import { examineReplica } from "./examine/replica.js";
import { Failure } from "./failure.js";
import { verify } from "./verify.js";
import { within } from "./within.js";

export type ReplicaRehearsalResult = {
  /** How long the application will be shut out, with what promoting is reckoned at. */
  readonly seconds: number;
  readonly lagSeconds: number;
  readonly promotionSeconds: number;
  readonly verifySeconds: number;
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  readonly at: string;
  readonly notes: readonly string[];
};

/** Promoting reboots every instance of the cluster. AWS says "several minutes"; nothing can be measured before it is done. */
const PROMOTION_SECONDS = 300;
/** A replica that is further behind is not one that a freeze could wait for. */
const LONGEST_LAG_MS = 300_000;
/** Rows a replica compares in a second are read from storage; what cannot be tried out is reckoned with this. */
const BYTES_PER_SECOND = 50_000_000;

export async function rehearseReplica(order: MoveOrder, context: Context): Promise<ReplicaRehearsalResult> {
  const run = await beginRun(order, context);
  try {
    const { obstacles, notes } = await phase(run, "examine", () => replicaFindings(run));
    if (obstacles.length > 0) throw new Obstructed(obstacles);
    const lagSeconds = await phase(run, "catch up", () => lagOf(run));
    const bytes = await sizeOf(run);
    const gauge = compareGauge();
    const compared = await phase(run, { name: "verify", gauge }, () => compareOnce(run, bytes, gauge));
    const { verifySeconds, tables, rows } = compared;
    const seconds = lagSeconds + PROMOTION_SECONDS + verifySeconds;
    const at = new Date(context.clock.now()).toISOString();
    const told = [...notes, ...compared.notes];
    return { seconds, lagSeconds, promotionSeconds: PROMOTION_SECONDS, verifySeconds, bytes, tables, rows, at, notes: told };
  } finally {
    await endRun(run);
  }
}

export type Findings = { readonly obstacles: readonly Obstacle[]; readonly notes: readonly string[] };

export async function replicaFindings({ openSource, openTarget, order }: Run): Promise<Findings> {
  const found = await examineReplica({ source: openSource, target: openTarget }, order);
  return {
    obstacles: found.flatMap((one) => ("code" in one ? [one] : [])),
    notes: found.flatMap((one) => ("note" in one ? [one.note] : [])),
  };
}

async function lagOf({ source, target, order, signal, context: { clock } }: Run): Promise<number> {
  const began = clock.now();
  const tooLong = new AbortController();
  const cancel = clock.after(LONGEST_LAG_MS, () => tooLong.abort());
  try {
    await untilSeen(target, await writeMarker(source, order, "rehearsal"), AbortSignal.any([signal, tooLong.signal]));
  } finally {
    cancel();
  }
  if (tooLong.signal.aborted)
    throw new Failure("behind", `the replica has not got a row that was written to the source ${LONGEST_LAG_MS / 1000} s ago`);
  return Math.ceil((clock.now() - began) / 1000);
}

type Compared = {
  readonly verifySeconds: number;
  readonly tables: number;
  readonly rows: number;
  readonly notes: readonly string[];
};

/** With itself: whatever it reads it reads as the real comparison will. */
async function compareOnce(run: Run, bytes: number, gauge: CompareGauge): Promise<Compared> {
  const { order, openTarget, context } = run;
  const began = context.clock.now();
  try {
    const { tables, rows } = await within(openTarget, order.database, (one) =>
      within(openTarget, order.database, (other) => verify(one, other, { gauge })),
    );
    return { verifySeconds: Math.ceil((context.clock.now() - began) / 1000), tables, rows, notes: [] };
  } catch (error) {
    if (!isOverrun(error) || !(await isReplica(run.target))) throw error;
    const note = "the replica could not be read in one go while it follows, so the time for comparing is reckoned from its size";
    return { verifySeconds: Math.ceil(bytes / BYTES_PER_SECOND), tables: 0, rows: 0, notes: [note] };
  }
}

/** What the source has removed meanwhile ends a query on its replica that still needs it. */
function isOverrun(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "40001" || error.code === "40P01");
}
