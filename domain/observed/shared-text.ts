// Of equal texts that are kept for long one is enough: names, roles and hashes come again with each object that the cluster sends.

const names = Object.create(null) as Record<string, true>;
/** Those asked for last, and those before them. To ask the engine costs ten times as much. Some hundred services that are being made have as many. */
let recent = new Map<string, string>();
let before = new Map<string, string>();
const RECENT = 16_384;

/**
 * The same text, and for equal texts the same one in memory. The engine keeps each name of a property once, and only for as long as
 * somebody has it, so nothing has to be forgotten here.
 */
export function sharedText(text: string): string {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const name = before.get(text) ?? nameOf(text);
  if (recent.size >= RECENT) {
    before = recent;
    recent = new Map();
  }
  recent.set(name, name);
  return name;
}

function nameOf(text: string): string {
  names[text] = true;
  const [name = text] = Object.keys(names);
  Reflect.deleteProperty(names, text);
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
