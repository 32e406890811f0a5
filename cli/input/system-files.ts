// The Files of a session: the file system, and the standard input.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../failure.js";
import type { Files } from "../session.js";

const STDIN = 0;
const IS_DOCUMENT = /\.(ya?ml|json)$/;

export const systemFiles: Files = {
  read: (path) => reading(path, () => readFileSync(path === "-" ? STDIN : path, "utf8")),
  documents: (path) =>
    reading(path, () => {
      if (path === "-" || !statSync(path).isDirectory()) return [path];
      const found = readdirSync(path).filter((entry) => IS_DOCUMENT.test(entry));
      if (found.length === 0)
        throw new CommandError(`the folder ${path} has no YAML or JSON file`, "Name a file, or a folder that has some.");
      return found.sort().map((entry) => join(path, entry));
    }),
};

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why = { ENOENT: "there is no such file", EACCES: "you may not read it" }[code] ?? code;
    throw new CommandError(`cannot read ${path}: ${why}`, "Check the path; - is the standard input.");
  }
}
