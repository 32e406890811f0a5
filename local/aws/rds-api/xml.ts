// Writes the XML of AWS's Query protocol.

export type Xml =
  | string
  | number
  | boolean
  | undefined
  | { readonly item: string; readonly items: readonly Xml[] }
  | { readonly [name: string]: Xml };

/** A list holds one element of the given name for each item. */
export function listOf(item: string, items: readonly Xml[]): Xml {
  return { item, items };
}

export function element(name: string, value: Xml): string {
  return value === undefined ? "" : `<${name}>${content(value)}</${name}>`;
}

function content(value: Exclude<Xml, undefined>): string {
  if (typeof value !== "object") return escaped(String(value));
  if (isList(value)) return value.items.map((item) => element(value.item, item)).join("");
  return Object.entries(value)
    .map(([name, inner]) => element(name, inner))
    .join("");
}

function isList(value: object): value is { readonly item: string; readonly items: readonly Xml[] } {
  return "items" in value && Array.isArray(value.items);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
