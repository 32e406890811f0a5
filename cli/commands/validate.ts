// Declares `tenfold validate`.
import { Command, Option } from "commander";
import type { ValidateFlags } from "../validate/run-validate.js";
import type { Start } from "./start.js";
import { classFlag, fileFlag, formatFlag } from "./start.js";

export function validateCommand(start: Start): Command {
  return new Command("validate")
    .summary("everything that is wrong with a file, with line, field and remedy")
    .description(
      "Judges WebServices and WebServiceClasses by the definitions' own schema and rules, as an API server does with strict validation, and says what the operator would object to. Needs no cluster, unless it is told to look into one. Exit code 0: valid, 1: not.",
    )
    .addOption(fileFlag())
    .addOption(classFlag())
    .addOption(new Option("--against <path>", "file with the objects as they are now: what may not change is looked at as well"))
    .addOption(new Option("--live", "compare with the objects of the cluster, and use its classes"))
    .addOption(formatFlag())
    .action(
      start(async (session, flags: ValidateFlags) => {
        const { runValidate } = await import("../validate/run-validate.js");
        return runValidate(session, flags);
      }),
    );
}
