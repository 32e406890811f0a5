// Data for a server of PostgreSQL: empty, or a copy of what another server has and goes on to send.
import { execFile } from "node:child_process";
import { chownSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.js";

const run = promisify(execFile);

export type NewData = {
  /** Folder of the programs. */
  readonly bin: string;
  /** Belongs to the account. */
  readonly folder: string;
  /** Is made. */
  readonly data: string;
  readonly superuser: string;
  readonly password: string;
  readonly account: Account | undefined;
};

/** Logins by SCRAM alone, UTF-8, sorted by bytes. */
export async function emptyData({ bin, folder, data, superuser, password, account }: NewData): Promise<void> {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const initdb = ["-D", data, "-U", superuser, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--no-locale"];
  try {
    await run(join(bin, "initdb"), [...initdb, "--no-sync"], { cwd: folder, ...account });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

export type Source = { readonly host: string; readonly port: number };

/** Superuser and password are those of the source. A server that is started on it follows the source. */
export async function copiedData({ bin, folder, data, superuser, password, account }: NewData, source: Source): Promise<void> {
  const from = ["-h", source.host, "-p", String(source.port), "-U", superuser];
  await run(join(bin, "pg_basebackup"), ["-D", data, "-R", "-c", "fast", "--no-sync", ...from], {
    cwd: folder,
    env: { ...process.env, PGPASSWORD: password },
    ...account,
  });
}
