// Declares `tenfold cost`.
import { Command, InvalidArgumentError, Option } from "commander";
import type { CostFlags } from "../cost/run-cost.js";
import type { Start } from "./start.js";
import { classFlag, fileFlag, formatFlag } from "./start.js";

export function costCommand(start: Start): Command {
  return new Command("cost")
    .argument("[name]", "WebService on the cluster: what is there now, with the data that it keeps")
    .summary("what a service costs a month: what is paid anyway, what by use, and up to how much")
    .description(
      "Estimates by list prices that come with tenfold; nothing is asked of AWS. Every line, every assumption, and what is not in it.",
    )
    .addOption(fileFlag())
    .addOption(classFlag())
    .addOption(new Option("--all-tiers", "a table of all tiers, for a service with nothing overridden"))
    .addOption(
      new Option("--region <region>", "AWS region instead of the class's; may be repeated")
        .argParser(repeated)
        .default([], "none"),
    )
    .addOption(new Option("--users <number>", "users instead of the tier's number").argParser(count))
    .addOption(new Option("--replicas <number>", "web pods instead of the fewest").argParser(count))
    .addOption(formatFlag())
    .action(
      start(async (session, name: string | undefined, flags: CostFlags) => {
        const { runCost } = await import("../cost/run-cost.js");
        return runCost(session, name, flags);
      }),
    );
}

function repeated(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** `10k` and `5M` as in a tier, or a plain number. */
function count(text: string): number {
  const [, digits, unit = ""] = /^(\d+)([kM]?)$/.exec(text) ?? [];
  const number = Number(digits ?? NaN) * ({ k: 1e3, M: 1e6 }[unit] ?? 1);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("It is a whole number from 1 on, such as 250 or 20k.");
  return number;
}
