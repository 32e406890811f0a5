// The definitions for the command line, which judges files by them where no API server is. As JSON, since it has to start quickly.
import type { GeneratedFile } from "../generated-file.js";
import type { KindDefinition } from "./custom-resource-definition.js";
import { rootSchema } from "./custom-resource-definition.js";

export function definitionsFile(kinds: readonly KindDefinition[]): GeneratedFile {
  const definitions = kinds.map((kind) => {
    const { apiVersion, kind: name, namespaced } = kind.ref;
    return { apiVersion, kind: name, namespaced, schema: rootSchema(kind) };
  });
  return { path: "cli/validate/definitions.json", text: `${JSON.stringify(definitions, undefined, 1)}\n` };
}
