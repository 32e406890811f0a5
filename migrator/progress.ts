// Says, while a phase lasts, how far it is. What is counted is asked beside the work: a question that fails or does not end costs the
// work nothing, and leaves out what it would have told.
import type { Amounts, Moment, RunPhase } from "../domain/api/move-progress.js";
import { paceOf } from "../domain/api/move-progress.js";
import type { Clock } from "../operator/ports/clock.js";
import type { Say } from "./report.js";

/** How far one phase is. */
export type Gauge = {
  look(): Promise<Amounts>;
  /** When the phase has ended well: there is nothing left of it. */
  whole(): Amounts;
};
export type Watched = { readonly name: RunPhase; readonly gauge?: Gauge };
export type Progress = {
  /** Ended well. */
  done(): void;
  cancel(): void;
};

type Place = { readonly clock: Pick<Clock, "now" | "after">; readonly say: Say };

const SAY_MS = 5_000;
/** A rate follows from the last minute: what was quick at first may be slow now. */
const MOMENTS = 12;

export function sayProgress({ clock, say }: Place, { name, gauge }: Watched): Progress {
  const began = clock.now();
  const moments: Moment[] = [];
  const state = { isAsking: false, isOver: false, cancel: (): void => undefined };
  const tell = (figures: object): void => {
    say("info", "progress", { phase: name, seconds: Math.max(0, Math.round((clock.now() - began) / 1000)), ...figures });
  };
  const look = async (): Promise<void> => {
    if (gauge === undefined || state.isAsking) return;
    state.isAsking = true;
    try {
      const amounts = await gauge.look();
      moments.push({ atMs: clock.now(), amounts });
      if (moments.length > MOMENTS) moments.shift();
    } catch {
      // Nobody is told: who looks on sees that the figures are missing, and the work has nothing to do with it.
    } finally {
      state.isAsking = false;
    }
  };
  const tick = (): void => {
    state.cancel = clock.after(SAY_MS, () => {
      if (state.isOver) return;
      tell({ ...moments.at(-1)?.amounts, ...paceOf(moments) });
      void look();
      tick();
    });
  };
  const end = (): void => {
    state.isOver = true;
    state.cancel();
  };
  void look();
  tick();
  return {
    done: () => {
      end();
      if (gauge !== undefined) tell(gauge.whole());
    },
    cancel: end,
  };
}
