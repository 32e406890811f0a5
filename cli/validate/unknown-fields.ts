// Fields that the definition does not have, which an API server refuses, and what was probably meant. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import type { FieldPath } from "../input/documents.js";
import type { Schema } from "./definitions.js";
import type { Finding } from "./finding.js";
import { fieldOf } from "./finding.js";
import { nearest } from "./nearest.js";

/** Of the whole object; `metadata` is looked at elsewhere. */
export function unknownFields(root: Schema, object: unknown): readonly Finding[] {
  return below({ root, schema: root }, object, []);
}

type Where = { readonly root: Schema; readonly schema: Schema };

function below({ root, schema }: Where, value: unknown, path: FieldPath): readonly Finding[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((entry, index) => below({ root, schema: items }, entry, [...path, index]));
  }
  if (!isRecord(value) || (path.length === 1 && path[0] === "metadata")) return [];
  const { properties = {}, additionalProperties } = schema;
  return Object.entries(value).flatMap(([name, field]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    const at = [...path, name];
    if (known !== undefined) return below({ root, schema: known }, field, at);
    return [
      { path: at, source: "schema", message: "is an unknown field", remedy: meant(root, Object.keys(properties), at) } as const,
    ];
  });
}

const MOST_LISTED = 12;

function meant(root: Schema, siblings: readonly string[], path: FieldPath): string {
  const name = String(path.at(-1));
  const near = nearest(name, siblings);
  if (near !== undefined) return `did you mean ${near}?`;
  const elsewhere = placesOf(root.properties?.spec, name, ["spec"]);
  if (elsewhere.length > 0 && elsewhere.length <= 3) return `did you mean ${elsewhere.join(" or ")}?`;
  if (siblings.length === 0) return "remove it: nothing may stand there";
  return siblings.length <= MOST_LISTED
    ? `use one of ${siblings.join(", ")}, or remove it`
    : "remove it, or see the reference of the API";
}

/** Where the specification has a field of this name. */
function placesOf(schema: Schema | undefined, name: string, path: FieldPath): readonly string[] {
  if (schema === undefined) return [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, field]) => [
    ...(key.toLowerCase() === name.toLowerCase() ? [fieldOf([...path, key])] : []),
    ...placesOf(field, name, [...path, key]),
  ]);
  const items = placesOf(schema.items, name, path.length === 0 ? [] : [...path.slice(0, -1), `${String(path.at(-1))}[]`]);
  return [...own, ...items];
}
