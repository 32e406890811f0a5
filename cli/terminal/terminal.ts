// Where a command speaks: data to stdout, progress and complaints to stderr, colours only where somebody sees them.
import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import pc from "picocolors";

export type Paint = ReturnType<typeof pc.createColors>;

export type Terminal = {
  /** Data, to stdout. A newline is added. */
  out(text: string): void;
  /** Progress and complaints, to stderr. A newline is added. */
  err(text: string): void;
  /** As it is: no newline, to stdout. For what redraws itself; only where `columns` is known. */
  write(text: string): void;
  /** Width of stdout in characters; undefined: it is no terminal, and text is neither cut nor redrawn. */
  readonly columns: number | undefined;
  /** Height of stdout in lines, where its width is known. */
  readonly rows: number | undefined;
  /** Somebody can be asked. */
  readonly isInteractive: boolean;
  /** Colours of stdout; plain where nobody sees them. */
  readonly paint: Paint;
  /** One line of an answer, without blanks around it. Undefined: the input ended. Asks on stderr. */
  ask(question: string): Promise<string | undefined>;
};

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
export type Streams = {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Stream;
  readonly stderr: Stream;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** `noColor`: the flag. NO_COLOR (any text) and TERM=dumb say the same; FORCE_COLOR the opposite. */
export function openTerminal({ stdin, stdout, stderr }: Streams, environment: Environment, noColor: boolean): Terminal {
  const isSeen = stdout.isTTY === true && environment.TERM !== "dumb";
  const isForced = (environment.FORCE_COLOR ?? "") !== "";
  const isRefused = noColor || (environment.NO_COLOR ?? "") !== "";
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    write: (text) => void stdout.write(text),
    get columns() {
      return isSeen ? (stdout.columns ?? 80) : undefined;
    },
    get rows() {
      return isSeen ? (stdout.rows ?? 24) : undefined;
    },
    isInteractive: stdin.isTTY === true && stdout.isTTY === true,
    paint: pc.createColors(!isRefused && (isSeen || isForced)),
    ask: (question) => ask({ stdin, stderr }, question),
  };
}

async function ask({ stdin, stderr }: Pick<Streams, "stdin" | "stderr">, question: string): Promise<string | undefined> {
  const asking = createInterface({ input: stdin, output: stderr });
  const ended = new Promise<undefined>((resolve) => asking.once("close", () => resolve(undefined)));
  try {
    return (await Promise.race([asking.question(question), ended]))?.trim();
  } finally {
    asking.close();
  }
}
