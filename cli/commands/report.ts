// Declares `tenfold report`.
import { Command, Option } from "commander";
import type { ReportFlags } from "../report/run-report.js";
import type { Start } from "./start.js";

export function reportCommand(start: Start): Command {
  return new Command("report")
    .argument("<name>", "WebService on the cluster")
    .summary("a redacted bundle of a service for a bug report")
    .description(
      "Gathers service, class, children, pods, events and the end of the operator's log. Secrets are never read; values of variables, accounts, addresses and host names are replaced. Read it through before you send it.",
    )
    .addOption(new Option("-o, --output <format>", "form of the report").choices(["yaml", "json", "dir"]).default("yaml"))
    .option("--to <folder>", "of -o dir: folder to make; default: tenfold-report-NAME")
    .option(
      "--operator-namespace <name>",
      "where the operator lives; default: where its Deployment is found, else tenfold-system",
    )
    .action(
      start(async (session, name: string, flags: ReportFlags) => {
        const { runReport } = await import("../report/run-report.js");
        return runReport(session, name, flags);
      }),
    );
}
