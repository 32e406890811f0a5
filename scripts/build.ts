// Compiles the project into dist/. Before that it removes what an earlier build left there of sources that are gone:
// a deleted test would otherwise go on passing.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BUILD_RECORD, missingOutputs, OUTPUT_FOLDER, SOURCE_FOLDERS, staleOutputs } from "./outputs.js";

/** Exit code of the compiler. */
export function build(root: string): number {
  const outputs = filesBelow(root, OUTPUT_FOLDER);
  const sources = SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder));
  for (const path of staleOutputs(outputs, sources)) rmSync(join(root, path));
  // The compiler trusts its record of what it wrote and would not write it again.
  if (missingOutputs(outputs, sources).length > 0) rmSync(join(root, BUILD_RECORD), { force: true });
  const tsc = [join("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"];
  return spawnSync(process.execPath, tsc, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status ?? 1;
}

/** Paths below the root. */
function filesBelow(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, "/").length));
}

process.exitCode = build(process.cwd());
