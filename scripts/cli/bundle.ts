// Bundles the command line into one file, and lays out the npm package around it. The same sources give the same bytes.
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { licenseFile } from "../image/bill-of-materials.js";
import { bundled } from "../bundling.js";
import { pageAssets } from "../page-assets.js";

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
  const { bytes, packages } = await bundled(root, {
    entry: "cli/main.ts",
    outfile: join(folder, "tenfold.mjs"),
    firstLine: "#!/usr/bin/env node",
    // Half as much to read at each start; names stay, so that a stack says something.
    options: { minifySyntax: true, minifyWhitespace: true, plugins: [pageAssets(root)] },
  });
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
  await writeFile(join(folder, "complete.mjs"), COMPLETE);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(packageJson(manifest), null, 2)}\n`);
  await writeFile(join(folder, "THIRD-PARTY-LICENSES"), licenseFile(packages));
  await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
  await copyFile(join(root, "docs/cli.md"), join(folder, "README.md"));
  for (const program of ["tenfold.mjs", "complete.mjs"]) await chmod(join(folder, program), 0o755);
  return { folder, version: manifest.version, bytes };
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
