// Which versions of PostgreSQL this machine can run, and which of them stands in for the one that is asked for.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { newerPostgres } from "./newer.js";
import { postgresProgramFolder } from "./programs.js";

const run = promisify(execFile);

/** `bin`: folder of the server's and the clients' programs. */
export type Installation = { readonly major: number; readonly bin: string };

const PROGRAMS = ["initdb", "postgres", "pg_basebackup", "pg_dump", "pg_restore"];
export const NO_POSTGRES = "no initdb and postgres: install the PostgreSQL server and its clients (package postgresql)";

/** The newest first. Empty where none can be had; `say` hears why the newer one cannot. */
export async function findInstallations(say?: (line: string) => void): Promise<readonly Installation[]> {
  const [newer, folder] = await Promise.all([newerPostgres(say), postgresProgramFolder(PROGRAMS)]);
  const installed = folder === undefined ? [] : [{ major: await majorIn(folder), bin: folder }];
  const all = newer === undefined ? installed : [{ major: newer.major, bin: newer.bin }, ...installed];
  return [...all].sort((a, b) => b.major - a.major);
}

/** The one that is asked for, else the newest. */
export function installationFor(major: number, known: readonly Installation[]): Installation {
  const found = known.find((installation) => installation.major === major) ?? known[0];
  if (found === undefined) throw new Error(NO_POSTGRES);
  return found;
}

/** "postgres (PostgreSQL) 17.6 (Debian …)". */
async function majorIn(folder: string): Promise<number> {
  const { stdout } = await run(join(folder, "postgres"), ["--version"]);
  return Number(/ (\d+)/.exec(stdout)?.[1] ?? 0);
}
