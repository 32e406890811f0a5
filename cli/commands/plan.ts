// Declares `tenfold plan`.
import { Command, Option } from "commander";
import type { PlanFlags } from "../planning/run-plan.js";
import type { Start } from "./start.js";
import { fileFlag, formatFlag } from "./start.js";

export function planCommand(start: Start): Command {
  return new Command("plan")
    .argument("[name]", "WebService on the cluster: what the operator would do with it as it stands")
    .summary("what would change, how it disturbs, what it costs, and what it waits for")
    .description(
      "Shows what the operator would do, by the operator's own steps. With -f: if the file were applied, against what the cluster of your kubeconfig has, or from nothing where no kubeconfig names one. Exit code 0: nothing to change, 2: something, 1: it cannot be told, or the operator would refuse it.",
    )
    .addOption(fileFlag())
    .addOption(
      new Option(
        "--class <file>",
        "with -f: file with the WebServiceClass; default: that of the cluster, one in the files, else a sample",
      ),
    )
    .addOption(new Option("--offline", "with -f: look at no cluster, plan from nothing"))
    .addOption(
      new Option(
        "--observed <path>",
        "look at no cluster; what stands is in these files: kubectl get … --show-managed-fields -o yaml",
      ),
    )
    .addOption(new Option("--diff", "what changes within each object that is written now"))
    .addOption(formatFlag())
    .action(
      start(async (session, name: string | undefined, flags: PlanFlags) => {
        const { runPlan } = await import("../planning/run-plan.js");
        return runPlan(session, name, flags);
      }),
    );
}
