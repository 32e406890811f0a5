// Declares `tenfold render`.
import { Command, Option } from "commander";
import type { RenderFlags } from "../render/run-render.js";
import type { Start } from "./start.js";
import { classFlag, fileFlag } from "./start.js";

export function renderCommand(start: Start): Command {
  return new Command("render")
    .summary("the objects that the operator would write")
    .description(
      "Renders a WebService to the Kubernetes and AWS (ACK) objects that the operator has written once everything has settled. The same files give the same bytes. Values that AWS generates are made up and marked; Secrets have no values. To look at, to compare, and for policies; the operator writes the real ones.",
    )
    .addOption(fileFlag())
    .addOption(classFlag())
    .addOption(new Option("-o, --output <format>", "form of the answer").choices(["yaml", "json", "dir"]).default("yaml"))
    .addOption(new Option("--out <folder>", "with -o dir: where to write one file for each object"))
    .action(
      start(async (session, flags: RenderFlags) => {
        const { runRender } = await import("../render/run-render.js");
        return runRender(session, flags);
      }),
    );
}
