// Counts pods all the time, so that a test can say what the least was.
import { setTimeout as sleep } from "node:timers/promises";

export type PodCount = {
  /** From now on. */
  begin(): void;
  /** Throws when nothing was counted. */
  least(): number;
  stop(): Promise<void>;
};

const PAUSE_MS = 50;

export function countPods(look: () => Promise<number | undefined>): PodCount {
  let [isOver, seen] = [false, [] as number[]];
  const counting = (async () => {
    while (!isOver) {
      const now = await look().catch(() => undefined);
      if (now !== undefined) seen.push(now);
      await sleep(PAUSE_MS);
    }
  })();
  return {
    begin: () => {
      seen = [];
    },
    least: () => {
      if (seen.length === 0) throw new Error("nothing was counted");
      return Math.min(...seen);
    },
    stop: async () => {
      isOver = true;
      await counting;
    },
  };
}
