// What the program tells: JSON lines on stderr, and one JSON record as the pod's termination message. No secrets, ever.
import { existsSync, writeFileSync } from "node:fs";
import type { TerminationRecord } from "./record.js";
import { signed } from "./record.js";

export type { TerminationRecord } from "./record.js";
export { recordOf } from "./record.js";

/** Where a kubelet looks for the record, unless TERMINATION_LOG says another file. */
export const TERMINATION_LOG = "/dev/termination-log";

export type Say = (level: "info" | "warn" | "error", msg: string, fields?: Readonly<Record<string, unknown>>) => void;
export type Reporter = {
  readonly line: Say;
  /** The record as it was written: clean, and signed where there is a key. */
  terminate(record: TerminationRecord, signingKey?: string): void;
};

/** `secrets` are cut out of whatever a server or driver may have quoted. `file` gets the record, if it is there. */
export function reporter(now: () => number, secrets: readonly string[], file = TERMINATION_LOG): Reporter {
  const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const clean = (json: string): string => written.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), json);
  const write = (msg: string, level: string, fields: string) => {
    const head = clean(JSON.stringify({ level, time: new Date(now()).toISOString(), msg }));
    process.stderr.write(fields === "{}" ? `${head}\n` : `${head.slice(0, -1)},${fields.slice(1)}\n`);
  };
  return {
    line: (level, msg, fields = {}) => write(msg, level, clean(JSON.stringify(fields))),
    terminate: (record, signingKey) => {
      const json = clean(JSON.stringify(record));
      const text = signingKey === undefined ? json : signed(json, signingKey);
      write(`${record.command} ${record.outcome}`, record.outcome === "done" ? "info" : "error", text);
      if (existsSync(file)) writeFileSync(file, text);
    },
  };
}
