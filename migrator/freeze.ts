// What every run does that shuts the application out: a limit while it is out, and the way back in when anything fails.
import { Failure, failureOf } from "./failure.js";
import { letIn } from "./let-in.js";
import type { Paused } from "./pooler.js";
import type { Run } from "./run.js";
import { phase } from "./run.js";
import type { Steps } from "./steps.js";

/** When it fails the application is let into the source again; the failure says whether it was. */
export async function orLetIn<Result>(run: Run, steps: Pick<Steps, "unfence">, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    const failure = failureOf(error);
    failure.fenced = !(await letIn(run, failure, steps));
    throw failure;
  }
}

type ShuttingOut = Pick<Steps, "fence" | "drain">;

/** The pooler's clients wait from before the fence; `act` begins when nobody is left in the source. Answers with the seconds from the fence on. */
export async function shutOut<Result>(run: Run, steps: ShuttingOut, act: () => Promise<Result>) {
  const paused = await phase(run, "pause", () => run.context.pooler.pause());
  try {
    return await withinLimit(run, async () => {
      await fenced(run, steps, paused);
      return act();
    });
  } finally {
    await paused.close();
  }
}

async function fenced(run: Run, steps: ShuttingOut, paused: Paused): Promise<void> {
  await phase(run, "fence", () => steps.fence(run));
  await phase(run, "drain", () => steps.drain(run));
  await phase(run, "wait for the pooler", () => paused.settled);
}

/** Ends the run when the application has been shut out for longer than it may be. */
export async function withinLimit<Result>(
  run: Run,
  act: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const { clock } = run.context;
  const began = clock.now();
  const cancel = limit(run);
  try {
    const result = await act();
    return { result, seconds: Math.ceil((clock.now() - began) / 1000) };
  } finally {
    cancel();
  }
}

function limit(run: Run): () => void {
  const { freezeSeconds } = run.order;
  if (freezeSeconds === 0) return () => undefined;
  const message = `the move was not done ${freezeSeconds} s after the application was shut out`;
  return run.context.clock.after(freezeSeconds * 1000, () => run.fail(new Failure("freeze-limit", message)));
}
