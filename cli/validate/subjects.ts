// Documents → the objects among them that are ours to judge. Pure.
import { API_VERSION, GROUP } from "../../domain/api/keys.js";
import { isRecord, textAt } from "../../domain/observed/reading.js";
import type { Document, FieldPath, Place } from "../input/documents.js";
import type { Definition } from "./definitions.js";
import { DEFINITIONS } from "./definitions.js";
import type { Finding } from "./finding.js";
import { nearest } from "./nearest.js";

export type Named = { readonly kind: string; readonly name: string | undefined; readonly namespace: string | undefined };

export type Subject = Named & {
  readonly definition: Definition;
  readonly value: Readonly<Record<string, unknown>>;
  readonly at: Place;
  placeOf(path: FieldPath): Place;
  /** Fields that are written twice, with their places. */
  readonly twice: Document["twice"];
};

/** Looked at and not judged: of a kind that is not ours, or of one that is none. */
export type Other = { readonly named: Named; readonly at: Place; readonly finding?: Finding };
export type Sorted = { readonly subjects: readonly Subject[]; readonly others: readonly Other[] };

export function sorted(documents: readonly Document[]): Sorted {
  const all = documents.flatMap((document) => entriesOf(document.value, []).map((entry) => asEither(document, entry)));
  return {
    subjects: all.filter((one) => "definition" in one),
    others: all.filter((one) => "named" in one),
  };
}

type Entry = { readonly value: unknown; readonly path: FieldPath };

/** An object, or what is in a list of objects. */
function entriesOf(value: unknown, path: FieldPath): readonly Entry[] {
  const isList = isRecord(value) && Array.isArray(value.items) && typeof value.kind === "string" && value.kind.endsWith("List");
  if (!isList) return [{ value, path }];
  return (value.items as readonly unknown[]).flatMap((item, index) => entriesOf(item, [...path, "items", index]));
}

function asEither(document: Document, { value, path }: Entry): Subject | Other {
  const placeOf = (field: FieldPath) => document.placeOf([...path, ...field]);
  const at = path.length === 0 ? document.at : placeOf([]);
  const kind = textAt(value, "kind") ?? "";
  const named = { kind, name: textAt(value, "metadata", "name"), namespace: textAt(value, "metadata", "namespace") };
  if (!isRecord(value)) return { named, at, finding: NO_OBJECT };
  const definition = DEFINITIONS.find((known) => known.apiVersion === value.apiVersion && known.kind === kind);
  if (definition !== undefined) return { ...named, definition, value, at, placeOf, twice: twiceIn(document, path) };
  const finding = nearlyOurs(kind, value);
  return finding === undefined ? { named, at } : { named, at: placeOf(finding.path), finding };
}

function twiceIn({ twice }: Document, path: FieldPath): Document["twice"] {
  return twice
    .filter(([field]) => path.every((step, index) => field[index] === step))
    .map(([field, at]) => [field.slice(path.length), at] as const);
}

const NO_OBJECT: Finding = {
  path: [],
  source: "schema",
  message: "is no object",
  remedy: `write apiVersion: ${API_VERSION}, kind: WebService, metadata and spec, each at the beginning of a line`,
};

/** Why an object that was meant to be one of ours is none. */
function nearlyOurs(kind: string, value: Readonly<Record<string, unknown>>): Finding | undefined {
  const kinds = DEFINITIONS.map((known) => known.kind);
  const version = value.apiVersion;
  const group = typeof version === "string" ? (version.split("/")[0] ?? "") : "";
  if (group === GROUP) {
    if (kinds.includes(kind)) return ofVersion(`is ${String(version)}, and ${kind} is served as ${API_VERSION}`);
    const remedy = `${kind === "" ? "write" : "did you mean"} ${nearest(kind, kinds) ?? kinds.join(" or ")}${kind === "" ? "" : "?"}`;
    return { path: ["kind"], source: "schema", message: kind === "" ? "is missing" : `is no kind of ${GROUP}`, remedy };
  }
  if (kinds.includes(kind) && (version === undefined || nearest(group, [GROUP]) !== undefined))
    return ofVersion(version === undefined ? "is missing" : `is ${JSON.stringify(version)}, which is not of ${GROUP}`);
  return undefined;
}

function ofVersion(message: string): Finding {
  return { path: ["apiVersion"], source: "schema", message, remedy: `write ${API_VERSION}` };
}

/** `WebService store/shop`. */
export function titleOf({ kind, name, namespace }: Named): string {
  const full = namespace === undefined ? (name ?? "without a name") : `${namespace}/${name ?? "(without a name)"}`;
  return `${kind === "" ? "object" : kind} ${full}`;
}
