// Flags of `tenfold status`.
import type { FormatFlag } from "../commands/start.js";

export type StatusFlags = FormatFlag & {
  readonly watch?: boolean;
  readonly for?: "ready" | "deleted";
  /** Milliseconds. */
  readonly timeout?: number;
};
