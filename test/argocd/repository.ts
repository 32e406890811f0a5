// A git repository on disk, with files as a team would commit them.
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";

const run = promisify(execFile);

export type Repository = {
  readonly url: string;
  /** Undefined removes the file. */
  commit(files: Readonly<Record<string, unknown>>): Promise<void>;
};

export async function openRepository(folder: string): Promise<Repository> {
  const path = resolve(folder);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  const git = (...words: readonly string[]) =>
    run("git", ["-C", path, "-c", "user.name=team", "-c", "user.email=team@example.com", "-c", "commit.gpgsign=false", ...words]);
  await git("init", "--quiet", "--initial-branch=main");
  return {
    url: `file://${path}`,
    commit: async (files) => {
      for (const [name, object] of Object.entries(files)) {
        if (object === undefined) rmSync(join(path, name));
        else writeFileSync(join(path, name), stringify(object));
      }
      await git("add", "--all");
      await git("commit", "--quiet", "--message", `change ${Object.keys(files).join(", ")}`);
    },
  };
}
