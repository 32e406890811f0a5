// How long a move waits where only time tells.
export type MovePace = {
  /** What is left of a move that somebody can connect to is stopped so long after the switch. */
  readonly observedSeconds: number;
  /** What was in the way may have been put right meanwhile. After an attempt that was given up, doubled with each. */
  readonly againSeconds: number;
};

export const MOVE_PACE: MovePace = { observedSeconds: 600, againSeconds: 900 };
