// The migration program: reads arguments and environment, runs one command, reports, and ends with a documented exit code.
import "../operator/adapters/needs-node.js";
import { bootstrap } from "./bootstrap.js";
import { catchUp } from "./catch-up.js";
import type { Config } from "./config.js";
import { readConfig, secretsIn } from "./config.js";
import { Failure, FAILURES, failureOf } from "./failure.js";
import { move } from "./move.js";
import { NO_POOLER, poolerAt } from "./pooler.js";
import type { Result, Who } from "./record.js";
import { readSigningKey } from "./record.js";
import { rehearse } from "./rehearse.js";
import { rehearseReplica } from "./rehearse-replica.js";
import type { Reporter } from "./report.js";
import { recordOf, reporter } from "./report.js";
import { resume } from "./resume.js";
import type { Context } from "./run.js";
import { patiently } from "./run.js";
import { sessionsOf } from "./session.js";
import { undo } from "./undo.js";
import { USAGE } from "./usage.js";
import { verifyPromoted } from "./verify-promoted.js";

const TERMINATED = 143;

const clock = {
  now: () => Date.now(),
  after: (milliseconds: number, act: () => void) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

const STOPPED_IN_ORDER: ReadonlySet<Config["command"]> = new Set(["move", "rehearse", "catch-up", "verify"]);

/** As the first process of a container it would otherwise not hear the signal. What has fenced must unfence first. */
function stopOnSignal(config: Config): AbortSignal {
  const stop = new AbortController();
  const isAtWork = STOPPED_IN_ORDER.has(config.command);
  process.once("SIGTERM", () => {
    if (!isAtWork) process.exit(TERMINATED);
    stop.abort(new Failure("stopped", "the program was told to stop"));
  });
  return stop.signal;
}

async function carryOut(config: Config, context: Context): Promise<Result> {
  switch (config.command) {
    case "bootstrap": {
      const { server, order } = config;
      return patiently(server, context, () => bootstrap(sessionsOf(server), order));
    }
    case "rehearse":
      return config.order.by === "replica" ? rehearseReplica(config.order, context) : rehearse(config.order, context);
    case "move":
      return move(config.order, context);
    case "catch-up":
      return catchUp(config.order, context);
    case "verify":
      return verifyPromoted(config.order, context);
    case "undo":
      return undo(config.order, context);
    case "resume":
      return resume(config.order, context);
  }
}

function contextOf(config: Config, report: Reporter): Context {
  const access = config.command === "bootstrap" ? undefined : config.order.pooler;
  return {
    clock,
    say: report.line,
    waitSeconds: config.waitSeconds,
    stop: stopOnSignal(config),
    path: process.env.PATH ?? "",
    pooler: access === undefined ? NO_POOLER : poolerAt(access),
  };
}

type Start = { readonly config: Config; readonly who?: Who; readonly signingKey?: string };

function start(args: readonly string[]): Start | Failure {
  try {
    const config = readConfig(args, process.env);
    if (config.command === "bootstrap") return { config };
    const { order, papers } = config;
    return {
      config,
      who: { job: papers.job, move: order.move, attempt: order.attempt },
      signingKey: readSigningKey(papers.signingKeyFile),
    };
  } catch (error) {
    return failureOf(error);
  }
}

/** An environment that cannot be read as a whole may still say who asks, so that the answer finds its way. */
function whoAsks(): Pick<Start, "who" | "signingKey"> {
  const { MOVE_ID: id, MOVE_ATTEMPT: attempt, JOB_NAME: job, SIGNING_KEY_FILE: keyFile } = process.env;
  if (id === undefined || job === undefined || keyFile === undefined) return {};
  try {
    return { who: { job, move: id, attempt: Number(attempt) }, signingKey: readSigningKey(keyFile) };
  } catch {
    return {};
  }
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(USAGE);
    return 0;
  }
  const begun = start(args);
  const isStarted = !(begun instanceof Failure);
  const report = reporter(clock.now, isStarted ? secretsIn(begun.config) : [], process.env.TERMINATION_LOG);
  const end = isStarted ? await carryOut(begun.config, contextOf(begun.config, report)).catch(failureOf) : begun;
  const { who, signingKey } = isStarted ? begun : whoAsks();
  report.terminate(recordOf(isStarted ? begun.config.command : (args[0] ?? "nothing"), end, who), signingKey);
  return end instanceof Failure ? FAILURES[end.kind].exitCode : 0;
}

const exitCode = await main(process.argv.slice(2));
// Sockets of a server that does not answer would keep the process.
process.exit(exitCode);
