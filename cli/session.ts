// What a command is given of the world: everything that it reads, asks and says goes through here.
import type { Remote } from "./cluster/remote.js";
import type { Terminal } from "./terminal/terminal.js";

/** Given before or after any command. */
export type GlobalFlags = {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
};

export type Files = {
  /** UTF-8. `-` is the standard input. Throws {@link CommandError}. */
  read(path: string): string;
  /** Paths of the YAML and JSON files of a folder, sorted; the path itself where it is a file or `-`. Throws {@link CommandError}. */
  documents(path: string): readonly string[];
};

export type Session = {
  readonly terminal: Terminal;
  readonly files: Files;
  readonly flags: GlobalFlags;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Opened at the first call and closed when the command ends. Throws {@link CommandError} where there is no cluster. */
  readonly cluster: () => Promise<Remote>;
};
