// Who PostgreSQL runs as.
import { readFileSync } from "node:fs";

export type Account = { readonly uid: number; readonly gid: number };

/** PostgreSQL refuses to run as root. Undefined: as whoever asks. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account = accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (account === undefined) throw new Error("PostgreSQL does not run as root, and there is no user postgres or nobody");
  return { uid: Number(account[2]), gid: Number(account[3]) };
}
