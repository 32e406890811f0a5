// `tenfold tiers`: the ladder as a table.
import { TIERS, usersOf } from "../../domain/api/tier.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import type { FormatFlag } from "../commands/start.js";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { table } from "../terminal/table.js";
import { dollars } from "../terminal/words.js";
import { sampleBlueprint } from "./sample.js";

export function runTiers({ terminal }: Session, { output }: FormatFlag): Promise<ExitCode> {
  const tiers = TIERS.map((tier) => ({
    tier,
    users: usersOf(tier),
    monthlyUSD: estimateCost(sampleBlueprint(tier))?.monthlyUSD,
  }));
  if (output === "text") {
    const rows = tiers.map(({ tier, users, monthlyUSD }) => [
      tier,
      users.toLocaleString("en-US"),
      monthlyUSD === undefined ? "" : dollars(monthlyUSD),
    ]);
    terminal.out(table([["TIER", "USERS", "$/MONTH"], ...rows], [1, 2]));
  } else terminal.out(inFormat({ tiers }, output));
  return Promise.resolve(EXIT.done);
}
