// Command line of the demo: up, down and status, and keep, which up leaves behind. Exit codes: failure.ts.
import "../../operator/adapters/needs-node.js";
import { parseArgs } from "node:util";
import { down } from "./down.js";
import { DemoFailure, EXIT, type ExitCode } from "./failure.js";
import { keep } from "./keep.js";
import type { ExampleName } from "./places.js";
import { status } from "./status.js";
import { say } from "./terminal.js";
import { up } from "./up.js";

const USAGE =
  "usage: main.js up [--cluster local|current] [--examples ladder|stories] [--yes] | down | status      (make demo [EXAMPLES=stories] [CLUSTER=current [YES=1]] | make down)";

async function main(): Promise<void> {
  const { command, cluster, examples, yes } = readArguments();
  switch (command) {
    case "up":
      return up({ cluster, examples, isConsentGiven: yes });
    case "down":
      return down();
    case "status":
      process.exitCode = await status();
      return;
    case "keep":
      return keep(cluster);
  }
}

type Arguments = {
  readonly command: "up" | "down" | "status" | "keep";
  readonly cluster: "local" | "current";
  readonly examples: ExampleName;
  readonly yes: boolean;
};

function readArguments(): Arguments {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        cluster: { type: "string", default: "local" },
        examples: { type: "string", default: "ladder" },
        yes: { type: "boolean", default: false },
      },
    });
    const [command, ...rest] = positionals;
    const { cluster, examples, yes } = values;
    const isCommand = command === "up" || command === "down" || command === "status" || command === "keep";
    const isCluster = cluster === "local" || cluster === "current";
    const isExamples = examples === "ladder" || examples === "stories";
    if (rest.length === 0 && isCommand && isCluster && isExamples) return { command, cluster, examples, yes };
  } catch {
    // parseArgs throws for what it does not know: the usage says it better.
  }
  throw new DemoFailure(EXIT.usage, USAGE);
}

function exitCodeFor(error: unknown): ExitCode {
  if (!(error instanceof DemoFailure)) {
    say(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.unexpected;
  }
  say(`\n${error.message}`);
  if (error.remedy !== undefined) say(error.remedy);
  return error.exitCode;
}

process.once("SIGINT", () => {
  say('\nInterrupted. What was started goes on running: "make demo" goes on from here, "make down" stops it.');
  process.exit(EXIT.interrupted);
});
main().catch((error: unknown) => {
  process.exitCode = exitCodeFor(error);
});
