// The migration program: reads arguments and environment, runs one command, reports, and ends with a documented exit code.
import "../operator/adapters/needs-node.js";
import type { BootstrapResult } from "./bootstrap.js";
import { bootstrap } from "./bootstrap.js";
import type { Config } from "./config.js";
import { readConfig, USAGE } from "./config.js";
import { Failure, FAILURES, failureOf } from "./failure.js";
import { persist } from "./patience.js";
import type { Reporter } from "./report.js";
import { recordOf, reporter } from "./report.js";
import { sessionsOf } from "./session.js";

const clock = {
  now: () => Date.now(),
  after: (milliseconds: number, act: () => void) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

async function run(config: Config, report: Reporter): Promise<BootstrapResult | Failure> {
  const { server, order } = config;
  const onWait = (message: string, pauseMs: number) =>
    report.line("warn", "waiting for the server", { host: server.host, port: server.port, message, pauseMs });
  try {
    return await persist(() => bootstrap(sessionsOf(server), order), { clock, waitSeconds: config.waitSeconds, onWait });
  } catch (error) {
    return failureOf(error);
  }
}

function readOrFail(args: readonly string[]): Config | Failure {
  try {
    return readConfig(args, process.env);
  } catch (error) {
    return failureOf(error);
  }
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(USAGE);
    return 0;
  }
  const config = readOrFail(args);
  const secrets = config instanceof Failure ? [] : [config.server.password, config.order.verifier];
  const report = reporter(clock.now, secrets);
  const end = config instanceof Failure ? config : await run(config, report);
  const record = recordOf("bootstrap", end);
  report.line(record.outcome === "done" ? "info" : "error", `bootstrap ${record.outcome}`, record);
  report.terminate(record);
  return end instanceof Failure ? FAILURES[end.kind].exitCode : 0;
}

// As the first process of a container it would otherwise not hear the signal.
process.once("SIGTERM", () => process.exit(143));
process.exitCode = await main(process.argv.slice(2));
