// Tries again what depends on others, until it succeeds or nobody wants it any more.
import type { Clock } from "../../operator/ports/clock.js";
import type { Log } from "../../operator/ports/log.js";

const PAUSE_MS = 500;
const MOST_MS = 8_000;

export type Insisting = { readonly clock: Clock; readonly log: Log; readonly isWanted: () => boolean };

export async function insist(what: string, { clock, log, isWanted }: Insisting, act: () => Promise<void>): Promise<void> {
  for (let pause = PAUSE_MS; isWanted(); pause = Math.min(MOST_MS, 2 * pause)) {
    const trouble = await act().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (trouble === undefined) return;
    log.warn(`${what}: trying again`, { error: trouble });
    await new Promise<void>((resolve) => clock.after(pause, resolve));
  }
}
