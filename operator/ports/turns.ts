// Port: the turns of the event loop. Whoever has much to do gives it back between two pieces of work, so that everybody else gets a turn: the
// lease, the probes, an edit of somebody who waits.
export type Turns = {
  /** This turn has lasted long enough. */
  isOver(): boolean;
  /** Resolves in a turn to come. */
  next(): Promise<void>;
};
