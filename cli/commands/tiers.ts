// Declares `tenfold tiers`.
import { Command } from "commander";
import type { FormatFlag, Start } from "./start.js";
import { formatFlag } from "./start.js";

export function tiersCommand(start: Start): Command {
  return new Command("tiers")
    .summary("the ladder: what each number of users gets, and why")
    .description("Lists the nine tiers with what they contain and cost.")
    .addOption(formatFlag())
    .action(
      start(async (session, flags: FormatFlag) => {
        const { runTiers } = await import("../tiers/run-tiers.js");
        return runTiers(session, flags);
      }),
    );
}
