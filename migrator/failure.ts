// The registry of ways in which the program ends without success: exit code, whether trying again can help, what to do.

export const FAILURES = {
  unexpected: { exitCode: 1, retriable: true, remedy: "Read the message; the program may be run again at any time." },
  usage: { exitCode: 2, retriable: false, remedy: "Correct the arguments or the environment of the program." },
  unreachable: { exitCode: 3, retriable: true, remedy: "Check address, network policy and security group of the database." },
  login: { exitCode: 4, retriable: false, remedy: "Check the user and the password of the master." },
  tls: {
    exitCode: 5,
    retriable: false,
    remedy: "Check MASTER_TLS, MASTER_CA_FILE (of a move: those of SOURCE_ and TARGET_) and the certificate of the server.",
  },
  foreign: { exitCode: 6, retriable: false, remedy: "Rename or remove what is in the way, or choose another name." },
  permission: { exitCode: 7, retriable: false, remedy: "Give the master CREATEROLE and CREATEDB." },
  fenced: { exitCode: 8, retriable: false, remedy: "A move fenced this database: finish or undo the move first." },
  obstacle: { exitCode: 9, retriable: false, remedy: "Remove what is listed, then run again." },
  stopped: { exitCode: 10, retriable: true, remedy: "The program was told to stop; run it again." },
  "freeze-limit": {
    exitCode: 11,
    retriable: true,
    remedy: "Allow a longer freeze, or run again when the database is less busy.",
  },
  copy: {
    exitCode: 12,
    retriable: true,
    remedy: "Read the message of pg_dump or pg_restore; the copy is started over at the next run.",
  },
  differs: { exitCode: 13, retriable: true, remedy: "The copy is not what the source is and is thrown away; run again." },
  undone: { exitCode: 14, retriable: false, remedy: "Nothing: a newer attempt, or undoing this one, has taken its place." },
  busy: { exitCode: 15, retriable: true, remedy: "Wait until the other run has ended." },
  pooler: {
    exitCode: 16,
    retriable: true,
    remedy: "Check that every pod of the pooler runs and that its admin password is right.",
  },
  behind: {
    exitCode: 17,
    retriable: true,
    remedy: "Wait until the replica follows closely: see its metrics in CloudWatch (OldestReplicationSlotLag of the source).",
  },
} as const;
export type FailureKind = keyof typeof FAILURES;

export class Failure extends Error {
  /** Whether the application is still shut out of the source; false: it was let in again, and that was seen. */
  fenced?: boolean;

  constructor(
    readonly kind: FailureKind,
    message: string,
    /** In place of the remedy of its kind. */
    readonly remedy?: string,
  ) {
    super(message);
    this.name = "Failure";
  }
}

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "ETIMEDOUT"],
  ...["57P01", "57P02", "57P03"], // the server shuts down, crashed, or is starting
  "53300", // too many connections
  "55P03", // another run holds the lock
  "55006", // the template database is in use
]);
const PASSING_KINDS: ReadonlySet<FailureKind> = new Set<FailureKind>(["unreachable", "busy", "pooler"]);
/** The driver reports a lost or slow connection without a code. */
const TRANSIENT_MESSAGE = /connection terminated|timeout expired|connection ended/i;

const TLS_MESSAGE = /does not support SSL|certificate|self-signed|altname/i;

/** Whether the same attempt can succeed a little later without anybody doing anything. */
export function isTransient(error: unknown): boolean {
  if (error instanceof Failure) return PASSING_KINDS.has(error.kind);
  const code = codeOf(error);
  if (code !== undefined) return TRANSIENT_CODES.has(code) || code.startsWith("08");
  return error instanceof Error && TRANSIENT_MESSAGE.test(error.message);
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(kindOf(error, message), message);
}

function kindOf(error: unknown, message: string): FailureKind {
  const code = codeOf(error);
  if (code === "28P01" || code === "28000") return "login";
  if (code === "42501") return "permission";
  if (isTransient(error)) return "unreachable";
  return TLS_MESSAGE.test(message) ? "tls" : "unexpected";
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
