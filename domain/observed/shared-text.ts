// Of equal texts that are kept for long one is enough: names, roles and hashes come again with each object that the cluster sends.

const names = Object.create(null) as Record<string, true>;
/** Those asked for last. To ask the engine costs ten times as much. */
const recent = new Map<string, string>();
const RECENT = 4096;

/**
 * The same text, and for equal texts the same one in memory. The engine keeps each name of a property once, and only for as long as
 * somebody has it, so nothing has to be forgotten here.
 */
export function sharedText(text: string): string {
  const known = recent.get(text);
  if (known !== undefined) return known;
  names[text] = true;
  const [name = text] = Object.keys(names);
  Reflect.deleteProperty(names, text);
  if (recent.size >= RECENT) recent.clear();
  recent.set(name, name);
  return name;
}

/** The same for all texts within a value that was just made and that nobody else has yet. */
export function withSharedTexts<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  const own = value as Record<string, unknown>;
  for (const key of Object.keys(own)) {
    const inner = own[key];
    if (typeof inner === "string") own[key] = sharedText(inner);
    else withSharedTexts(inner);
  }
  return value;
}
