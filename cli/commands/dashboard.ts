// Declares `tenfold dashboard`.
import { Command, InvalidArgumentError, Option } from "commander";
import type { DashboardFlags } from "../dashboard/run-dashboard.js";
import type { Start } from "./start.js";

export function dashboardCommand(start: Start): Command {
  return new Command("dashboard")
    .summary("a page in your browser: pictures, plans, trees, cost and events, live")
    .description(
      "Serves one page on this machine alone, and prints its link. It shows the services that you may read, as they are now; -A: of all namespaces.",
    )
    .addOption(
      new Option("--port <number>", "port on 127.0.0.1; default: a free one").argParser(portNumber).default(0, "a free one"),
    )
    .addOption(new Option("--allow-changes", "approve, suspend and resume on the page; without it the page only shows"))
    .addOption(new Option("--open", "open the link in your browser"))
    .addOption(new Option("--no-open", "only print the link, which is the default"))
    .action(
      start(async (session, flags: DashboardFlags) => {
        const { runDashboard } = await import("../dashboard/run-dashboard.js");
        return runDashboard(session, flags);
      }),
    );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^[0-9]+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Give a number from 1 to 65535, or 0 for a free one.");
}
