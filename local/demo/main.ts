// Command line of the demo: up, down and status, and keep, which up leaves behind. Exit codes: failure.ts.
import "../../operator/adapters/needs-node.js";
import { parseArgs } from "node:util";
import { down } from "./down.js";
import { DemoFailure, EXIT, type ExitCode } from "./failure.js";
import { keep } from "./keep.js";
import { status } from "./status.js";
import { say } from "./terminal.js";
import { up } from "./up.js";

const USAGE =
  "usage: main.js up [--cluster local|current] [--yes] | down | status      (make demo [CLUSTER=current [YES=1]] | make down)";

async function main(): Promise<void> {
  const { command, cluster, yes } = readArguments();
  switch (command) {
    case "up":
      return up({ cluster, isConsentGiven: yes });
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
  readonly yes: boolean;
};

function readArguments(): Arguments {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { cluster: { type: "string", default: "local" }, yes: { type: "boolean", default: false } },
    });
    const [command, ...rest] = positionals;
    const { cluster, yes } = values;
    const isCommand = command === "up" || command === "down" || command === "status" || command === "keep";
    if (rest.length === 0 && isCommand && (cluster === "local" || cluster === "current")) return { command, cluster, yes };
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
