// Compiles the project into dist/. Before that it removes what an earlier build left there of sources that are gone:
// a deleted test would otherwise go on passing.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BUILD_RECORD, missingOutputs, OUTPUT_FOLDER, PAGE_FOLDER, SOURCE_FOLDERS, staleOutputs } from "./outputs.js";
import { writePageAssets } from "./page-assets.js";
import { runProgram, type Ran } from "./run-program.js";

/** `root` is the checkout, and the working directory. */
export async function compile(root: string): Promise<Ran> {
  const outputs = filesBelow(root, OUTPUT_FOLDER);
  const sources = SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder));
  for (const path of staleOutputs(outputs, sources)) rmSync(join(root, path));
  // The compiler trusts its record of what it wrote and would not write it again.
  if (missingOutputs(outputs, sources).length > 0) rmSync(join(root, BUILD_RECORD), { force: true });
  const programs = await compiler("tsconfig.json");
  const page = await compiler(join(PAGE_FOLDER, "tsconfig.json"));
  if (page.ok) await writePageAssets(root);
  return { ok: programs.ok && page.ok, output: programs.output + page.output };
}

function compiler(project: string): Promise<Ran> {
  return runProgram(["node_modules/typescript/bin/tsc", "-p", project], "kept");
}

/** Paths below the root. */
function filesBelow(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((path) => path.slice(join(root, "/").length));
}
