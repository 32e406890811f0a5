// Declares `tenfold init`.
import { Command, Option } from "commander";
import type { InitFlags } from "../init/run-init.js";
import type { Start } from "./start.js";

export function initCommand(start: Start): Command {
  return new Command("init")
    .summary("write a first WebService, with comments")
    .description(
      "Asks at most five questions, each with a default, and writes a WebService with comments that say what its fields mean and which are the usual next ones. Flags answer questions beforehand; without a terminal they have to.",
    )
    .addOption(new Option("--name <name>", "name of the service"))
    .addOption(new Option("--tier <users>", "number of users: 1, 10, 100, 1k, 10k, 100k, 1M, 5M, 10M"))
    .addOption(new Option("--image <image>", "container image of the web application"))
    .addOption(new Option("--host <name>", "host name; default: none"))
    .addOption(new Option("--class <name>", "WebServiceClass; default: the default one of the cluster"))
    .addOption(new Option("--out <file>", "file to write; default: the standard output"))
    .addOption(new Option("--force", "replace the file if it is there"))
    .action(
      start(async (session, flags: InitFlags) => {
        const { runInit } = await import("../init/run-init.js");
        return runInit(session, flags);
      }),
    );
}
