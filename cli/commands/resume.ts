// Declares `tenfold resume`.
import { Command } from "commander";
import type { Start } from "./start.js";

export function resumeCommand(start: Start): Command {
  return new Command("resume")
    .argument("<name>", "WebService on the cluster")
    .summary("the operator takes care of a suspended service again")
    .description("Takes spec.suspend back: what has changed meanwhile is put in order.")
    .action(
      start(async (session, name: string) => {
        const { runSuspend } = await import("../status/run-suspend.js");
        return runSuspend(session, name, false);
      }),
    );
}
