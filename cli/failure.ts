// How a command ends badly: one sentence that says what is wrong, and one that says what to do.

/** Exit codes of every command: 0 done, 1 failed or refused; `plan` alone: 2, there is something to change. */
export const EXIT = { done: 0, failed: 1, changes: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command may go on without: a right that is missing. What it may try again: a write over a version that is no longer the newest. */
export type Cause =
  { readonly kind: "forbidden"; /** `list pods in namespace store`. */ readonly right: string } | { readonly kind: "conflict" };

/** Foreseen: shown as it is, without a stack. */
export class CommandError extends Error {
  constructor(
    message: string,
    /** What the user can do, as a sentence. */
    readonly remedy?: string,
    /** Left out: any other. */
    readonly why?: Cause,
  ) {
    super(message);
    this.name = "CommandError";
  }
}

/** No kubeconfig names a cluster: what can do without one may go on. */
export class NoClusterError extends CommandError {}

/** A write over a version that is not the present one any more: it may be tried again over that one. */
export function isConflict(error: unknown): error is CommandError {
  return error instanceof CommandError && error.why?.kind === "conflict";
}
