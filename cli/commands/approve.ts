// Declares `tenfold approve`.
import { Command, Option } from "commander";
import type { ApproveFlags } from "../planning/run-approve.js";
import type { Start } from "./start.js";

type Given = [name: string, plan: string | undefined, flags: ApproveFlags];

export function approveCommand(start: Start): Command {
  return new Command("approve")
    .argument("<name>", "WebService on the cluster")
    .argument("[plan]", "id of the plan that you have looked at: another one is refused")
    .summary("lets the changes begin that wait for an approval")
    .description(
      "Shows the plan that waits, asks, and approves it by its id: an approval never covers a plan that came later. Needs the rights get and patch on webservices, as the role tenfold-edit has them.",
    )
    .addOption(new Option("-y, --yes", "approve what is shown without asking, for scripts"))
    .action(
      start(async (session, ...[name, plan, flags]: Given) => {
        const { runApprove } = await import("../planning/run-approve.js");
        return runApprove(session, { name, plan }, flags);
      }),
    );
}
