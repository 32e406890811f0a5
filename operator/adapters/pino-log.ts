// Structured logs through pino. What looks like a secret never leaves the process.
import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";
import { redacted } from "../../domain/credentials/redact.js";
import type { Log, LogFields } from "../ports/log.js";

export type LogOptions = { readonly level: "debug" | "info" | "warn" | "error"; readonly format: "json" | "text" };

const SECRET_KEYS = [
  "password",
  "masterPassword",
  "applicationPassword",
  "applicationVerifier",
  "poolerPassword",
  "cachePassword",
  "verifier",
  "token",
  "authorization",
  "secret",
  "data",
  "stringData",
];
const REDACT = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

export function pinoLog(
  { level, format }: LogOptions,
  output: DestinationStream = pino.destination({ dest: 2, sync: false }),
): Log {
  const destination = redactingStream(output);
  const base = {
    level,
    base: undefined,
    redact: { paths: REDACT, censor: "[redacted]" },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  const formatters = { level: (label: string) => ({ level: label }) };
  return new PinoLog(
    format === "json"
      ? pino({ ...base, formatters, messageKey: "msg" }, destination)
      : pino({ ...base, formatters }, textStream(destination)),
  );
}

/** Each reconcile has a log of its own and most say nothing: pino's child, which reads and redacts its fields at once, is made for the first line. */
class PinoLog implements Log {
  #child: Logger | undefined;

  constructor(
    private readonly root: Logger,
    private readonly fields: LogFields = {},
  ) {}

  debug(message: string, fields: LogFields = {}): void {
    if (this.root.isLevelEnabled("debug")) this.child.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    if (this.root.isLevelEnabled("info")) this.child.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    if (this.root.isLevelEnabled("warn")) this.child.warn(fields, message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.child.error(fields, message);
  }

  with(fields: LogFields): Log {
    return new PinoLog(this.root, { ...this.fields, ...fields });
  }

  private get child(): Logger {
    return (this.#child ??= this.root.child(this.fields));
  }
}

function redactingStream(destination: DestinationStream): DestinationStream {
  return {
    write: (line) => destination.write(redacted(line)),
  };
}

/** `time LEVEL message key=value …`, for people at a terminal. */
function textStream(destination: DestinationStream): DestinationStream {
  return {
    write: (line) => {
      const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const fields = Object.entries(rest).map(
        ([key, value]) => `${key}=${typeof value === "string" && PLAIN.test(value) ? value : JSON.stringify(value)}`,
      );
      destination.write(`${[time, String(level).toUpperCase().padEnd(5), msg, ...fields].join(" ")}\n`);
    },
  };
}

/** Anything else is quoted, so that no value can pretend to be a line of its own. */
const PLAIN = /^[^\s"=]+$/;
