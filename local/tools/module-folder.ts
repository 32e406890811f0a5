// The folder of a Go module whose version is pinned in a go.mod beside this file, and whose files are read, not built.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { go, requireGo } from "../control-plane/go.js";
import { sourceFolder } from "../control-plane/source-folder.js";

const OLDEST_GO = "1.26";

/** `pins`: the folder beside this file. Go has its download only once, and checks it against go.sum of that folder. */
export async function moduleFolder(pins: string, module: string): Promise<string> {
  const folder = join(dirname(sourceFolder()), "tools", pins);
  await requireGo(OLDEST_GO, folder);
  const version = pinned(await readFile(join(folder, "go.mod"), "utf8"), module);
  const answer = JSON.parse(await go(["mod", "download", "-json", `${module}@${version}`], folder)) as { readonly Dir?: string };
  if (answer.Dir === undefined) throw new Error(`go has no folder of ${module} ${version}`);
  return answer.Dir;
}

function pinned(text: string, module: string): string {
  const version = text.split("\n").find((line) => line.trim().startsWith(`${module} `));
  if (version === undefined) throw new Error(`no version of ${module} is pinned`);
  return version.trim().split(" ")[1] ?? "";
}
