// Declares `tenfold diagram`.
import { Command, Option } from "commander";
import type { DiagramFlags } from "../diagram/run-diagram.js";
import type { Start } from "./start.js";
import { classFlag, fileFlag } from "./start.js";

export function diagramCommand(start: Start): Command {
  return new Command("diagram")
    .argument("[name]", "WebService on the cluster, or one of those in the files")
    .summary("the architecture as a picture: SVG, Mermaid, DOT or text")
    .description(
      "Draws what a service is made of, by rows and zones. Of a service on the cluster what is still to come stands out; with --tier what the other tier adds; with --compare what the second has that the first has not.",
    )
    .addOption(fileFlag())
    .addOption(classFlag())
    .addOption(new Option("--tier <tier>", "draw it at this tier; without a service: the sample service"))
    .addOption(new Option("--compare <from-and-to...>", "two tiers, or two files: draws the second, with what is new in it"))
    .addOption(
      new Option("-o, --output <format>", "default: text at a terminal, else svg; or as the ending of --out says").choices([
        "svg",
        "mermaid",
        "dot",
        "ascii",
      ]),
    )
    .addOption(new Option("--out <file>", "write it to this file"))
    .addOption(new Option("--ascii-only", "text without box characters; at most 100 columns, like all text"))
    .action(
      start(async (session, name: string | undefined, flags: DiagramFlags) => {
        const { runDiagram } = await import("../diagram/run-diagram.js");
        return runDiagram(session, name, flags);
      }),
    );
}
