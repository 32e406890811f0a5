// YAML and JSON files → objects, each with the place where it stands. Says of every document that is none what is wrong with it.
import { LineCounter, parseAllDocuments } from "yaml";
import type { Document as YamlDocument } from "yaml";
import { isNode } from "yaml";
import { CommandError } from "../failure.js";
import type { Files } from "../session.js";

export type Place = { readonly file: string; /** From 1. */ readonly line: number };

export type Document = {
  readonly value: unknown;
  readonly at: Place;
  /** Where a field stands, or the nearest one above it that is there: `["spec", "hosts", 0]`. */
  placeOf(path: readonly (string | number)[]): Place;
};

/** `paths`: files, folders or `-`. Throws CommandError: not there, not readable, not YAML. Empty documents are passed over. */
export function readDocuments(files: Files, paths: readonly string[]): readonly Document[] {
  return paths.flatMap((path) => files.documents(path)).flatMap((file) => documentsIn(file, files.read(file)));
}

function documentsIn(file: string, text: string): readonly Document[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines });
  return [...parsed].flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      const { line } = lines.linePos(error.pos[0]);
      const [what] = error.message.split(" at line ");
      throw new CommandError(`${name(file)}:${line}: this is not YAML: ${what}`, "Correct the file and try again.");
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value === null || value === undefined ? [] : [asDocument(document, { value, file, lines })];
  });
}

type Parsed = { readonly value: unknown; readonly file: string; readonly lines: LineCounter };

function asDocument(document: YamlDocument, { value, file, lines }: Parsed): Document {
  const placeAt = (offset: number): Place => ({ file: name(file), line: lines.linePos(offset).line });
  const start = placeAt(isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0);
  return {
    value,
    at: start,
    placeOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node: unknown = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return placeAt(node.range[0]);
      }
      return start;
    },
  };
}

function name(file: string): string {
  return file === "-" ? "(standard input)" : file;
}
