// Declares `tenfold check`.
import { Command } from "commander";
import type { CheckFlags } from "../check/flags.js";
import type { Start } from "./start.js";
import { classFlag, fileFlag, formatFlag } from "./start.js";

export function checkCommand(start: Start): Command {
  return new Command("check")
    .argument("[name]", "WebService on the cluster; left out, and without -f: the cluster itself")
    .summary("whether the cluster has what services need; with NAME or -f: a service against the eleven commandments")
    .description(
      "Without NAME: versions, definitions, controllers, classes, the operator, your rights; exit code 1 where something failed. " +
        "With NAME or -f FILE: which of the eleven commandments of a service for ten million users it keeps, and from which tier or by which field it would keep the others.",
    )
    .addOption(fileFlag())
    .addOption(classFlag())
    .addOption(formatFlag())
    .option("--strict", "of a service: exit code 1 where a commandment is not kept")
    .option(
      "--operator-namespace <name>",
      "of the cluster: where the operator lives; default: where its Deployment is found, else tenfold-system",
    )
    .action(
      start(async (session, name: string | undefined, flags: CheckFlags) => {
        const { runCheck } = await import("../check/run-check.js");
        return runCheck(session, name, flags);
      }),
    );
}
