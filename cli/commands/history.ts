// Declares `tenfold history`.
import { Command } from "commander";
import type { FormatFlag, Start } from "./start.js";
import { formatFlag } from "./start.js";

export function historyCommand(start: Start): Command {
  return new Command("history")
    .argument("<name>", "WebService on the cluster")
    .summary("tiers, moves, conditions and events of a service, in the order of time")
    .description("Shows what the cluster remembers of a service. Events are kept for an hour on most clusters.")
    .addOption(formatFlag())
    .action(
      start(async (session, name: string, flags: FormatFlag) => {
        const { runHistory } = await import("../status/run-history.js");
        return runHistory(session, name, flags);
      }),
    );
}
