// The tools that tests need beyond Node: Go, the server programs of PostgreSQL, and a browser. Installs the latter two where it may.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requireGo } from "../../local/control-plane/go.js";
import { newerPostgres } from "../../local/postgres/newer.js";
import { postgresProgramFolder } from "../../local/postgres/programs.js";
import { CHROMIUM_REMEDY, chromiumProgram } from "./chromium.js";

export type Tool = "go" | "postgres" | "chromium";

const POSTGRES_REMEDY =
  'There are no programs "initdb" and "postgres". Install the server of PostgreSQL, for example with ' +
  '"apt-get install postgresql", and put its bin folder on PATH if they are still not found.';

/** What is missing, each with the remedy. `say` hears of what is being installed. */
export async function missingTools(root: string, say: (line: string) => void): Promise<ReadonlyMap<Tool, string>> {
  const missing = new Map<Tool, string>();
  const goTrouble = await troubleWithGo(root);
  if (goTrouble !== undefined) missing.set("go", goTrouble);
  if (!(await hasPostgres(say))) missing.set("postgres", POSTGRES_REMEDY);
  if (!hasChromium(say)) missing.set("chromium", CHROMIUM_REMEDY);
  // Fetched here, where it may take its time. Without it the tests of moves go from a version to the same.
  await newerPostgres(say);
  return missing;
}

/** How old Go may be, says the module that builds the control plane. */
function troubleWithGo(root: string): Promise<string | undefined> {
  const folder = join(root, "local", "control-plane");
  const [, oldest = ""] = /^go (\d+\.\d+)/m.exec(readFileSync(join(folder, "go.mod"), "utf8")) ?? [];
  return requireGo(oldest, folder).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

async function hasPostgres(say: (line: string) => void): Promise<boolean> {
  if ((await postgresProgramFolder()) !== undefined) return true;
  if (!mayInstall()) return false;
  say("installing the server of PostgreSQL from the packages of this system");
  return installed("postgresql") && (await postgresProgramFolder()) !== undefined;
}

function hasChromium(say: (line: string) => void): boolean {
  if (chromiumProgram() !== undefined) return true;
  if (!mayInstall()) return false;
  say("installing the browser Chromium from the packages of this system");
  return installed("chromium", "fonts-dejavu-core") && chromiumProgram() !== undefined;
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
}

function installed(...packages: readonly string[]): boolean {
  return [["update"], ["install", "-y", "--no-install-recommends", ...packages]].every(apt);
}

function apt(parameters: readonly string[]): boolean {
  const command = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", ...parameters];
  return spawnSync("env", command, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
