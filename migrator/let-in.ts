// After a failure: the copy loses the application's name, the application is let into the source again, and that is proved.
import type { Failure } from "./failure.js";
import { failureOf } from "./failure.js";
import { endSession, hold, openUnheld } from "./held.js";
import { persist } from "./patience.js";
import { probeLogin } from "./probe.js";
import type { Run } from "./run.js";
import type { Steps } from "./steps.js";
import { withdrawFromTarget } from "./withdraw.js";

/** A source that was shut down comes back within minutes; told to stop, the program has two of them in all. */
const PATIENCE_SECONDS = 120;
const PATIENCE_WHEN_STOPPED_SECONDS = 90;

/** Whether the application was seen to work in the source. False: somebody has to undo the move. */
export async function letIn(run: Run, failure: Failure, steps: Pick<Steps, "unfence">): Promise<boolean> {
  const { context } = run;
  context.say("error", "failed; letting the application into the source again", { code: failure.kind, message: failure.message });
  // The step that was left behind may still be at work through this session: it is ended before anything is taken back, not asked.
  await run.target.close().catch(() => undefined);
  await withdrawFromTarget(run.order, context);
  const waitSeconds = failure.kind === "stopped" ? PATIENCE_WHEN_STOPPED_SECONDS : PATIENCE_SECONDS;
  const onWait = (message: string, pauseMs: number) => context.say("warn", "waiting for the source", { message, pauseMs });
  const patience = { clock: context.clock, waitSeconds, onWait };
  try {
    await persist(() => unfenceAnew(run, steps), patience);
    await persist(() => probeLogin(run.order.source, run.order), patience);
    await persist(() => context.pooler.resume(), patience);
    context.say("info", "the application can use the source again");
    return true;
  } catch (error) {
    context.say("error", "the source may still be fenced: undo the move", { message: failureOf(error).message });
    return false;
  }
}

/** The old session may be lost only from here: it is ended first, so that nothing it was told last is done later. */
async function unfenceAnew({ order, source }: Run, steps: Pick<Steps, "unfence">): Promise<void> {
  await source.close().catch(() => undefined);
  const session = await openUnheld(order.source, order.masterDatabase, order);
  try {
    await endSession(session, source.pid);
    await hold(session);
    const what = await steps.unfence(session, order, "open");
    if (what === "fenced by another") throw new Error("another move or attempt has fenced the source");
  } finally {
    await session.close().catch(() => undefined);
  }
}
