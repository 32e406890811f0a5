// Between commander and a command: builds the session, runs the command, turns what went wrong into words and an exit code.
import { CommandError, EXIT, type ExitCode } from "./failure.js";
import { systemFiles } from "./input/system-files.js";
import type { GlobalFlags, Session } from "./session.js";
import type { Streams } from "./terminal/terminal.js";
import { openTerminal } from "./terminal/terminal.js";

/** What a process hands over. */
export type Process = Streams & {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
};

type Flags = GlobalFlags & { readonly color?: boolean };

/** Runs one command to its end. Never throws. */
export async function runCommand(
  process_: Process,
  flags: Flags,
  act: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const terminal = openTerminal(process_, process_.environment, flags.color === false);
  let remote: ReturnType<Session["cluster"]> | undefined;
  const session: Session = {
    terminal,
    files: systemFiles,
    flags,
    environment: process_.environment,
    now: process_.now,
    cluster: () => (remote ??= open(flags)),
  };
  try {
    return await act(session);
  } catch (error) {
    terminal.err(inWords(error));
    return EXIT.failed;
  } finally {
    // One that could not be opened was heard of above.
    await remote?.then((opened) => opened.close()).catch(() => undefined);
  }
}

/** The libraries behind it are large: only a command that needs a cluster loads them. */
async function open(flags: GlobalFlags) {
  const { openRemote } = await import("./cluster/kubernetes-remote.js");
  return openRemote(flags);
}

function inWords(error: unknown): string {
  if (error instanceof CommandError) return `error: ${error.message}${error.remedy === undefined ? "" : `\n${error.remedy}`}`;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error: this is a defect of tenfold, please report it with what you did:\n${trace}`;
}
