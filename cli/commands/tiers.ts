// Declares `tenfold tiers`.
import { Command, Option } from "commander";
import type { ExplainFlags } from "../tiers/run-explain.js";
import type { FormatFlag, Start } from "./start.js";
import { formatFlag } from "./start.js";

export function tiersCommand(start: Start): Command {
  return new Command("tiers")
    .summary("the ladder: what each number of users gets, and why")
    .description("Lists the nine tiers with their load, what appears at each, and what it costs.")
    .addOption(formatFlag())
    .action(
      start(async (session, flags: FormatFlag) => {
        const { runTiers } = await import("../tiers/run-tiers.js");
        return runTiers(session, flags);
      }),
    )
    .addCommand(explainCommand(start));
}

function explainCommand(start: Start): Command {
  return new Command("explain")
    .argument("<tier>", "tier to go to: 1, 10, 100, 1k, 10k, 100k, 1M, 5M or 10M")
    .summary("one step of the ladder: what appears, why, what it costs, what the move does")
    .description(
      "Explains a tier against the one below it, for a service with one host and nothing overridden. The move is planned by the operator's own steps.",
    )
    .addOption(new Option("--from <tier>", "tier to come from; default: the one below"))
    .addOption(formatFlag())
    .action(
      start(async (session, ...[tier, , command]: readonly [string, ExplainFlags, Command]) => {
        const { runExplain } = await import("../tiers/run-explain.js");
        // `tiers` has an `-o` of its own, and commander gives it what stands behind `explain` too.
        return runExplain(session, tier, command.optsWithGlobals<ExplainFlags>());
      }),
    );
}
