// YAML and JSON files → objects, each with the place where it stands. Says of every document that is none what is wrong with it.
import type { Document as YamlDocument, ParsedNode, TagId, Tags } from "yaml";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import { CommandError } from "../failure.js";
import type { Files } from "../session.js";

export type Place = { readonly file: string; /** From 1. */ readonly line: number };
export type FieldPath = readonly (string | number)[];

export type Document = {
  readonly value: unknown;
  readonly at: Place;
  /** Where a field stands, or the nearest one above it that is there: `["spec", "hosts", 0]`. */
  placeOf(path: FieldPath): Place;
  /** Fields that are written twice: of two of one name kubectl silently takes the last. */
  readonly twice: readonly (readonly [field: FieldPath, at: Place])[];
};

/** Why a text, or a part of it, is none of YAML. */
export type Fault = { readonly at: Place; readonly message: string; readonly remedy: string };

/** `paths`: files, folders or `-`. Throws CommandError: not there, not readable, not YAML. Empty documents are passed over. */
export function readDocuments(files: Files, paths: readonly string[]): readonly Document[] {
  return paths
    .flatMap((path) => files.documents(path))
    .flatMap((file) => {
      const { documents, faults } = parseDocuments(file, files.read(file));
      const repeated = documents.flatMap(({ twice }) => twice);
      for (const { at, message } of [
        ...faults,
        ...repeated.map(([field, at]) => ({ at, message: `${field.join(".")} is written twice` })),
      ])
        throw new CommandError(`${at.file}:${at.line}: ${message}`, "Correct the file and try again.");
      return documents;
    });
}

export type Parsed = { readonly documents: readonly Document[]; readonly faults: readonly Fault[] };

/** Everything that is wrong with the text, and the documents that can be read all the same. */
export function parseDocuments(file: string, text: string): Parsed {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => ({ file: name(file), line: lines.linePos(offset).line });
  const parsed = [...parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, ...AS_KUBECTL_READS })];
  const faults = parsed.flatMap(({ errors }) =>
    errors.slice(0, 1).map(({ message, pos: [offset] }) => {
      const [what = ""] = message.split(" at line ");
      return { at: placeAt(offset), message: `this is not YAML: ${what.replace(/:$/, "")}`, remedy: NOT_YAML };
    }),
  );
  const good = parsed.filter(({ errors }) => errors.length === 0);
  return {
    faults,
    documents: good.flatMap((document) => {
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      return value === null || value === undefined ? [] : [asDocument(document, value, placeAt)];
    }),
  };
}

const NOT_YAML = "correct the indentation, a colon, a quote or a bracket there";

/** YAML 1.1, so that `yes` and `on` are true. What kubectl's reader leaves as text is left so: dates, and times as numbers of base 60. */
const AS_KUBECTL_READS = {
  version: "1.1",
  customTags: (tags: Tags): Tags => tags.filter((tag) => !isTime(tag)),
} as const;

function isTime(tag: Tags[number] | TagId): boolean {
  return typeof tag === "object" && (tag.format === "TIME" || tag.tag === "tag:yaml.org,2002:timestamp");
}

type PlaceAt = (offset: number) => Place;

function repeatedFields(node: unknown, path: FieldPath, placeAt: PlaceAt): Document["twice"] {
  if (isSeq(node)) return node.items.flatMap((entry, index) => repeatedFields(entry, [...path, index], placeAt));
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return [];
  const seen = new Set<string>();
  return node.items.flatMap(({ key, value }) => {
    const field = isScalar(key) ? String(key.value) : "";
    const isRepeated = isScalar(key) && field !== MERGE && seen.has(field);
    seen.add(field);
    const below = repeatedFields(value, [...path, field], placeAt);
    return isRepeated ? [[[...path, field], placeAt(key.range[0])] as const, ...below] : below;
  });
}

const MERGE = "<<";

function asDocument(document: YamlDocument.Parsed, value: unknown, placeAt: PlaceAt): Document {
  const start = placeAt(document.contents?.range[0] ?? 0);
  return {
    value,
    at: start,
    twice: repeatedFields(document.contents, [], placeAt),
    placeOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = offsetOf(document, path.slice(0, length));
        if (offset !== undefined) return placeAt(offset);
      }
      return start;
    },
  };
}

/** Of the name of a field, since its value may begin on a later line; of an entry of a list, its value. */
function offsetOf(document: YamlDocument.Parsed, path: FieldPath): number | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap<ParsedNode>(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    return pair?.key.range[0];
  }
  const entry: unknown = isSeq(parent) && typeof last === "number" ? parent.items[last] : undefined;
  return isNode(entry) ? entry.range?.[0] : undefined;
}

function name(file: string): string {
  return file === "-" ? "(standard input)" : file;
}
