// How variables are read: each reader names the variable in its message, never the value.
import { Failure } from "./failure.js";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Tls = {
  readonly mode: "disable" | "require" | "verify-full";
  readonly caFile?: string;
  /** The variable that named the file, where it is not that of bootstrap. */
  readonly caVariable?: string;
};

export type Server = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly tls: Tls;
};

const VERIFIER = /^SCRAM-SHA-256\$[1-9][0-9]*:[A-Za-z0-9+/]+={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/;
const MAX_IDENTIFIER_BYTES = 63; // PostgreSQL cuts longer names silently

export function serverIn(env: Environment, prefix: "MASTER" | "SOURCE" | "TARGET"): Server {
  return {
    host: required(env, `${prefix}_HOST`),
    port: whole(env[`${prefix}_PORT`] ?? "5432", `${prefix}_PORT`, 65_535),
    user: required(env, `${prefix}_USER`),
    password: required(env, `${prefix}_PASSWORD`),
    tls: tls(env, prefix),
  };
}

export function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Failure("usage", `${name} is not set`);
  return value;
}

export function whole(text: string, name: string, max: number): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value > max) throw new Failure("usage", `${name} must be a whole number up to ${max}`);
  return value;
}

export function identifier(env: Environment, name: string): string {
  const value = required(env, name);
  if (Buffer.byteLength(value) > MAX_IDENTIFIER_BYTES) {
    throw new Failure("usage", `${name} is longer than ${MAX_IDENTIFIER_BYTES} bytes`);
  }
  return value;
}

export function verifier(env: Environment): string {
  const value = required(env, "APP_VERIFIER");
  if (!VERIFIER.test(value)) throw new Failure("usage", "APP_VERIFIER is not a SCRAM-SHA-256 verifier");
  return value;
}

export function tls(env: Environment, prefix: string): Tls {
  const mode = env[`${prefix}_TLS`] ?? "verify-full";
  if (mode !== "disable" && mode !== "require" && mode !== "verify-full") {
    throw new Failure("usage", `${prefix}_TLS must be disable, require or verify-full`);
  }
  const caVariable = `${prefix}_CA_FILE`;
  const caFile = env[caVariable] === "" ? undefined : env[caVariable];
  return { mode, caFile, ...(prefix === "MASTER" ? {} : { caVariable }) };
}
