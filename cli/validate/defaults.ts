// What an API server makes of an object before it judges it: empty fields go, defaults come. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import type { Schema } from "./definitions.js";

export function withDefaults(schema: Schema | undefined, value: unknown): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => withDefaults(schema.items, filled(schema.items, entry)));
  return isRecord(value) ? fieldsWithDefaults(schema, value) : value;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsWithDefaults({ properties = {}, additionalProperties }: Schema, value: Fields): Fields {
  const schemaOf = (name: string) => (Object.hasOwn(properties, name) ? properties[name] : additionalProperties);
  const given = Object.entries(value).filter(([name, field]) => !isLeftOut(schemaOf(name), field));
  const absent = Object.entries(properties).flatMap(([name, schema]) =>
    Object.hasOwn(value, name) || schema.default === undefined ? [] : [[name, schema.default] as const],
  );
  const all = [...given.map(([name, field]) => [name, filled(schemaOf(name), field)] as const), ...absent];
  return Object.fromEntries(all.map(([name, field]) => [name, withDefaults(schemaOf(name), field)]));
}

/** An empty field that may not be empty counts as one that is not there. */
function isLeftOut(schema: Schema | undefined, value: unknown): boolean {
  return value === null && schema !== undefined && schema.nullable !== true && schema.default === undefined;
}

function filled(schema: Schema | undefined, value: unknown): unknown {
  return value === null && schema?.nullable !== true ? (schema?.default ?? value) : value;
}
