// Opens the link in the user's browser. By way of a file that only the user can read: arguments of programs are seen by everybody.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = { darwin: "open", win32: "explorer" };

/** `link` is ours: nothing in it needs escaping. Resolves with how to remove the file. */
export async function openInBrowser(link: string, failed: (why: string) => void): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "tenfold-"));
  const path = join(folder, "dashboard.html");
  const page = `<!doctype html><meta charset="utf-8"><title>Tenfold</title><meta http-equiv="refresh" content="0;url=${link}">`;
  await writeFile(path, page, { mode: 0o600 });
  const child = spawn(PROGRAMS[process.platform] ?? "xdg-open", [path], { stdio: "ignore", detached: true });
  child.once("error", (error) => failed(error.message));
  child.unref();
  return () => rm(folder, { recursive: true, force: true });
}
