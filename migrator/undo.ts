// Undoing a move before its switch: its attempt is barred for ever, whoever works at it is ended, and the source is as it was.
import { Failure, failureOf } from "./failure.js";
import { bar, unfence } from "./fence.js";
import type { Unfenced } from "./fence.js";
import { openUnheld, takeOver } from "./held.js";
import type { MoveOrder } from "./order.js";
import { probeLogin } from "./probe.js";
import type { Context } from "./run.js";
import { patiently } from "./run.js";
import { withdrawFromTarget } from "./withdraw.js";

export type UndoResult = { readonly source: Unfenced };

export async function undo(order: MoveOrder, context: Context): Promise<UndoResult> {
  const source = await patiently(order.source, context, () => unfenceSource(order, context));
  if (source === "fenced by another") {
    throw new Failure(
      "fenced",
      `attempt ${order.attempt} of move ${order.move} is undone, but another move or attempt has fenced the source`,
    );
  }
  await patiently(order.source, context, () => context.pooler.resume());
  await tellWhetherItWorks(order, context);
  return { source };
}

async function unfenceSource(order: MoveOrder, context: Context): Promise<Unfenced> {
  const session = await openUnheld(order.source, order.masterDatabase, order);
  try {
    await bar(session, order);
    await takeOver(session);
    await withdrawFromTarget(order, context);
    return await unfence(session, order, "undone");
  } finally {
    await session.close().catch(() => undefined);
  }
}

/** What kept it out before the move does so again, and is no reason to call the move not undone. */
async function tellWhetherItWorks(order: MoveOrder, context: Context): Promise<void> {
  try {
    await patiently(order.source, context, () => probeLogin(order.source, order));
    context.say("info", "the application can use the source again");
  } catch (error) {
    context.say("warn", "the source is as it was, but the application cannot log in", { message: failureOf(error).message });
  }
}
