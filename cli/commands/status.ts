// Declares `tenfold status`.
import { Command, InvalidArgumentError, Option } from "commander";
import type { StatusFlags } from "../status/flags.js";
import type { Start } from "./start.js";
import { formatFlag } from "./start.js";

export function statusCommand(start: Start): Command {
  return new Command("status")
    .argument("[name]", "WebService; left out: all of the namespace, or with -A of the cluster")
    .summary("how services are: a table, or the tree of one with its parts, children and pods")
    .description(
      "Shows what is there, what it costs, what it waits for and what to do about it. It needs to read WebServices; what else may not be read is named.",
    )
    .addOption(formatFlag())
    .option("-w, --watch", "follow it: redrawn in place on a terminal, a line for each change elsewhere")
    .addOption(new Option("--for <state>", "follow it until it is so, then end with exit code 0").choices(["ready", "deleted"]))
    .addOption(new Option("--timeout <time>", "give up after so long, with exit code 1: 90s, 10m, 1h30m").argParser(milliseconds))
    .action(
      start(async (session, name: string | undefined, flags: StatusFlags) => {
        const { runStatus } = await import("../status/run-status.js");
        return runStatus(session, name, flags);
      }),
    );
}

/** Milliseconds. */
function milliseconds(text: string): number {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (parts === null || text === "") throw new InvalidArgumentError("write it like 90s, 10m or 1h30m");
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part: string | undefined) => Number(part ?? 0));
  return (hours * 3600 + minutes * 60 + seconds) * 1000;
}
