// Values as JSON has them, and what they are called. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import type { Schema } from "./definitions.js";

type Type = NonNullable<Schema["type"]>;

/** A number above this is none that a whole number of JSON is taken for. */
const MOST = Number.MAX_SAFE_INTEGER;

export function isOfType(value: unknown, type: Type): boolean {
  switch (type) {
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= MOST;
    default:
      return typeof value === type;
  }
}

/** Types that a schema takes; none: it says nothing about that. */
export function typesOf(schema: Schema): readonly Type[] {
  if (schema["x-kubernetes-int-or-string"] === true) return ["integer", "string"];
  return schema.type === undefined ? [] : [schema.type];
}

const NAMES: Readonly<Record<Type, string>> = {
  object: "a map of fields",
  array: "a list",
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
};

export function namesOf(types: readonly Type[]): string {
  return types.map((type) => NAMES[type]).join(" or ");
}

export function nameOf(value: unknown): string {
  if (value === null) return "empty";
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return NAMES.array;
  if (typeof value === "number") return isOfType(value, "integer") ? NAMES.integer : "a number that is not whole";
  return typeof value === "string" ? NAMES.string : NAMES.object;
}

/** Characters as Unicode counts them, which is how API servers do. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
