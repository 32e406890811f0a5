// Texts of a template as kro reads them: what is in ${…} is CEL, all else is taken as it stands.

/** Whom the children are rendered for. Each of these stands in for what an instance has there, and occurs in no other text. */
export const STAND_IN = { name: "peer-instance", namespace: "peer-store", uid: "0f0f0f0f-1111-4222-8333-f0f0f0f0f0f0" };

/** What stands in for a value → the expression of CEL that has it. None occurs within another. */
export type Expressions = ReadonlyMap<string, string>;

export const OF_INSTANCE: Expressions = new Map([
  [STAND_IN.uid, "schema.metadata.uid"],
  [STAND_IN.namespace, "schema.metadata.namespace"],
  [STAND_IN.name, "schema.metadata.name"],
]);

/** The value with expressions in place of what stands in for them, and with everything that kro would take for an expression as text. */
export function templated(value: unknown, expressions: Expressions = OF_INSTANCE): unknown {
  if (typeof value === "string") return text(value, expressions);
  if (Array.isArray(value)) return value.map((item) => templated(item, expressions));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [fixed(key, expressions), templated(inner, expressions)]));
}

function text(value: string, expressions: Expressions): string {
  const pieces = value.split(anyOf(expressions)).filter((piece) => piece !== "");
  const isPlain = !value.includes("${") && !pieces.some((piece) => expressions.has(piece));
  // A string of JSON is one of CEL as well.
  return isPlain ? value : `\${${pieces.map((piece) => expressions.get(piece) ?? JSON.stringify(piece)).join(" + ")}}`;
}

/** kro has no expressions in keys. */
function fixed(key: string, expressions: Expressions): string {
  if (anyOf(expressions).test(key))
    throw new Error(`the key ${key} has a value of the instance, which no template of kro can say`);
  return key;
}

const anyOf = (expressions: Expressions): RegExp => new RegExp(`(${[...expressions.keys()].join("|")})`);
