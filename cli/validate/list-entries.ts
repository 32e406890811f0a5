// Lists in which nothing may come twice: sets, and lists of entries with a name. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import type { FieldPath } from "../input/documents.js";
import type { Schema } from "./definitions.js";
import type { Finding } from "./finding.js";

export function repeatedEntries(schema: Schema, value: unknown, path: FieldPath): readonly Finding[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    const entries: readonly unknown[] = value;
    return [
      ...repeatedIn(schema, entries, path),
      ...(items === undefined ? [] : entries.flatMap((entry, index) => repeatedEntries(items, entry, [...path, index]))),
    ];
  }
  if (!isRecord(value)) return [];
  const { properties = {}, additionalProperties } = schema;
  return Object.entries(value).flatMap(([name, field]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    return known === undefined ? [] : repeatedEntries(known, field, [...path, name]);
  });
}

function repeatedIn(schema: Schema, entries: readonly unknown[], path: FieldPath): readonly Finding[] {
  const type = schema["x-kubernetes-list-type"];
  if (type !== "set" && type !== "map") return [];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  // What is no entry at all has its own finding.
  if (type === "map" && entries.some((entry) => entry !== null && !isRecord(entry))) return [];
  const identities = entries.map((entry) => JSON.stringify(type === "set" ? entry : keys.map((key) => keyOf(entry, key))));
  return secondOnes(identities).map((index) => ({
    path: [...path, index],
    source: "schema",
    ...(type === "set"
      ? { message: "is in the list already", remedy: "remove one of the two" }
      : { message: `has the same ${keys.join(", ")} as an entry before it`, remedy: "rename or remove one of them" }),
  }));
}

function keyOf(entry: unknown, key: string): unknown {
  return isRecord(entry) && Object.hasOwn(entry, key) ? [entry[key]] : [];
}

/** Only the first repetition of each. */
function secondOnes(identities: readonly string[]): readonly number[] {
  const seen = new Map<string, number>();
  return identities.flatMap((identity, index) => {
    const times = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, times);
    return times === 2 ? [index] : [];
  });
}
