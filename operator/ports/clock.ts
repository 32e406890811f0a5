// Port: time and chance. Nothing outside adapters and main asks the machine for either.
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `act` once after `milliseconds`; the returned function cancels it. */
  after(milliseconds: number, act: () => void): () => void;
  /** Uniform in [0, 1): for jitter only, never for secrets. */
  random(): number;
};
