// The record that the migration program leaves when it ends, signed with the key of its Job. Nothing was moved: the figures are made up.
import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { Outcome } from "./orders.js";
import type { Left, Program } from "./program.js";

const FIGURES = { bytes: 1_610_612_736, tables: 24, rows: 1_250_000 } as const;
const FREEZE_SECONDS = 18;
/** What promoting takes is reckoned, as the real program does. */
const OF_REPLICA = { seconds: 308, lagSeconds: 2, promotionSeconds: 300, verifySeconds: 6 } as const;

type Run = { readonly program: Program; readonly outcome: Outcome; readonly key: string; readonly at: string };

export function leftBy({ program, outcome, key, at }: Run): Left {
  const end = FAILURES[outcome];
  const record = {
    command: program.command,
    job: program.env["JOB_NAME"] ?? "",
    move: program.env["MOVE_ID"] ?? "",
    attempt: Number(program.env["MOVE_ATTEMPT"]),
    ...(end === undefined ? { outcome: "done", ...figures(program, at) } : { outcome: "failed", ...end.record }),
  };
  const signer = outcome === "forged" ? generateKeyPairSync("ed25519").privateKey : createPrivateKey(key);
  return { exitCode: end?.exitCode ?? 0, message: signed(record, signer) };
}

function figures({ command, env }: Program, at: string): object {
  if (command === "rehearse") {
    const parts = env["MOVE_BY"] === "replica" ? OF_REPLICA : { seconds: FREEZE_SECONDS, copySeconds: 12, verifySeconds: 6 };
    return { ...parts, ...FIGURES, at, notes: [] };
  }
  if (command === "catch-up") return { seconds: 2, marker: "made up" };
  return command === "move" || command === "verify" ? { seconds: FREEZE_SECONDS, ...FIGURES } : {};
}

type Failing = { readonly exitCode: number; readonly record: object };

const BROKEN = {
  code: "copy",
  retriable: true,
  message: "the copy ended early: the connection to the new database was lost",
  remedy: "Nothing has to be done: it is tried again.",
} as const;
const OBSTACLE = {
  code: "extension-missing",
  object: "extension postgis",
  message: 'extension "postgis" is not available on the new server',
  remedy: "Drop the extension, or choose a version of PostgreSQL that has it.",
} as const;

const FAILURES: Readonly<Partial<Record<Outcome, Failing>>> = {
  fails: { exitCode: 1, record: { ...BROKEN, fenced: true } },
  "lets-in": { exitCode: 1, record: { ...BROKEN, fenced: false } },
  obstacle: {
    exitCode: 9,
    record: { code: "obstacle", retriable: false, message: OBSTACLE.message, remedy: OBSTACLE.remedy, obstacles: [OBSTACLE] },
  },
};

/** Over the text without the signature, which is its last field. */
function signed(record: object, key: KeyObject): string {
  const signature = sign(null, Buffer.from(JSON.stringify(record)), key).toString("base64");
  return JSON.stringify({ ...record, signature });
}
