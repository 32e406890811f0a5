// Files that a command writes. Throws CommandError with what stands in the way.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommandError } from "./failure.js";

/** `mayReplace` false: throws where there is one already. Folders on the way are made. */
export function writeNew(path: string, text: string, mayReplace: boolean): void {
  writing(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: mayReplace ? "w" : "wx" });
  });
}

/** Writes the files, by their names, into a folder, and takes away what an earlier run has left there: files that begin with `mark`. */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>, mark: string): void {
  writing(folder, () => {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name))
      if (!files.has(name) && readFileSync(join(folder, name), "utf8").startsWith(mark)) rmSync(join(folder, name));
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  });
}

function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why = {
      EEXIST: "it is there already",
      EACCES: "you may not write there",
      ENOTDIR: "a part of the path is a file",
      EISDIR: "it is a folder",
    }[code];
    throw new CommandError(
      `cannot write ${path}: ${why ?? code}`,
      code === "EEXIST" ? "Name another file, or give --force to replace it." : "Name another place.",
    );
  }
}
