// The target of a move that is given up: nobody is let in there before the source opens again, as far as the target can be reached.
import { drain } from "./drain.js";
import { failureOf } from "./failure.js";
import { fence } from "./fence.js";
import { openUnheld, takeOver } from "./held.js";
import { isReplica } from "./marker.js";
import type { MoveOrder } from "./order.js";
import { persist } from "./patience.js";
import type { Context } from "./run.js";
import type { Session } from "./session.js";
import { withdraw } from "./target.js";

/** One that was shut down is waited for: it may have been given the application's name last. An unreachable one must not keep it out of the source. */
const TARGET_LIMIT_SECONDS = 30;

/** Whoever worked at it is ended there too; then the copy loses the application's name. */
export async function withdrawFromTarget(order: MoveOrder, { clock, say }: Context): Promise<void> {
  const limit = Promise.withResolvers<never>();
  const cancel = clock.after(1000 * TARGET_LIMIT_SECONDS, () => limit.reject(new Error("the target does not answer")));
  const onWait = (message: string, pauseMs: number) => say("warn", "waiting for the target", { message, pauseMs });
  const patience = { clock, waitSeconds: TARGET_LIMIT_SECONDS, onWait };
  try {
    await Promise.race([limit.promise, persist(() => endAndWithdraw(order, say), patience)]);
  } catch (error) {
    say("warn", "the copy on the target could not be withdrawn", { message: failureOf(error).message });
  } finally {
    cancel();
  }
}

async function endAndWithdraw(order: MoveOrder, say: Context["say"]): Promise<void> {
  const session = await openUnheld(order.target, order.masterDatabase, order);
  try {
    await takeOver(session);
    if (await withdraw(session, order)) say("info", "took the application's name from the copy");
    await shutPromoted(session, order);
  } finally {
    await session.close().catch(() => undefined);
  }
}

/** A promoted replica carries the fence of its source, and knows how to shut itself. Does nothing to any other target. */
export async function shutPromoted(target: Session, order: MoveOrder): Promise<void> {
  if (await isReplica(target)) return;
  const [table] = await target.query("SELECT to_regclass('tenfold.fence') IS NOT NULL AS there");
  if (table?.there !== true) return;
  const own = await target.query("SELECT FROM tenfold.fence WHERE id = $1 AND attempt = $2 AND state <> 'undone'", [
    order.move,
    order.attempt,
  ]);
  if (own.length === 0) return;
  await fence(target, order);
  await drain(target, order);
}
