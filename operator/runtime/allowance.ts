// A bucket of permissions that fills up with time: so many at once, then so many a second.
import type { Clock } from "../ports/clock.js";

export type Rate = { readonly burst: number; readonly perSecond: number };

/** Each true uses up one permission. */
export function createAllowance(clock: Pick<Clock, "now">, { burst, perSecond }: Rate): () => boolean {
  let permissions = burst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    permissions = Math.min(burst, permissions + (Math.max(0, now - filledAt) / 1000) * perSecond);
    filledAt = now;
    if (permissions < 1) return false;
    permissions -= 1;
    return true;
  };
}
