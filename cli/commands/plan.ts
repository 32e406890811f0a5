// Declares `tenfold plan`.
import { Command } from "commander";
import type { PlanFlags } from "../planning/run-plan.js";
import type { Start } from "./start.js";
import { classFlag, fileFlag, formatFlag } from "./start.js";

export function planCommand(start: Start): Command {
  return new Command("plan")
    .argument("[name]", "WebService on the cluster")
    .summary("what would change, how it disturbs, what it costs, and what it waits for")
    .description(
      "Shows what the operator would do, by the operator's own steps. Exit code 0: nothing to change, 2: something, 1: it cannot be told.",
    )
    .addOption(fileFlag())
    .addOption(classFlag())
    .addOption(formatFlag())
    .action(
      start(async (session, name: string | undefined, flags: PlanFlags) => {
        const { runPlan } = await import("../planning/run-plan.js");
        return runPlan(session, name, flags);
      }),
    );
}
