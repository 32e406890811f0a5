// Bundles the command line into one file, and lays out the npm package around it. The same sources give the same bytes.
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { licenseFile } from "../image/bill-of-materials.js";
import { packagesOf } from "../image/packages.js";
import { pageAssets } from "../page-assets.js";

/** Some packages are CommonJS and ask for Node's own modules by `require`. */
const BANNER = `#!/usr/bin/env node
import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`;

/** kubectl calls it with what is typed after \`kubectl tenfold\`. */
const COMPLETE = `#!/usr/bin/env node
process.argv.splice(2, 0, "complete", "--");
await import("./tenfold.mjs");
`;

export type CliPackage = { readonly folder: string; readonly version: string; readonly bytes: number };

/** Into `folder`, which is made anew. `root` is a checkout with its dependencies installed. */
export async function bundleCli(root: string, folder: string): Promise<CliPackage> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["cli/main.ts"],
    outfile: join(folder, "tenfold.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    // Half as much to read at each start; names stay, so that a stack says something.
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: BANNER },
    plugins: [pageAssets(root)],
    preserveSymlinks: true, // paths below the checkout, wherever its packages really lie
    legalComments: "none", // the licences are in a file of their own
    metafile: true,
    logLevel: "warning",
  });
  const [output] = Object.values(metafile.outputs);
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
  await writeFile(join(folder, "complete.mjs"), COMPLETE);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(packageJson(manifest), null, 2)}\n`);
  await writeFile(join(folder, "THIRD-PARTY-LICENSES"), licenseFile(await packagesOf(root, Object.keys(output?.inputs ?? {}))));
  await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
  await copyFile(join(root, "docs/cli.md"), join(folder, "README.md"));
  for (const program of ["tenfold.mjs", "complete.mjs"]) await chmod(join(folder, program), 0o755);
  return { folder, version: manifest.version, bytes: output?.bytes ?? 0 };
}

type Manifest = {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
};

function packageJson({ version, description, license, engines }: Manifest) {
  return {
    name: "tenfold",
    version,
    description: `${description}: the command line`,
    license,
    type: "module",
    engines,
    bin: { tenfold: "tenfold.mjs", "kubectl-tenfold": "tenfold.mjs", "kubectl_complete-tenfold": "complete.mjs" },
    files: ["*.mjs", "LICENSE", "THIRD-PARTY-LICENSES"],
  };
}
