// Environment and arguments → one Config. Every default is here; messages name variables, never their values.
import { parseArgs } from "node:util";
import type { Environment, Server } from "./environment.js";
import { identifier, required, serverIn, tls, verifier, whole } from "./environment.js";
import { Failure } from "./failure.js";
import type { PoolerTarget } from "./pooler.js";
import type { Attempt, BootstrapOrder, MoveOrder, PoolerAccess } from "./order.js";

export type { Server, Tls } from "./environment.js";
export type { BootstrapOrder } from "./order.js";

/** Of a command of a move: what its record begins and ends with. */
export type Papers = { readonly job: string; readonly signingKeyFile: string };
export type MoveCommand = "rehearse" | "move" | "undo" | "catch-up" | "verify";
export type Config = { readonly waitSeconds: number } & (
  | { readonly command: "bootstrap"; readonly server: Server; readonly order: BootstrapOrder }
  | { readonly command: MoveCommand; readonly order: MoveOrder; readonly papers: Papers }
  | { readonly command: "resume"; readonly order: ResumeOrder; readonly papers: Papers }
);
export type ResumeOrder = Attempt & { readonly to: PoolerTarget; readonly pooler?: PoolerAccess };
export type Command = Config["command"];

const COMMANDS: readonly Command[] = ["bootstrap", "rehearse", "move", "catch-up", "verify", "undo", "resume"];
const MAX_JOBS = 64;
const LONGEST_SECONDS = 7 * 86_400;

export function readConfig(args: readonly string[], env: Environment): Config {
  const { command, waitSeconds } = readArguments(args);
  switch (command) {
    case "bootstrap":
      return { command, waitSeconds, server: serverIn(env, "MASTER"), order: bootstrapOrder(env) };
    case "resume":
      return {
        command,
        waitSeconds,
        order: { ...attempt(env), to: poolerTarget(env), pooler: pooler(env) },
        papers: papers(env),
      };
    default:
      return { command, waitSeconds, order: moveOrder(env), papers: papers(env) };
  }
}

function readArguments(args: readonly string[]): { readonly command: Command; readonly waitSeconds: number } {
  const { values, positionals } = parsed(args);
  const command = COMMANDS.find((known) => known === positionals[0]);
  if (positionals.length !== 1 || command === undefined) {
    throw new Failure("usage", `expected one command of ${COMMANDS.join(", ")}, not "${positionals.join(" ")}"`);
  }
  return { command, waitSeconds: whole(values["wait-seconds"] ?? "300", "--wait-seconds", 86_400) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { "wait-seconds": { type: "string" } }, allowPositionals: true });
  } catch (error) {
    throw new Failure("usage", error instanceof Error ? error.message : String(error));
  }
}

function bootstrapOrder(env: Environment): BootstrapOrder {
  return {
    masterDatabase: env.MASTER_DATABASE ?? "postgres",
    role: identifier(env, "APP_ROLE"),
    verifier: verifier(env),
    database: identifier(env, "APP_DATABASE"),
  };
}

function moveOrder(env: Environment): MoveOrder {
  return {
    ...bootstrapOrder(env),
    ...attempt(env),
    source: serverIn(env, "SOURCE"),
    target: serverIn(env, "TARGET"),
    password: required(env, "APP_PASSWORD"),
    freezeSeconds: whole(env.FREEZE_SECONDS ?? "0", "FREEZE_SECONDS", LONGEST_SECONDS),
    workFolder: required(env, "WORK_FOLDER"),
    copyJobs: copyJobs(env),
    programFolder: env.PG_BIN === "" ? undefined : env.PG_BIN,
    pooler: pooler(env),
    by: movesBy(env),
  };
}

function movesBy(env: Environment): MoveOrder["by"] {
  const by = env.MOVE_BY ?? "copy";
  if (by !== "copy" && by !== "replica") throw new Failure("usage", "MOVE_BY must be copy or replica");
  return by;
}

function copyJobs(env: Environment): number {
  const jobs = whole(env.COPY_JOBS ?? "4", "COPY_JOBS", MAX_JOBS);
  if (jobs === 0) throw new Failure("usage", "COPY_JOBS must be at least 1");
  return jobs;
}

function attempt(env: Environment): Attempt {
  const move = required(env, "MOVE_ID");
  if (!/^[0-9a-f]{12}$/.test(move)) throw new Failure("usage", "MOVE_ID must be 12 hexadecimal digits");
  const number = whole(required(env, "MOVE_ATTEMPT"), "MOVE_ATTEMPT", 1_000_000);
  if (number === 0) throw new Failure("usage", "MOVE_ATTEMPT must be at least 1");
  return { move, attempt: number };
}

function papers(env: Environment): Papers {
  return { job: required(env, "JOB_NAME"), signingKeyFile: required(env, "SIGNING_KEY_FILE") };
}

function poolerTarget(env: Environment): PoolerTarget {
  return {
    database: identifier(env, "APP_DATABASE"),
    host: required(env, "TARGET_HOST"),
    port: whole(env.TARGET_PORT ?? "5432", "TARGET_PORT", 65_535),
    tls: tls(env, "TARGET").mode,
  };
}

function pooler(env: Environment): PoolerAccess | undefined {
  if (env.POOLER_HOSTS === undefined || env.POOLER_HOSTS === "") return undefined;
  return {
    hosts: env.POOLER_HOSTS,
    port: whole(env.POOLER_PORT ?? "6432", "POOLER_PORT", 65_535),
    leadPort: whole(env.POOLER_LEAD_PORT ?? "6434", "POOLER_LEAD_PORT", 65_535),
    user: required(env, "POOLER_ADMIN_USER"),
    password: required(env, "POOLER_ADMIN_PASSWORD"),
  };
}

/** Everything in a Config that nobody may ever read in an output. */
export function secretsIn(config: Config): readonly string[] {
  switch (config.command) {
    case "bootstrap":
      return [config.server.password, config.order.verifier];
    case "resume":
      return poolerSecrets(config.order);
    default: {
      const { source, target, password, verifier: kept } = config.order;
      return [source.password, target.password, password, kept, ...poolerSecrets(config.order)];
    }
  }
}

function poolerSecrets({ pooler: access }: { readonly pooler?: PoolerAccess }): readonly string[] {
  return access === undefined ? [] : [access.password];
}
