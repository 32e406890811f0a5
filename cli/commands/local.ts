// Declares `tenfold local`.
import { Argument, Command } from "commander";
import type { Action } from "../local/run-local.js";
import type { Start } from "./start.js";

export function localCommand(start: Start): Command {
  return new Command("local")
    .addArgument(
      new Argument("<action>", "up: start and fill it; down: stop it and keep its data; status: what runs").choices([
        "up",
        "down",
        "status",
      ]),
    )
    .option("--checkout <folder>", "checkout of Tenfold, or a folder in it", ".")
    .summary("the local control plane of a checkout: up, down, status")
    .description(
      "Runs the local control plane of a checkout of Tenfold, as its `make demo` and `make down` do: a real API server, the operator, a stand-in of AWS, and nine services. Its kubeconfig is .local/kubeconfig.",
    )
    .action(
      start(async (session, action: Action, { checkout }: { readonly checkout: string }) => {
        const { runLocal } = await import("../local/run-local.js");
        return runLocal(session, action, checkout);
      }),
    );
}
