// The second half of a move to a replica, which was promoted meanwhile: source and target are both fenced, and are compared. Then the
// target alone is opened, and tried out as the application. When any of that fails both are shut, and whoever started this undoes the move.
import { throughDoor } from "./door.js";
import { drain } from "./drain.js";
import { Failure, failureOf } from "./failure.js";
import { fence, isFencedBy, unfence } from "./fence.js";
import { hasMarkerOf, isReplica } from "./marker.js";
import type { CompareGauge } from "./gauges.js";
import { compareGauge } from "./gauges.js";
import { withinLimit } from "./freeze.js";
import { sizeOf } from "./move.js";
import type { MoveOrder } from "./order.js";
import { probeWrite } from "./probe.js";
import type { Context, Run } from "./run.js";
import { beginRun, endRun, phase } from "./run.js";
import type { Session } from "./session.js";
import type { Figures } from "./steps.js";
import { refuseDifferences } from "./steps.js";
import { verify } from "./verify.js";
import { shutPromoted } from "./withdraw.js";

export type VerifyResult = Figures & { readonly seconds: number; readonly bytes: number };

export async function verifyPromoted(order: MoveOrder, context: Context): Promise<VerifyResult> {
  const run = await beginRun(order, context);
  try {
    const { result, seconds } = await withinLimit(run, () => compareAndOpen(run));
    return { ...result, seconds };
  } catch (error) {
    const failure = failureOf(error);
    failure.fenced = true;
    await shutPromoted(run.target, order).catch((reason: unknown) =>
      context.say("error", "the target may be open: undoing shuts it", { message: failureOf(reason).message }),
    );
    throw failure;
  } finally {
    await endRun(run);
  }
}

async function compareAndOpen(run: Run): Promise<Omit<VerifyResult, "seconds">> {
  const { order } = run;
  await phase(run, "ask", () => refuseUnfit(run));
  const gauge = compareGauge();
  const figures = await phase(run, { name: "verify", gauge }, () => compare(run, gauge));
  const bytes = await sizeOf(run);
  await phase(run, "open", () => open(run.target, order));
  await phase(run, "probe", () => probeWrite(order.target, order, order.database));
  return { ...figures, bytes };
}

/** Nothing is compared while somebody may write to either. */
async function refuseUnfit({ source, target, order }: Run): Promise<void> {
  const { move, attempt } = order;
  if (!(await isFencedBy(source, order)))
    throw new Failure("undone", `attempt ${attempt} of move ${move} does not fence the source any more`);
  if (await isReplica(target)) throw new Failure("unreachable", "the target is still a replica and takes no writes");
  if (!(await hasMarkerOf(target, order)))
    throw new Failure("differs", "the target does not have the row that was written to the source after its fence");
  // It stood on the source when the replica got its last row; a run before this one may have opened it.
  await fence(target, order);
  await drain(target, order);
}

async function compare(run: Run, gauge: CompareGauge): Promise<Figures> {
  const { source, target, openSource, openTarget, order } = run;
  return throughDoor({ server: source, open: openSource }, order, (from) =>
    throughDoor({ server: target, open: openTarget }, order, async (to) => {
      const { tables, rows, differences } = await verify(from, to, { made: "replica", gauge });
      refuseDifferences(differences);
      return { tables, rows };
    }),
  );
}

async function open(target: Session, order: MoveOrder): Promise<void> {
  const what = await unfence(target, order, "open");
  if (what === "fenced by another") throw new Failure("fenced", "the target carries the fence of another move");
}
