// Names of time zones as Go reads them, which API servers are written in. Pure.

const OFFSET = /^[+-]?\d{1,4}:[+-]?\d{1,4}$/;
const LISTED: ReadonlySet<string> = new Set(Intl.supportedValuesOf("timeZone"));
const LOWER: ReadonlySet<string> = new Set([...LISTED].map((zone) => zone.toLowerCase()));

/** Go tells capitals apart, JavaScript does not. */
export function isTimeZone(name: string): boolean {
  if (name === "" || name === "UTC" || name === "Local" || OFFSET.test(name)) return true;
  if (!isKnown(name)) return false;
  if (LOWER.has(name.toLowerCase())) return LISTED.has(name);
  // One of the older names: not listed, and each part of it begins with a capital.
  return name.split("/").every((part) => /^[A-Z]/.test(part));
}

function isKnown(name: string): boolean {
  try {
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
