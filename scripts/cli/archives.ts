// The archives of the command line: for npm, and one for each platform with Node inside. The same sources give the same bytes.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { create, extract } from "tar";
import type { CliPackage } from "./bundle.js";
import type { Archive } from "./krew.js";
import type { Platform } from "./platforms.js";
import { nameOf } from "./platforms.js";

const run = promisify(execFile);

/** Resolves symbolic links itself: Krew and people link to it from elsewhere. */
const LAUNCHER = (script: string) => `#!/bin/sh
self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in /*) self=$target ;; *) self=$(dirname "$self")/$target ;; esac
done
folder=$(cd "$(dirname "$self")" && pwd)
exec "$folder/node" "$folder/${script}" "$@"
`;
const PROGRAMS = { tenfold: "tenfold.mjs", "kubectl-tenfold": "tenfold.mjs", "kubectl_complete-tenfold": "complete.mjs" };

/** As npm takes it: `npm install -g FILE`. Returns its path. */
export async function npmArchive({ folder, version }: CliPackage, into: string): Promise<string> {
  const file = join(into, `tenfold-${version}.tgz`);
  const parent = await mkdtemp(join(tmpdir(), "tenfold-npm-"));
  await cp(folder, join(parent, "package"), { recursive: true });
  await pack(file, parent, "package");
  await rm(parent, { recursive: true });
  return file;
}

/** Fetches the platform's Node from npm's registry, and checks that it is the pinned one. */
export async function platformArchive(cli: CliPackage, platform: Platform, into: string): Promise<Archive> {
  const parent = await mkdtemp(join(tmpdir(), "tenfold-archive-"));
  const name = `tenfold-${nameOf(platform)}`;
  const folder = join(parent, name);
  await mkdir(folder);
  await addNode(platform, { parent, folder });
  for (const file of ["tenfold.mjs", "complete.mjs", "package.json", "LICENSE", "THIRD-PARTY-LICENSES"])
    await copyFile(join(cli.folder, file), join(folder, file));
  for (const [program, script] of Object.entries(PROGRAMS)) {
    await writeFile(join(folder, program), LAUNCHER(script));
    await chmod(join(folder, program), 0o755);
  }
  const file = `${name}.tar.gz`;
  await pack(join(into, file), parent, name);
  await rm(parent, { recursive: true });
  return {
    platform,
    file,
    sha256: createHash("sha256")
      .update(await readFile(join(into, file)))
      .digest("hex"),
  };
}

type Folders = { readonly parent: string; readonly folder: string };

async function addNode({ nodePackage, nodeVersion, integrity }: Platform, { parent, folder }: Folders): Promise<void> {
  const { stdout } = await run("npm", ["pack", `${nodePackage}@${nodeVersion}`, "--pack-destination", parent, "--silent"]);
  const packed = join(parent, stdout.trim());
  const found = `sha512-${createHash("sha512")
    .update(await readFile(packed))
    .digest("base64")}`;
  if (found !== integrity) throw new Error(`${nodePackage}@${nodeVersion} is not the one that is pinned: ${found}`);
  await extract({ file: packed, cwd: parent });
  await copyFile(join(parent, "package/bin/node"), join(folder, "node"));
  await chmod(join(folder, "node"), 0o755);
  await copyFile(join(parent, "package/LICENSE"), join(folder, "LICENSE-node"));
  await rm(join(parent, "package"), { recursive: true });
}

/** Nothing of the machine or the moment is in it: no owner, no times. */
function pack(file: string, cwd: string, folder: string): Promise<void> {
  return create({ file, cwd, gzip: { level: 9 }, portable: true, noMtime: true }, [folder]);
}
