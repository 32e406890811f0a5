// What stands in the way, as one closed type. Every problem says what to do.
import type { Part, Reason } from "../api/status.js";

export type Problem = {
  readonly reason: Reason;
  readonly message: string;
  readonly part?: Part;
  /** Nothing goes on until somebody acts. */
  readonly stalls: boolean;
};
