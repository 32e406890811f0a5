// The archives of the command line, installed as people install them: by npm, by Krew, and found by kubectl.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { VERSION } from "../../domain/api/release.js";
import { ensureBinaries } from "../../local/control-plane/build.js";
import { ensureTool } from "../../local/tools/build.js";
import { npmArchive, platformArchive } from "../../scripts/cli/archives.js";
import { bundleCli } from "../../scripts/cli/bundle.js";
import { krewManifest, type Archive } from "../../scripts/cli/krew.js";
import { platformHere } from "../../scripts/cli/platforms.js";

const run = promisify(execFile);
const PATIENCE_MS = 300_000;
/** Where sh and its tools are, and on purpose no Node. */
const BARE_PATH = "/usr/bin:/bin";
const HOME = "/nonexistent";

let folder: string;
let kubectl: string;
let npm: string;
let archive: Archive;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tenfold-cli-"));
  ({ kubectl } = await ensureBinaries(() => undefined));
  const cli = await bundleCli(process.cwd(), join(folder, "package"));
  npm = await npmArchive(cli, folder);
  const platform = platformHere();
  if (platform === undefined) throw new Error("there is no archive for this platform: add it to scripts/cli/platforms.ts");
  archive = await platformArchive(cli, platform, folder);
  writeFileSync(join(folder, "tenfold.yaml"), krewManifest(VERSION, "https://downloads.example.com", [archive]));
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the npm package", () => {
  it(
    "puts three programs into the PATH, and needs no other package",
    async () => {
      const prefix = join(folder, "global");
      mkdirSync(prefix);
      await run("npm", ["install", "--global", "--offline", "--prefix", prefix, npm]);
      const bin = join(prefix, "bin");
      const node = join(folder, "node");
      mkdirSync(node);
      symlinkSync(process.execPath, join(node, "node"));
      const env = { PATH: `${bin}:${node}:${BARE_PATH}`, HOME };
      for (const program of ["tenfold", "kubectl-tenfold"])
        expect((await run(join(bin, program), ["--version"], { env })).stdout).toBe(`${VERSION}\n`);
      expect((await run(join(bin, "kubectl_complete-tenfold"), ["tie"], { env })).stdout).toMatch(/^tiers\t.*\n:4\n$/s);
      expect((await run(kubectl, ["tenfold", "--version"], { env })).stdout).toBe(`${VERSION}\n`);
    },
    PATIENCE_MS,
  );
});

describe("the archive of a platform", () => {
  it("is the one that its manifest names, and carries the licences", async () => {
    expect(
      createHash("sha256")
        .update(readFileSync(join(folder, archive.file)))
        .digest("hex"),
    ).toBe(archive.sha256);
    const { stdout } = await run("tar", ["-tzf", join(folder, archive.file)]);
    const names = stdout.split("\n").map((name) => name.split("/")[1]);
    expect(names).toEqual(expect.arrayContaining(["LICENSE", "LICENSE-node", "THIRD-PARTY-LICENSES", "kubectl-tenfold", "node"]));
  });

  it(
    "is installed by Krew, and runs where there is no Node",
    async () => {
      const root = join(folder, "krew");
      const env = { PATH: `${join(root, "bin")}:${BARE_PATH}`, HOME, KREW_ROOT: root };
      const krew = await ensureTool("krew", () => undefined);
      await run(krew, ["install", `--manifest=${join(folder, "tenfold.yaml")}`, `--archive=${join(folder, archive.file)}`], {
        env,
      });
      expect((await run(kubectl, ["tenfold", "--version"], { env })).stdout).toBe(`${VERSION}\n`);
      const { stdout } = await run(kubectl, ["tenfold", "tiers", "-o", "json"], { env });
      expect((JSON.parse(stdout) as { readonly tiers: unknown }).tiers).toHaveLength(9);
    },
    PATIENCE_MS,
  );

  it("completes what is typed after kubectl tenfold, once its program is in the PATH", async () => {
    const root = join(folder, "krew");
    const store = join(root, "store/tenfold", `v${VERSION}`);
    const env = { PATH: `${store}:${BARE_PATH}`, HOME };
    expect((await run(kubectl, ["__complete", "tenfold", "tie"], { env })).stdout).toMatch(/^tiers\t/);
  });
});

describe("an archive that is made again", () => {
  it("has the same bytes", async () => {
    const again = await bundleCli(process.cwd(), join(folder, "again"));
    const into = join(folder, "second");
    mkdirSync(into);
    expect(readFileSync(await npmArchive(again, into)).equals(readFileSync(npm))).toBe(true);
  });
});
