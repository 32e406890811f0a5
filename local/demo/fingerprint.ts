// One value for what a program is made of, to tell whether the one that runs is still the one that was built last.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Of the compiled code below some folders, of the installed packages, and of whatever else matters. */
export async function fingerprintOf(folders: readonly string[], others: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(others));
  const lists = await Promise.all(folders.map(compiledFiles));
  for (const path of [...lists.flat().sort(), "package-lock.json"]) {
    hash.update(`${path}\0`).update(await readFile(path));
  }
  return hash.digest("hex");
}

async function compiledFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(js|json)$/.test(entry.name));
  return files.map((entry) => join(entry.parentPath, entry.name));
}
