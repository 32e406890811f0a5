// What can go wrong in the demo, as exit codes, and errors that carry the remedy.

/** Exit codes of "main.js up" and "main.js down"; make itself only tells zero from the rest. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  /** There is no cluster to run on: a tool or a right is missing, or it does not start. */
  missing: 3,
  /** The operator or the local AWS did not start, or ended. */
  programEnded: 4,
  /** Not every example became Ready. */
  notReady: 5,
  declined: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export class DemoFailure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
    this.name = "DemoFailure";
  }
}
