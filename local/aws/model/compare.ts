// Decides whether what AWS holds is what a caller wants. AWS may hold more inside a structure than was asked for.
import { isRecord, parsed } from "./read.js";
import type { Attributes } from "./resource.js";

/** Every wanted field is there with its value; lists must agree element by element. */
export function covers(held: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(held) && sameLength(held, wanted);
  if (isRecord(wanted)) return isRecord(held) && Object.entries(wanted).every(([key, value]) => covers(held[key], value));
  if (typeof held === "string" && typeof wanted === "string") return held === wanted || sameDocument(held, wanted);
  return held === wanted;
}

function sameLength(held: readonly unknown[], wanted: readonly unknown[]): boolean {
  return held.length === wanted.length && wanted.every((item, index) => covers(held[index], item));
}

/** Policies and dashboards are JSON in a string: white space does not matter. */
function sameDocument(held: string, wanted: string): boolean {
  if (!held.startsWith("{") || !wanted.startsWith("{")) return false;
  const [one, other] = [parsed(held), parsed(wanted)];
  return one !== undefined && other !== undefined && covers(one, other) && covers(other, one);
}

/** "17" is satisfied by 17.6: a minor version that AWS chose is not a difference. */
export function versionSatisfies(held: unknown, wanted: unknown): boolean {
  return typeof held === "string" && typeof wanted === "string" && (held === wanted || held.startsWith(`${wanted}.`));
}

export function differences(held: Attributes, wanted: Attributes): readonly string[] {
  return Object.keys(wanted).filter((field) => {
    const satisfied = field === "engineVersion" ? versionSatisfies : covers;
    return !satisfied(held[field], wanted[field]);
  });
}
