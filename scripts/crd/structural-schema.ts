// zod → the structural OpenAPI v3 schema that a CustomResourceDefinition takes.
import { z } from "zod";

export type Json = { readonly [key: string]: unknown };

/** Keys in the order in which a reader wants them. What is not named here comes between. */
const FIRST = ["description", "type", "default", "format"];
const LAST = ["items", "additionalProperties", "properties", "required"];

export function structuralSchema(schema: z.ZodType): Json {
  return structural(z.toJSONSchema(schema, { target: "openapi-3.0", io: "input" }));
}

function structural(node: Json): Json {
  const { anyOf, additionalProperties, items, properties, ...rest } = node;
  const out: Record<string, unknown> = { ...rest };
  if (isObject(items)) out.items = structural(items);
  if (isObject(additionalProperties)) out.additionalProperties = structural(additionalProperties);
  if (isObject(properties)) {
    out.properties = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, structural(value as Json)]));
  }
  // An int-or-string needs no alternatives beside it: they would only repeat its error in other words.
  if (anyOf !== undefined && node["x-kubernetes-int-or-string"] !== true)
    throw new Error(`a union is not structural: ${JSON.stringify(anyOf)}`);
  // zod's own bounds of an integer; Kubernetes has others.
  if (out.minimum === Number.MIN_SAFE_INTEGER) delete out.minimum;
  if (out.maximum === Number.MAX_SAFE_INTEGER) delete out.maximum;
  return sorted(out);
}

/** Of every field that lacks a description, or a limit that keeps rules affordable and objects small. */
export function shortcomings(node: Json, path: string): readonly string[] {
  const { items, properties, additionalProperties } = node;
  const isLimited = "enum" in node || node["x-kubernetes-int-or-string"] === true;
  const missing = [
    node.type === "string" && !isLimited && !("maxLength" in node) ? "maxLength" : "",
    node.type === "array" && !("maxItems" in node) ? "maxItems" : "",
    isObject(additionalProperties) && !("maxProperties" in node) ? "maxProperties" : "",
    !("description" in node) && !path.endsWith("[]") ? "description" : "",
  ].filter((what) => what !== "");
  return [
    ...missing.map((what) => `${path} has no ${what}`),
    ...(isObject(items) ? shortcomings(items, `${path}[]`) : []),
    ...Object.entries(isObject(properties) ? properties : {}).flatMap(([name, value]) =>
      shortcomings(value as Json, `${path}.${name}`),
    ),
  ];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(node: Json): Json {
  return Object.fromEntries(Object.entries(node).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)));
}

function rank(key: string): number {
  if (FIRST.includes(key)) return FIRST.indexOf(key);
  return LAST.includes(key) ? 100 + LAST.indexOf(key) : 50;
}
