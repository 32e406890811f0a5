// A bundle's software bill of materials (CycloneDX 1.6, JSON) and its licence file. Pure: no times and no random numbers, so
// that the same sources give the same bytes.
import type { BundledPackage } from "./packages.js";

export type Subject = { readonly name: string; readonly version: string };

export function billOfMaterials({ name, version }: Subject, packages: readonly BundledPackage[]): string {
  const root = `pkg:npm/${name}@${version}`;
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", "bom-ref": root, name, version, licenses: [{ license: { id: "Apache-2.0" } }] },
    },
    components: packages.map(component),
    dependencies: [{ ref: root, dependsOn: packages.map(packageUrl) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function licenseFile(packages: readonly BundledPackage[]): string {
  const parts = packages.map(({ name, version, license, licenseText }) => {
    const head = `${name} ${version} (${license ?? "licence not stated"})`;
    return `${head}\n${"-".repeat(head.length)}\n\n${licenseText?.trim() ?? "The package carries no licence text."}\n`;
  });
  return `This program contains the following packages.\n\n${parts.join("\n\n")}`;
}

function component(found: BundledPackage): Record<string, unknown> {
  const { name, version, license } = found;
  const purl = packageUrl(found);
  const licenses = license === undefined ? {} : { licenses: [{ expression: license }] };
  return { type: "library", "bom-ref": purl, name, version, ...licenses, purl };
}

function packageUrl({ name, version }: BundledPackage): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}
