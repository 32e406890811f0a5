// A real streaming replica of a test's server: made by pg_basebackup, read-only, following until it is promoted.
import { spawn } from "node:child_process";
import { chownSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unprivilegedAccount } from "../../local/postgres/account.js";
import { copiedData } from "../../local/postgres/new-data.js";
import { newerPostgres } from "../../local/postgres/newer.js";
import { postgresProgramFolder } from "../../local/postgres/programs.js";
import type { PostgresServer } from "./server.js";
import { freePort, serverAt } from "./server.js";

export type PostgresReplica = PostgresServer & {
  /** As AWS does: follows nobody any more, and takes writes. */
  promote(): Promise<void>;
  /** What it receives is applied so much later, as PostgreSQL writes it: "1h", "0". */
  lag(delay: string): Promise<void>;
};

/** Of a server of the newer version, where it can be had. `parameters`: at least those of the source. */
export async function startReplica(source: PostgresServer, parameters: readonly string[]): Promise<PostgresReplica> {
  const newer = await newerPostgres();
  const bin = newer?.bin ?? (await postgresProgramFolder());
  const backup = newer?.bin ?? (await postgresProgramFolder(["pg_basebackup"]));
  if (bin === undefined || backup === undefined)
    throw new Error("no postgres and pg_basebackup: install the PostgreSQL server (package postgresql)");
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), "tenfold-replica-"));
  if (account) chownSync(folder, account.uid, account.gid);
  const data = join(folder, "data");
  const { superuser, superPassword: password } = source;
  await copiedData({ bin: backup, folder, data, superuser, password, account }, source);
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off", ...parameters];
  const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  const server = serverAt(port, folder, () => spawn(join(bin, "postgres"), args, { cwd: folder, ...account, stdio: "ignore" }));
  await server.restart();
  const asSuperuser = async (...statements: readonly string[]) => {
    const login = { user: source.superuser, password: source.superPassword, database: "postgres" };
    await server.as(login, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  };
  return {
    ...server,
    promote: () => asSuperuser("SELECT pg_promote()"),
    lag: (delay) => asSuperuser(`ALTER SYSTEM SET recovery_min_apply_delay = '${delay}'`, "SELECT pg_reload_conf()"),
  };
}
