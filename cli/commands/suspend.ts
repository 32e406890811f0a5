// Declares `tenfold suspend`.
import { Command } from "commander";
import type { Start } from "./start.js";

export function suspendCommand(start: Start): Command {
  return new Command("suspend")
    .argument("<name>", "WebService on the cluster")
    .summary("the operator does nothing for a service until it is resumed")
    .description("Sets spec.suspend: no change, repair, move or backup is made for the service. What runs keeps running.")
    .action(
      start(async (session, name: string) => {
        const { runSuspend } = await import("../status/run-suspend.js");
        return runSuspend(session, name, true);
      }),
    );
}
