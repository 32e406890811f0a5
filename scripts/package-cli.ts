// Makes the archives of the command line in .build/cli: `package-cli.js [here|all] [--base URL]`. Progress to stderr, paths to stdout.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { npmArchive, platformArchive } from "./cli/archives.js";
import { bundleCli } from "./cli/bundle.js";
import { krewManifest, type Archive } from "./cli/krew.js";
import { nameOf, platformHere, PLATFORMS } from "./cli/platforms.js";

export const CLI_FOLDER = ".build/cli";
/** Nobody's: whoever publishes the archives says where. */
const NOWHERE = "https://downloads.example.com/tenfold";

/** `platforms`: none, that of this machine, or all. Returns the paths of what was made. */
export async function packageCli(root: string, platforms: "none" | "here" | "all", base = NOWHERE): Promise<readonly string[]> {
  const folder = join(root, CLI_FOLDER);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const cli = await bundleCli(root, join(folder, "npm"));
  process.stderr.write(`${CLI_FOLDER}/npm/tenfold.mjs: ${(cli.bytes / 1e6).toFixed(1)} MB\n`);
  const made = [await npmArchive(cli, folder)];
  const here = platformHere();
  const wanted = { none: [], here: here === undefined ? [] : [here], all: PLATFORMS }[platforms];
  const archives: Archive[] = [];
  for (const platform of wanted) {
    process.stderr.write(`archive for ${nameOf(platform)}\n`);
    archives.push(await platformArchive(cli, platform, folder));
  }
  if (archives.length > 0) await writeFile(join(folder, "tenfold.yaml"), krewManifest(cli.version, base, archives));
  return [
    ...made,
    ...archives.map(({ file }) => join(folder, file)),
    ...(archives.length > 0 ? [join(folder, "tenfold.yaml")] : []),
  ];
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { base: { type: "string" } } });
  const [platforms = "here"] = positionals;
  if (platforms !== "none" && platforms !== "here" && platforms !== "all")
    throw new Error("usage: package-cli.js [none|here|all]");
  const made = await packageCli(process.cwd(), platforms, values.base);
  process.stdout.write(made.map((path) => `${path}\n`).join(""));
}

if (process.argv[1] === import.meta.filename) await main();
