// `tenfold tiers`: the ladder as a table.
import type { FormatFlag } from "../commands/start.js";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { ladderRows, ladderTable } from "./ladder-rows.js";

export function runTiers({ terminal }: Session, { output }: FormatFlag): Promise<ExitCode> {
  const tiers = ladderRows();
  terminal.out(output === "text" ? ladderTable(tiers, terminal.paint) : inFormat({ tiers }, output));
  return Promise.resolve(EXIT.done);
}
