// Which npm packages a bundle contains: what its software bill of materials and its licence file are made from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export type BundledPackage = {
  readonly name: string;
  readonly version: string;
  /** SPDX expression from its package.json. */
  readonly license: string | undefined;
  /** Text of its licence file, as far as the package has one. */
  readonly licenseText: string | undefined;
};

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENSE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i;

/** `inputs` are the files of a bundle, relative to `root`. Sorted by name and version; every copy of a package once. */
export async function packagesOf(root: string, inputs: readonly string[]): Promise<readonly BundledPackage[]> {
  const folders = new Set(inputs.map((input) => PACKAGE_FOLDER.exec(input)?.[0]).filter((folder) => folder !== undefined));
  const packages = await Promise.all([...folders].map((folder) => packageIn(join(root, folder))));
  const byIdentity = new Map(packages.map((found) => [`${found.name}@${found.version}`, found]));
  return [...byIdentity.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

type Manifest = { readonly name: string; readonly version: string; readonly license?: string };

async function packageIn(folder: string): Promise<BundledPackage> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  const file = (await readdir(folder)).sort().find((entry) => LICENSE_FILE.test(entry));
  const licenseText = file === undefined ? undefined : await readFile(join(folder, file), "utf8");
  return { name, version, license, licenseText };
}
