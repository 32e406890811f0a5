// One run of a move or a rehearsal: its sessions on both sides, what stops it, and how it says where it is.
import type { RunPhase } from "../domain/api/move-progress.js";
import type { Clock } from "../operator/ports/clock.js";
import type { Server } from "./environment.js";
import { Failure, failureOf } from "./failure.js";
import type { Held } from "./held.js";
import { hold, openUnheld, takeOver } from "./held.js";
import type { MoveOrder } from "./order.js";
import { persist } from "./patience.js";
import type { Pooler } from "./pooler.js";
import type { Watched } from "./progress.js";
import { sayProgress } from "./progress.js";
import type { Say } from "./report.js";
import type { OpenSession } from "./session.js";
import { sessionsOf } from "./session.js";

/** What a run is given. */
export type Context = {
  readonly clock: Pick<Clock, "now" | "after">;
  readonly say: Say;
  readonly waitSeconds: number;
  /** Aborted, with a Failure as its reason, when the program is told to stop. */
  readonly stop: AbortSignal;
  /** Where pg_dump and pg_restore are looked for. */
  readonly path: string;
  readonly pooler: Pooler;
};

export type Run = {
  readonly order: MoveOrder;
  readonly context: Context;
  /** Their locks are the right to act. */
  readonly source: Held;
  readonly target: Held;
  /** Without a limit for statements: to copy and compare. */
  readonly openSource: OpenSession;
  readonly openTarget: OpenSession;
  /** Aborted when the run has to stop, for whatever reason, with a Failure as its reason. */
  readonly signal: AbortSignal;
  fail(failure: Failure): void;
};

export async function beginRun(order: MoveOrder, context: Context): Promise<Run> {
  const source = await patiently(order.source, context, () => holding(order.source, order, hold));
  // Whoever still holds the target lost the source, and with it the right to act. From here on it can do nothing there.
  const target = await patiently(order.target, context, () => holding(order.target, order, takeOver)).catch(
    async (error: unknown) => {
      await source.close().catch(() => undefined);
      throw error;
    },
  );
  const broken = new AbortController();
  const lose = (side: string) => (error: Error) =>
    broken.abort(new Failure("unreachable", `the connection to the ${side} was lost: ${error.message}`));
  source.onLost(lose("source"));
  target.onLost(lose("target"));
  return {
    order,
    context,
    source,
    target,
    openSource: sessionsOf(order.source, { statementTimeoutMs: 0 }),
    openTarget: sessionsOf(order.target, { statementTimeoutMs: 0 }),
    signal: AbortSignal.any([context.stop, broken.signal]),
    fail: (failure) => broken.abort(failure),
  };
}

async function holding(server: Server, order: MoveOrder, take: (session: Held) => Promise<void>): Promise<Held> {
  const session = await openUnheld(server, order.masterDatabase, order);
  try {
    await take(session);
    return session;
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
}

/** Tries again while the server is not there, unless the run is told to stop. */
export function patiently<Result>(server: Server, context: Context, act: () => Promise<Result>): Promise<Result> {
  const { clock, waitSeconds, say, stop } = context;
  const onWait = (message: string, pauseMs: number) =>
    say("warn", "waiting for the server", { host: server.host, port: server.port, message, pauseMs });
  const guarded = async () => {
    stop.throwIfAborted();
    return act();
  };
  return persist(guarded, { clock, waitSeconds, onWait }).catch((error: unknown) => {
    const failure = failureOf(error);
    throw failure.kind === "unexpected"
      ? failure
      : new Failure(failure.kind, `${server.host}:${server.port}: ${failure.message}`, failure.remedy);
  });
}

export async function endRun({ source, target }: Run): Promise<void> {
  await Promise.all([source, target].map((session) => session.close().catch(() => undefined)));
}

/** Says where the run is, and ends with the run when that has to stop. */
export async function phase<Result>(run: Run, what: RunPhase | Watched, act: () => Promise<Result>): Promise<Result> {
  const watched = typeof what === "string" ? { name: what } : what;
  run.signal.throwIfAborted();
  run.context.say("info", "phase", { phase: watched.name });
  const progress = sayProgress(run.context, watched);
  try {
    const result = await unlessStopped(run.signal, act());
    progress.done();
    return result;
  } finally {
    progress.cancel();
  }
}

async function unlessStopped<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const stopped = Promise.withResolvers<never>();
  const onAbort = () => stopped.reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  // It may have been aborted by the first lines of the work, before anybody listened.
  if (signal.aborted) onAbort();
  // Whatever loses the race is not waited for.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, stopped.promise]);
  } catch (error) {
    // What a step says when it is cut off matters less than what cut it off.
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    stopped.promise.catch(() => undefined);
  }
}
