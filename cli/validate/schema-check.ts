// An object against its schema, as the API server checks it: types, limits, lists of values, required fields. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import type { FieldPath } from "../input/documents.js";
import type { Schema } from "./definitions.js";
import type { Finding } from "./finding.js";
import { nearest } from "./nearest.js";
import { re2 } from "./re2.js";
import { isOfType, lengthOf, nameOf, namesOf, typesOf } from "./values.js";

/** Of a value with its defaults written in, and without empty fields that the server leaves out. */
export function schemaFindings(schema: Schema, value: unknown, path: FieldPath): readonly Finding[] {
  if (value === null && schema.nullable === true) return [];
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return [wrongType(schema, value, path)];
  return [
    ...one(path, notListed(schema, value)),
    ...(typeof value === "number" ? one(path, ofNumber(schema, value)) : []),
    ...(typeof value === "string" ? one(path, ofText(schema, value)) : []),
    ...(Array.isArray(value) ? ofList(schema, value, path) : []),
    ...(isRecord(value) ? ofMap(schema, value, path) : []),
    ...alternatives(schema, value, path),
  ];
}

/** What is written may look otherwise: `yes` is true as well. */
export const IN_QUOTES = "put it in quotes";

type Said = Pick<Finding, "message" | "remedy" | "isRaw"> | undefined;

function one(path: FieldPath, said: Said): readonly Finding[] {
  return said === undefined ? [] : [{ path, source: "schema", ...said }];
}

function wrongType(schema: Schema, value: unknown, path: FieldPath): Finding {
  const types = typesOf(schema);
  const message = `is ${nameOf(value)} and has to be ${namesOf(types)}`;
  return { path, source: "schema", message, remedy: rightly(schema, value) };
}

function rightly(schema: Schema, value: unknown): string {
  const listed = listedIn(schema);
  if (listed !== undefined) return `use one of ${listed.map(String).join(", ")}`;
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  switch (schema.type) {
    case "string":
      return scalar ? IN_QUOTES : "write one text";
    case "integer":
      return typeof value === "string" && /^-?\d+$/.test(value)
        ? `write ${value} without quotes`
        : "write a whole number, without quotes";
    case "boolean":
      return "write true or false, without quotes";
    case "array":
      return scalar ? `write it as a list of one: [${JSON.stringify(value)}]` : "begin each entry with a dash";
    default:
      return "write its fields below it, indented";
  }
}

/** Values that are named anywhere for it. */
function listedIn({ enum: listed, allOf = [], anyOf = [] }: Schema): readonly unknown[] | undefined {
  return listed ?? [...allOf, ...anyOf].map(listedIn).find((found) => found !== undefined);
}

function notListed({ enum: listed }: Schema, value: unknown): Said {
  if (listed === undefined || listed.includes(value)) return undefined;
  const near = typeof value === "string" ? nearest(value, listed.map(String)) : undefined;
  const meant = near === undefined ? "" : `, did you mean ${near}?`;
  return { message: "is not a known value", remedy: `use one of ${listed.map(String).join(", ")}${meant}` };
}

function ofNumber({ minimum, maximum, multipleOf }: Schema, value: number): Said {
  if (minimum !== undefined && value < minimum) return { message: "is too small", remedy: `use at least ${minimum}` };
  if (maximum !== undefined && value > maximum) return { message: "is too large", remedy: `use at most ${maximum}` };
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    return { message: `is not a multiple of ${multipleOf}`, remedy: `use a multiple of ${multipleOf}` };
  return undefined;
}

function ofText({ minLength = 0, maxLength, pattern }: Schema, value: string): Said {
  const length = lengthOf(value);
  if (length < minLength)
    return length === 0
      ? { message: "is empty", remedy: `write it, or remove the field where it may be left out` }
      : { message: "is too short", remedy: `use at least ${minLength} characters` };
  if (maxLength !== undefined && length > maxLength)
    return { message: `is too long: ${length} characters`, remedy: `use at most ${maxLength} characters` };
  if (pattern !== undefined && !re2(pattern).test(value))
    return {
      message: "has a form that is not allowed",
      remedy: `write what the regular expression ${pattern} matches`,
      isRaw: true,
    };
  return undefined;
}

function ofList({ items, minItems = 0, maxItems }: Schema, value: readonly unknown[], path: FieldPath): readonly Finding[] {
  const few = { message: "has too few entries", remedy: `use at least ${minItems} entries` };
  const many = { message: `has too many entries: ${value.length}`, remedy: `use at most ${maxItems ?? 0} entries` };
  return [
    ...one(path, value.length < minItems ? few : undefined),
    ...one(path, maxItems !== undefined && value.length > maxItems ? many : undefined),
    ...(items === undefined ? [] : value.flatMap((entry, index) => schemaFindings(items, entry, [...path, index]))),
  ];
}

type Fields = Readonly<Record<string, unknown>>;

function ofMap(schema: Schema, value: Fields, path: FieldPath): readonly Finding[] {
  const { properties = {}, additionalProperties, required = [], minProperties = 0, maxProperties } = schema;
  const count = Object.keys(value).length;
  const many = { message: `has too many fields: ${count}`, remedy: `use at most ${maxProperties ?? 0}` };
  return [
    ...one(path, count < minProperties ? { message: "has too few fields", remedy: `use at least ${minProperties}` } : undefined),
    ...one(path, maxProperties !== undefined && count > maxProperties ? many : undefined),
    ...Object.entries(value).flatMap(([name, field]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      return known === undefined ? [] : schemaFindings(known, field, [...path, name]);
    }),
    ...required.filter((name) => !Object.hasOwn(value, name)).flatMap((name) => one([...path, name], missing(properties[name]))),
  ];
}

function missing(schema: Schema | undefined): Said {
  const [first] = (schema?.description ?? "").split(/(?<=\.)\s/);
  return { message: "is missing", remedy: first === undefined || first === "" ? "set it" : `set it: ${first}` };
}

function alternatives({ allOf = [], anyOf, not }: Schema, value: unknown, path: FieldPath): readonly Finding[] {
  const fits = (schema: Schema) => schemaFindings(schema, value, path).length === 0;
  const listed = anyOf?.map(listedIn).find((found) => found !== undefined) ?? [];
  const noneFits = { message: "is not a known value", remedy: `use one of ${listed.map(String).join(", ")}` };
  return [
    ...allOf.flatMap((schema) => schemaFindings(schema, value, path)),
    ...one(path, anyOf === undefined || anyOf.some(fits) ? undefined : noneFits),
    ...one(
      path,
      not !== undefined && fits(not) ? { message: "is a value that is not allowed", remedy: "use another" } : undefined,
    ),
  ];
}
