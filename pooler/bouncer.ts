// PgBouncer itself: its files, its process, its console.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.js";
import { hbaText, usersText } from "./ini.js";
import type { Session } from "./session.js";
import { sessionTo } from "./session.js";

export type Bouncer = {
  readonly process: ChildProcess;
  readonly ended: Promise<number>;
  readonly console: Session;
  /** One that is open already, for the time when no other can be opened. */
  lastConsole(limitMs: number): Promise<Session>;
  /** Writes the settings and has them read. */
  reload(ini: string): Promise<void>;
};

/** Soft limits of open files are low in some containers; each client is one. */
const WITH_ALL_FILES = 'ulimit -n "$(ulimit -H -n)" 2>/dev/null; exec "$@"';

export async function startBouncer(config: Config, ini: string): Promise<Bouncer> {
  const { runFolder, program } = config;
  const file = join(runFolder, "pgbouncer.ini");
  await writeFile(join(runFolder, "users.txt"), usersText(config), { mode: 0o600 });
  await writeFile(join(runFolder, "hba.conf"), hbaText(config), { mode: 0o600 });
  await replace(file, ini);
  const process = spawn("/bin/sh", ["-c", WITH_ALL_FILES, "sh", program, file], { stdio: ["ignore", "inherit", "inherit"] });
  const ended = once(process, "exit").then(() => process.exitCode ?? 1);
  const console = sessionTo(asAdmin(config));
  return {
    process,
    ended,
    console,
    lastConsole: async (limitMs) => {
      const last = sessionTo(asAdmin(config), limitMs);
      await last.ask("SHOW VERSION");
      return last;
    },
    reload: async (text) => {
      await replace(file, text);
      await console.ask("RELOAD");
    },
  };
}

/** As a whole or not at all: it may be read at any moment. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Over its socket, as everything of this program. */
export function locally({ runFolder, port }: Config) {
  return { host: runFolder, port, tls: "disable" } as const;
}

function asAdmin(config: Config) {
  return { ...locally(config), user: config.adminUser, password: config.adminPassword, database: "pgbouncer" };
}

export function socketOf({ runFolder, port }: Config): string {
  return join(runFolder, `.s.PGSQL.${port}`);
}
