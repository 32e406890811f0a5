// What can be wrong with a page, each as a line that says where and what. Pure, so that each complaint is itself tested.
import { posix } from "node:path";
import { parseAllDocuments } from "yaml";
import { API_VERSION } from "../../domain/api/keys.js";
import { validateClass, validateName, validateService, type FieldProblem } from "../../domain/api/validate.js";
import type { Json } from "../../scripts/crd/structural-schema.js";
import { commandsIn, type Command } from "./command.js";
import type { Block, Page } from "./page.js";

/** Fences and their marks. `text` alone is the output of the command before it, and a test compares it. */
const FENCES: Readonly<Record<string, readonly string[]>> = {
  yaml: ["", "fragment"],
  json: [""],
  sh: [""],
  text: ["", "example", "diagram"],
  promql: [""],
};

export function fenceComplaints({ blocks }: Page, isExecuted: boolean): readonly string[] {
  return blocks.flatMap(({ where, language, mark }, index) => {
    const marks = FENCES[language];
    if (marks === undefined) return [`${where}: fence "${language}": use ${Object.keys(FENCES).join(", ")}`];
    if (!marks.includes(mark)) return [`${where}: mark "${mark}" of ${language}: use one of "${marks.join('", "')}"`];
    if (language !== "text" || mark !== "") return [];
    if (!isExecuted) return [`${where}: no test runs this page: mark the output as "text example"`];
    return blocks[index - 1]?.language === "sh" ? [] : [`${where}: output without a command before it`];
  });
}

export type Manifest = { readonly where: string; readonly object: Json };

export function yamlComplaints({ blocks }: Page): readonly string[] {
  return blocks
    .filter(({ language }) => language === "yaml" || language === "json")
    .flatMap((block) => documentsOf(block).flatMap(({ errors }) => errors.map((error) => `${block.where}: ${error.message}`)));
}

/** Objects of all complete blocks. */
export function manifestsOf({ blocks }: Page): readonly Manifest[] {
  return blocks
    .filter(({ language, mark }) => language === "yaml" && mark === "")
    .flatMap((block) => documentsOf(block).map((document) => ({ where: block.where, object: document.toJS() as Json })));
}

function documentsOf({ text }: Block) {
  const documents = parseAllDocuments(text);
  return "empty" in documents ? [] : documents;
}

/** By the predicates of the operator and by the fields of the definitions; the API server has the last word, in test/cluster. */
export function manifestComplaints({ where, object }: Manifest, schemas: ReadonlyMap<string, Json>): readonly string[] {
  if (typeof object.apiVersion !== "string" || typeof object.kind !== "string")
    return [`${where}: no apiVersion and kind: mark a part of an object as "yaml fragment"`];
  if (object.apiVersion !== API_VERSION) return [];
  const schema = schemas.get(object.kind);
  if (schema === undefined) return [`${where}: there is no kind ${object.kind} in ${API_VERSION}`];
  const problems = [...problemsOf(object), ...unknownFields(object, schema, "")];
  return problems.map(({ field, message, remedy }) => `${where}: ${field} ${message}; ${remedy}`);
}

function problemsOf({ kind, metadata, spec }: Json): readonly FieldProblem[] {
  const validated = kind === "WebService" ? validateService(spec) : validateClass(spec);
  const name = kind === "WebService" ? validateName(metadata as { readonly name: string }) : [];
  return [...name, ...(validated.ok ? [] : validated.problems)];
}

function unknownFields(value: unknown, schema: Json, path: string): readonly FieldProblem[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((entry, at) => unknownFields(entry, schema.items as Json, `${path}[${at}]`));
  const properties = schema.properties as Readonly<Record<string, Json>> | undefined;
  if (properties === undefined) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = path === "" ? name : `${path}.${name}`;
    const known = properties[name];
    return known === undefined
      ? [{ field, message: "is not known", remedy: "see docs/reference/api.md" }]
      : unknownFields(inner, known, field);
  });
}

/** `exists`: of files and folders. `pages`: by path. */
export type Surroundings = { readonly exists: (path: string) => boolean; readonly pages: ReadonlyMap<string, Page> };

export function linkComplaints(page: Page, { exists, pages }: Surroundings): readonly string[] {
  return page.links.flatMap((link) => {
    if (/^(https?|mailto):/.test(link)) return [];
    const [file = "", anchor] = link.split("#");
    const path = file === "" ? page.path : posix.join(posix.dirname(page.path), file);
    if (path.startsWith("..")) return [`${page.path}: link ${link} leaves the repository`];
    if (!exists(path)) return [`${page.path}: link ${link}: there is no ${path}`];
    if (anchor === undefined || pages.get(path)?.anchors.has(anchor) === true) return [];
    return [`${page.path}: link ${link}: ${path} has no heading of that name`];
  });
}

/** Everything that the code knows by name. */
export type Names = {
  readonly programs: ReadonlySet<string>;
  readonly makefile: string;
  /** Labels and annotations. */
  readonly keys: ReadonlySet<string>;
  /** Flags of our own programs, each with its dashes. */
  readonly flags: ReadonlySet<string>;
  /** Environment variables of our own programs. */
  readonly variables: ReadonlySet<string>;
  readonly exists: (path: string) => boolean;
};

const REPOSITORY_PATH =
  /^(?:\.\/|\$PWD\/)?((?:cdk8s|charts|crds|deploy|dist|docs|migrator|operator|pooler|scripts|test)\/[\w./-]*)/;

export function nameComplaints(page: Page, names: Names): readonly string[] {
  const commands = page.blocks
    .filter(({ language }) => language === "sh")
    .flatMap((block) => commandsIn(block.text, block.where));
  return [
    ...commands.flatMap((command) => commandComplaints(command, names)),
    ...page.spans.flatMap((span) => spanComplaints(span, names)).map((complaint) => `${page.path}: ${complaint}`),
    ...unknownOf(page.text, /(?<![a-z.])((?:local\.)?tenfold\.dev\/[a-z0-9-]*[a-z0-9])/g, names.keys).map(
      (key) => `${page.path}: no code knows ${key}`,
    ),
    ...unknownOf(page.text, /\b(TENFOLD_[A-Z_]+)/g, names.variables).map((name) => `${page.path}: no program reads ${name}`),
  ];
}

function commandComplaints({ where, words }: Command, names: Names): readonly string[] {
  const [program = "", ...rest] = words;
  const complaints = names.programs.has(program) || isOwnScript(program, names) ? [] : [`unknown program "${program}"`];
  if (program === "make") complaints.push(...makeComplaints(rest, names.makefile));
  if (program === "node") complaints.push(...ownFlagComplaints(rest, names));
  complaints.push(...words.flatMap((word) => pathComplaint(word, names)));
  return complaints.map((complaint) => `${where}: ${complaint}`);
}

function isOwnScript(program: string, { exists }: Names): boolean {
  return program.endsWith(".sh") && exists(program);
}

function makeComplaints(words: readonly string[], makefile: string): readonly string[] {
  return words.flatMap((word) => {
    const [name = "", value] = word.split("=");
    if (value !== undefined)
      return makefile.includes(`$(${name})`) || makefile.includes(`,$(${name}))`) ? [] : [`make knows no ${name}=`];
    return new RegExp(`^${name}:`, "m").test(makefile) ? [] : [`make has no target ${name}`];
  });
}

function ownFlagComplaints(words: readonly string[], { flags }: Names): readonly string[] {
  const given = words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? "");
  return given.filter((flag) => !flags.has(flag)).map((flag) => `no program of ours has ${flag}`);
}

function spanComplaints(span: string, names: Names): readonly string[] {
  const [first = ""] = span.split(/[ =]/);
  if (/^--[a-z]/.test(span)) return names.flags.has(first) ? [] : [`no program of ours has ${first}`];
  if (/^make [a-z]/.test(span)) return makeComplaints(span.split(" ").slice(1), names.makefile);
  return pathComplaint(span, names);
}

function pathComplaint(word: string, { exists }: Names): readonly string[] {
  const named = REPOSITORY_PATH.exec(word)?.[1];
  if (named === undefined || named.includes("…")) return [];
  // A compiled program is there as soon as its source is.
  const path = named.startsWith("dist/") ? named.slice("dist/".length).replace(/\.js$/, ".ts") : named;
  return path === "" || exists(path.replace(/\/$/, "")) ? [] : [`there is no ${path}`];
}

function unknownOf(text: string, pattern: RegExp, known: ReadonlySet<string>): readonly string[] {
  const found = new Set([...text.matchAll(pattern)].map(([, name = ""]) => name));
  return [...found].filter((name) => !known.has(name));
}
