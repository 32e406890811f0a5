// Watches over pauses: how long one has lasted, and whether it was forgotten. Pure.

export type Pause = { readonly since: number | undefined; readonly isForgotten: boolean };

export function pauseNow(
  isPaused: boolean,
  last: Pause,
  { now, limitMs }: { readonly now: number; readonly limitMs: number },
): Pause {
  if (!isPaused) return { since: undefined, isForgotten: false };
  const since = last.since ?? now;
  return { since, isForgotten: now - since >= limitMs };
}
