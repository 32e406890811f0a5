// Environment and arguments → one Config. Every default is here; messages name variables, never their values.
import { parseArgs } from "node:util";
import { Failure } from "./failure.js";

export type Tls = { readonly mode: "disable" | "require" | "verify-full"; readonly caFile?: string };

export type Server = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly tls: Tls;
};

/** What bootstrap is to make. */
export type BootstrapOrder = {
  /** Database that exists already and that the master connects to. */
  readonly masterDatabase: string;
  readonly role: string;
  /** SCRAM-SHA-256 verifier in PostgreSQL's text form: the password itself never comes here. */
  readonly verifier: string;
  readonly database: string;
};

export type Config = {
  readonly command: "bootstrap";
  readonly server: Server;
  readonly order: BootstrapOrder;
  readonly waitSeconds: number;
};

export const USAGE = `usage: migrator bootstrap [--wait-seconds N]

Makes the application's role and database with the master's credentials. Safe to run again at any time.

  MASTER_HOST, MASTER_PORT (5432), MASTER_USER, MASTER_PASSWORD, MASTER_DATABASE (postgres)
  MASTER_TLS       disable, require, or verify-full (default)
  MASTER_CA_FILE   certificates for verify-full; default: those of Node
  APP_ROLE, APP_DATABASE
  APP_VERIFIER     SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey

  --wait-seconds   how long to wait for the server (default 300)

exit codes: 0 done, 1 unexpected, 2 usage, 3 unreachable, 4 login refused, 5 TLS, 6 role or database is
somebody else's, 7 the master may not, 8 fenced by a move
`;

type Environment = Readonly<Record<string, string | undefined>>;

const VERIFIER = /^SCRAM-SHA-256\$[1-9][0-9]*:[A-Za-z0-9+/]+={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/;
const MAX_IDENTIFIER_BYTES = 63; // PostgreSQL cuts longer names silently

export function readConfig(args: readonly string[], env: Environment): Config {
  return {
    command: "bootstrap",
    waitSeconds: readArguments(args),
    server: {
      host: required(env, "MASTER_HOST"),
      port: whole(env.MASTER_PORT ?? "5432", "MASTER_PORT", 65_535),
      user: required(env, "MASTER_USER"),
      password: required(env, "MASTER_PASSWORD"),
      tls: tls(env),
    },
    order: {
      masterDatabase: env.MASTER_DATABASE ?? "postgres",
      role: identifier(env, "APP_ROLE"),
      verifier: verifier(env),
      database: identifier(env, "APP_DATABASE"),
    },
  };
}

function readArguments(args: readonly string[]): number {
  const { values, positionals } = parsed(args);
  if (positionals.length !== 1 || positionals[0] !== "bootstrap") {
    throw new Failure("usage", `expected the command bootstrap, not "${positionals.join(" ")}"`);
  }
  return whole(values["wait-seconds"] ?? "300", "--wait-seconds", 86_400);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { "wait-seconds": { type: "string" } }, allowPositionals: true });
  } catch (error) {
    throw new Failure("usage", error instanceof Error ? error.message : String(error));
  }
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Failure("usage", `${name} is not set`);
  return value;
}

function whole(text: string, name: string, max: number): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value > max) throw new Failure("usage", `${name} must be a whole number up to ${max}`);
  return value;
}

function identifier(env: Environment, name: string): string {
  const value = required(env, name);
  if (Buffer.byteLength(value) > MAX_IDENTIFIER_BYTES) {
    throw new Failure("usage", `${name} is longer than ${MAX_IDENTIFIER_BYTES} bytes`);
  }
  return value;
}

function verifier(env: Environment): string {
  const value = required(env, "APP_VERIFIER");
  if (!VERIFIER.test(value)) throw new Failure("usage", "APP_VERIFIER is not a SCRAM-SHA-256 verifier");
  return value;
}

function tls(env: Environment): Tls {
  const mode = env.MASTER_TLS ?? "verify-full";
  if (mode !== "disable" && mode !== "require" && mode !== "verify-full") {
    throw new Failure("usage", "MASTER_TLS must be disable, require or verify-full");
  }
  return { mode, caFile: env.MASTER_CA_FILE === "" ? undefined : env.MASTER_CA_FILE };
}
