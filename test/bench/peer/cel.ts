// Texts of a template as kro reads them: what is in ${…} is CEL, all else is taken as it stands.

/** Whom the children are rendered for. Each of these stands in for what an instance has there, and occurs in no other text. */
export const STAND_IN = { name: "peer-instance", namespace: "peer-store", uid: "0f0f0f0f-1111-4222-8333-f0f0f0f0f0f0" };

const EXPRESSIONS = new Map([
  [STAND_IN.uid, "schema.metadata.uid"],
  [STAND_IN.namespace, "schema.metadata.namespace"],
  [STAND_IN.name, "schema.metadata.name"],
]);
const STAND_INS = new RegExp(`(${[...EXPRESSIONS.keys()].join("|")})`);

/** The value with the instance in place of the stand-in, and with everything that kro would take for an expression as text. */
export function templated(value: unknown): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map(templated);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [fixed(key), templated(inner)]));
}

function text(value: string): string {
  const pieces = value.split(STAND_INS).filter((piece) => piece !== "");
  const isPlain = !value.includes("${") && !pieces.some((piece) => EXPRESSIONS.has(piece));
  // A string of JSON is one of CEL as well.
  return isPlain ? value : `\${${pieces.map((piece) => EXPRESSIONS.get(piece) ?? JSON.stringify(piece)).join(" + ")}}`;
}

/** kro has no expressions in keys. */
function fixed(key: string): string {
  if (STAND_INS.test(key)) throw new Error(`the key ${key} has the name of the instance, which no template of kro can say`);
  return key;
}
