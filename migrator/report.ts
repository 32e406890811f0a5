// What the program tells: JSON lines on stderr, and one JSON record as the pod's termination message. No secrets, ever.
import { existsSync, writeFileSync } from "node:fs";
import type { BootstrapResult } from "./bootstrap.js";
import type { Failure } from "./failure.js";
import { FAILURES } from "./failure.js";

export const TERMINATION_LOG = "/dev/termination-log";
/** Kubernetes keeps 4096 bytes of a termination message; the server's words are the only part that can be long. */
const MAX_MESSAGE_LENGTH = 1024;

export type TerminationRecord =
  | ({ readonly command: string; readonly outcome: "done" } & BootstrapResult)
  | {
      readonly command: string;
      readonly outcome: "failed";
      readonly code: string;
      readonly retriable: boolean;
      readonly message: string;
      readonly remedy: string;
    };

export function recordOf(command: string, end: BootstrapResult | Failure): TerminationRecord {
  if (!("kind" in end)) return { command, outcome: "done", ...end };
  const { retriable, remedy } = FAILURES[end.kind];
  return {
    command,
    outcome: "failed",
    code: end.kind,
    retriable,
    message: end.message.slice(0, MAX_MESSAGE_LENGTH),
    remedy,
  };
}

export type Reporter = {
  line(level: "info" | "warn" | "error", msg: string, fields?: Readonly<Record<string, unknown>>): void;
  terminate(record: TerminationRecord): void;
};

/** `secrets` are cut out of whatever a server or driver may have quoted. */
export function reporter(now: () => number, secrets: readonly string[]): Reporter {
  const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const clean = (json: string): string => written.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), json);
  return {
    line: (level, msg, fields = {}) => {
      const entry = { level, time: new Date(now()).toISOString(), msg, ...fields };
      process.stderr.write(`${clean(JSON.stringify(entry))}\n`);
    },
    terminate: (record) => {
      if (existsSync(TERMINATION_LOG)) writeFileSync(TERMINATION_LOG, clean(JSON.stringify(record)));
    },
  };
}
