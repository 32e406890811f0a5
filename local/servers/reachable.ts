// Where the files of servers lie: a server that does not run as root must be able to reach them.
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Account } from "../postgres/account.js";

const OTHERS_MAY_PASS = 0o001;

/** The folder itself, or one of its own among the temporary files where others may not pass through what is above it. */
export function reachable(folder: string, account: Account | undefined): string {
  const whole = resolve(folder);
  if (account === undefined || isOpen(dirname(whole))) return whole;
  const name = createHash("sha256").update(whole).digest("hex").slice(0, 12);
  return join(tmpdir(), `tenfold-servers-${name}`);
}

function isOpen(folder: string): boolean {
  const stands = statSync(folder, { throwIfNoEntry: false });
  const isPassed = stands === undefined || (stands.mode & OTHERS_MAY_PASS) !== 0;
  return isPassed && (dirname(folder) === folder || isOpen(dirname(folder)));
}
