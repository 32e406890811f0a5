// Finds the programs of PostgreSQL on this machine.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const OF_THE_SERVER = ["initdb", "postgres"];

/** On the PATH, where pg_config says, or where Debian keeps them (newest first). */
export async function postgresProgramFolder(programs: readonly string[] = OF_THE_SERVER): Promise<string | undefined> {
  const configured = await run("pg_config", ["--bindir"]).then(
    ({ stdout }) => [stdout.trim()],
    () => [],
  );
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...configured, ...debianFolders()];
  return folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
}

function debianFolders(): readonly string[] {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, "bin"));
}
