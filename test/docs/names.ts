// What the code knows by name, gathered from the checkout: keys, flags, environment variables, programs.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { API_VERSION } from "../../domain/api/keys.js";
import { declaredProgram } from "../../scripts/reference/cli.js";
import { customResourceDefinition } from "../../scripts/crd/custom-resource-definition.js";
import type { Json } from "../../scripts/crd/structural-schema.js";
import { TENFOLD_KINDS } from "../../scripts/crd/tenfold-kinds.js";
import type { Names } from "./complaints.js";

/** Of the shell and of the tools that a page may take for granted. */
const PROGRAMS = [
  ...["alias", "cat", "cd", "cp", "echo", "export", "git", "grep", "jq", "make", "mkdir", "node", "npm", "sed", "sleep", "tail"],
  ...["argocd", "aws", "docker", "eksctl", "flux", "helm", "kubectl", "kustomize", "pg_dump", "pg_restore"],
  ...["cosign", "curl", "cut", "date", "dig", "head", "ln", "openssl", "read", "sha256sum", "source", "ssh", "tenfold", "true"],
];

/** Of other programs, where a page names one in its text. */
const FOREIGN_FLAGS = ["--custom-resource-state-config-file", "--restore-to-time", "--set", "--single-transaction"];

/** Folders with the programs that users start or configure. */
const PROGRAM_FOLDERS = ["domain", "operator", "migrator", "pooler", "cli", "local"];
/** Read or written beside our own programs. */
const KEY_FOLDERS = [...PROGRAM_FOLDERS, "charts", "scripts", "cdk8s", "crds", "deploy"];

export function knownNames(): Names {
  const sources = PROGRAM_FOLDERS.flatMap((folder) => textsIn(folder, /\.ts$/)).join("\n");
  const keyed = KEY_FOLDERS.flatMap((folder) => textsIn(folder, /\.(ts|yaml|tpl|lua)$/)).join("\n");
  return {
    programs: new Set(PROGRAMS),
    makefile: readFileSync("Makefile", "utf8"),
    keys: new Set([API_VERSION, ...foundIn(keyed, /["' (]((?:local\.)?tenfold\.dev\/[a-z0-9-]+)/g)]),
    flags: new Set([
      ...FOREIGN_FLAGS,
      ...foundIn(sources, /(--[a-z][a-z-]+)/g),
      ...declaredProgram().commands.flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])),
      // As node:util's parseArgs has them.
      ...foundIn(sources, /^\s+"?([a-z-]+)"?: \{ type: "(?:string|boolean)"/gm).map((name) => `--${name}`),
    ]),
    variables: new Set(foundIn(sources, /\b(TENFOLD_[A-Z_]+)/g)),
    exists: existsSync,
  };
}

/** Schemas of our kinds, as the API server has them. */
export function ownSchemas(): ReadonlyMap<string, Json> {
  return new Map(
    TENFOLD_KINDS.map((kind) => {
      const definition = customResourceDefinition(kind) as { readonly spec: { readonly versions: readonly Version[] } };
      const schema = definition.spec.versions[0]?.schema.openAPIV3Schema ?? {};
      return [kind.ref.kind, { ...schema, properties: { ...(schema.properties as Json), metadata: { type: "object" } } }];
    }),
  );
}

type Version = { readonly schema: { readonly openAPIV3Schema: Json } };

function textsIn(folder: string, files: RegExp): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && files.test(entry.name))
    .map((entry) => readFileSync(posix.join(entry.parentPath, entry.name), "utf8"));
}

function foundIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}
