// The termination record: what a run tells whoever started it, in one JSON object that fits, without secrets, signed.
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { Failure, FAILURES } from "./failure.js";
import type { Obstacle } from "./obstacle.js";
import { Obstructed } from "./obstacle.js";
import type { Attempt } from "./order.js";

/** Kubernetes keeps 4096 bytes of a termination message. */
export const MAX_RECORD_BYTES = 4000;
/** The server's words are the only part that can be long; of some scripts a letter takes three bytes. */
const MAX_MESSAGE_BYTES = 1024;
/** Base64 of 64 bytes, with its name and punctuation. */
const SIGNATURE_BYTES = 106;

export type TerminationRecord = Readonly<Record<string, unknown>> & {
  readonly command: string;
  readonly outcome: "done" | "failed";
};
export type Result = Readonly<Record<string, unknown>>;
export type Who = Attempt & { readonly job: string };

export function recordOf(command: string, end: Result | Failure, who?: Who): TerminationRecord {
  const head = who === undefined ? { command } : { command, job: who.job, move: who.move, attempt: who.attempt };
  if (!(end instanceof Failure)) return fitted({ ...head, outcome: "done", ...end }, "notes");
  const { retriable, remedy } = FAILURES[end.kind];
  const { fenced } = end;
  return fitted(
    {
      ...head,
      outcome: "failed",
      code: end.kind,
      retriable,
      message: cut(end.message, MAX_MESSAGE_BYTES),
      remedy: cut(end.remedy ?? remedy, MAX_MESSAGE_BYTES),
      ...(fenced === undefined ? {} : { fenced }),
      ...(end instanceof Obstructed ? { obstacles: end.obstacles.map(shortened) } : {}),
    },
    "obstacles",
  );
}

function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  // A letter that is cut in two leaves a mark of three bytes.
  return `${Buffer.from(text)
    .subarray(0, bytes - 6)
    .toString("utf8")}…`;
}

function shortened({ code, object, message, remedy }: Obstacle): Obstacle {
  return { code, object: cut(object, 200), message: cut(message, 500), remedy: cut(remedy, 500) };
}

/** As many of the list as fit; `more` says how many are left out. */
function fitted(record: TerminationRecord, list: string): TerminationRecord {
  const entries = record[list];
  if (!Array.isArray(entries)) return record;
  const kept: unknown[] = [...(entries as readonly unknown[])];
  for (;;) {
    const more = entries.length - kept.length;
    const shorter = { ...record, [list]: kept, ...(more > 0 ? { more } : {}) };
    if (kept.length === 0 || bytesOf(shorter) <= MAX_RECORD_BYTES - SIGNATURE_BYTES) return shorter;
    kept.pop();
  }
}

function bytesOf(record: TerminationRecord): number {
  return Buffer.byteLength(JSON.stringify(record));
}

/** Over the text of the record without the signature: whoever reads it takes the last field off and has the same text. */
export function signed(json: string, privateKey: string): string {
  const record = JSON.parse(json) as Result;
  const signature = sign(null, Buffer.from(json), createPrivateKey(privateKey)).toString("base64");
  return JSON.stringify({ ...record, signature });
}

export function readSigningKey(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    if (createPrivateKey(text).asymmetricKeyType === "ed25519") return text;
  } catch {
    throw new Failure("usage", `SIGNING_KEY_FILE cannot be read as a private key in PEM: ${file}`);
  }
  throw new Failure("usage", "SIGNING_KEY_FILE holds a key that is not of type Ed25519");
}
