// Tries an act again while its failure is one that passes by itself, up to a deadline, with growing pauses.
import type { Clock } from "../operator/ports/clock.js";
import { failureOf, isTransient } from "./failure.js";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export type Patience = {
  readonly clock: Pick<Clock, "now" | "after">;
  readonly waitSeconds: number;
  /** Told before each pause. */
  readonly onWait: (message: string, pauseMs: number) => void;
};

/** Throws a {@link Failure}. The act must be safe to repeat. */
export async function persist<Result>(act: () => Promise<Result>, patience: Patience): Promise<Result> {
  const deadline = patience.clock.now() + patience.waitSeconds * 1000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return await act();
    } catch (error) {
      const failure = failureOf(error);
      if (!isTransient(error) || patience.clock.now() + pause > deadline) throw failure;
      patience.onWait(failure.message, pause);
    }
    await new Promise<void>((resolve) => void patience.clock.after(pause, resolve));
  }
}
