// Bundles the programs that become images into .build/image/<name>: one file each, its bill of materials and the licences
// of what is in it. The same sources give the same bytes, wherever the checkout lies.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundled } from "./bundling.js";
import { billOfMaterials, licenseFile } from "./image/bill-of-materials.js";
import { IMAGE_PROGRAMS, type ImageProgram } from "./image/programs.js";

export const IMAGE_FOLDER = ".build/image";

/** Bytes of the bundle. `root` is a checkout with its dependencies installed. */
async function bundle(root: string, program: ImageProgram): Promise<number> {
  const folder = join(root, IMAGE_FOLDER, program.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // The engine keeps the text of what it runs for as long as it runs; names stay as they are, for whoever reads a stack.
  const options = { minifySyntax: true, minifyWhitespace: true };
  const { bytes, packages } = await bundled(root, { entry: program.entry, outfile: join(folder, "main.mjs"), options });
  const subject = { name: `tenfold-${program.name}`, version: await versionOf(root) };
  await writeFile(join(folder, "sbom.cdx.json"), billOfMaterials(subject, packages));
  await writeFile(join(folder, "THIRD-PARTY-LICENSES"), licenseFile(packages));
  return bytes;
}

async function versionOf(root: string): Promise<string> {
  return (JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { readonly version: string }).version;
}

/** Exit code. `names` none: all programs. */
export async function bundlePrograms(root: string, names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !IMAGE_PROGRAMS.some((program) => program.name === name));
  if (unknown.length > 0) {
    const known = IMAGE_PROGRAMS.map(({ name }) => name).join(", ");
    process.stderr.write(`no such program: ${unknown.join(", ")}; there are ${known}\n`);
    return 2;
  }
  for (const program of IMAGE_PROGRAMS) {
    if (names.length > 0 && !names.includes(program.name)) continue;
    const bytes = await bundle(root, program);
    process.stderr.write(`${IMAGE_FOLDER}/${program.name}: ${(bytes / 1e6).toFixed(1)} MB\n`);
  }
  return 0;
}

process.exitCode = await bundlePrograms(process.cwd(), process.argv.slice(2));
