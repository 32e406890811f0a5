// A file that is generated: its place in the project and its text.
import { stringify } from "yaml";

export type GeneratedFile = { readonly path: string; readonly text: string };

export function yamlFile(path: string, source: string, documents: readonly unknown[]): GeneratedFile {
  const header = `# Generated from ${source} by "make generate". Do not edit.\n`;
  const texts = documents.map((document) =>
    stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" }),
  );
  return { path, text: header + texts.join("---\n") };
}

export function markdownFile(path: string, source: string, text: string): GeneratedFile {
  return { path, text: `<!-- Generated from ${source} by "make generate". Do not edit. -->\n\n${text}\n` };
}
