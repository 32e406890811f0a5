// The rules of the definitions, asked about an object and everything in it that has some. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import type { CelRule } from "../../domain/api/rules.js";
import type { FieldPath } from "../input/documents.js";
import { ruleOf } from "./cel.js";
import type { Schema } from "./definitions.js";
import type { Finding } from "./finding.js";
import { overlaps, pathOf } from "./finding.js";
import { isOfType, typesOf } from "./values.js";

export type Asked = {
  readonly schema: Schema;
  readonly value: unknown;
  /** As it was; undefined: it is new, or nobody knows. */
  readonly old?: unknown;
  readonly path: FieldPath;
};

/** `known`: what is wrong by the schema. Of a value that holds such a thing a rule is asked as well, and believed where it can be told. */
export function ruleFindings(asked: Asked, known: readonly Finding[]): readonly Finding[] {
  const { schema, value, path } = asked;
  const types = typesOf(schema);
  if (value === null || value === undefined || (types.length > 0 && !types.some((type) => isOfType(value, type)))) return [];
  const rules = schema["x-kubernetes-validations"] ?? [];
  const isBroken = known.some((finding) => overlaps(finding.path, path) && finding.path.length >= path.length);
  const own = rules.flatMap((rule) => broken(rule, asked, isBroken));
  return [...own, ...children(asked).flatMap((child) => ruleFindings(child, known))];
}

function children({ schema, value, old, path }: Asked): readonly Asked[] {
  const { items, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value)) {
    const oldEntries = Array.isArray(old) ? (old as readonly unknown[]) : [];
    return items === undefined
      ? []
      : value.map((entry: unknown, index) => ({
          schema: items,
          value: entry,
          old: sameEntry(schema, entry, oldEntries),
          path: [...path, index],
        }));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    return known === undefined
      ? []
      : [{ schema: known, value: field, old: isRecord(old) ? old[name] : undefined, path: [...path, name] }];
  });
}

/** Only entries that have a name are compared with what they were. */
function sameEntry(schema: Schema, entry: unknown, oldEntries: readonly unknown[]): unknown {
  const keys = schema["x-kubernetes-list-map-keys"];
  if (keys === undefined || !isRecord(entry)) return undefined;
  return oldEntries.find((old) => isRecord(old) && keys.every((key) => old[key] === entry[key]));
}

function broken({ rule, message, fieldPath }: CelRule, asked: Asked, isBroken: boolean): readonly Finding[] {
  const { schema, value, old, path } = asked;
  if (/\boldSelf\b/.test(rule) && old === undefined) return [];
  const verdict = ruleOf(rule)(celValue(schema, value), celValue(schema, old));
  if (verdict === true || (verdict === undefined && isBroken)) return [];
  const at = [...path, ...pathOf(fieldPath ?? "")];
  return [{ source: "rule", ...inWords(at, message) }];
}

/** Messages are written as `what; remedy`. A rule over the whole object names its field in the message. */
function inWords(path: FieldPath, text: string): Pick<Finding, "path" | "message" | "remedy"> {
  const [, field, rest = text] = (path.length === 0 ? /^(metadata\.\w+) (.*)$/s.exec(text) : null) ?? [];
  const [message = rest, ...remedies] = rest.split("; ");
  return { path: field === undefined ? path : pathOf(field), message, remedy: remedies.join("; ") };
}

/** Whole numbers are whole by what the schema says, and an empty field is none that is there. */
function celValue(schema: Schema | undefined, value: unknown): unknown {
  if (typeof value === "number") return isWhole(schema, value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((entry: unknown) => celValue(schema?.items, entry));
  if (!isRecord(value)) return value;
  const { properties = {}, additionalProperties } = schema ?? {};
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(
    fields.map(([name, field]) => [
      name,
      celValue(Object.hasOwn(properties, name) ? properties[name] : additionalProperties, field),
    ]),
  );
}

function isWhole(schema: Schema | undefined, value: number): boolean {
  return Number.isInteger(value) && (schema === undefined || schema.type !== "number");
}
