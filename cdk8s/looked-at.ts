// Which of the late values, and of what waits, a creator has looked at: as long as these stay the same, so does what it makes.
// Noted by names that are bounded in number, so that equal notes of all services are one.
import type { LateValues, WaitingChild } from "../domain/blueprint/children.js";
import { isRecord, isSameJson } from "../domain/observed/reading.js";

/** What was looked at: a late value, all of one kind in a late value by `Kind/role`, or what waits of a kind. */
export type Looks = ReadonlySet<string>;

const OF_KIND = "/";
const WAITS = "waits ";
const EVERYTHING = "*";

/** Reads the same as `late`, and adds to `looks` what is read of it. */
export function noted(late: LateValues, looks: Set<string>): LateValues {
  return new Proxy(late, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof key !== "string") return value;
      const isByKind = isKeyedByKind(value);
      looks.add(isByKind ? key + OF_KIND : key); // of one by kind, that there is one
      return isByKind ? notedByKind(key, value, looks) : value;
    },
    has: (target, key) => {
      looks.add(String(key));
      return Reflect.has(target, key);
    },
    ownKeys: (target) => {
      looks.add(EVERYTHING);
      return Reflect.ownKeys(target);
    },
  });
}

function notedByKind(name: string, value: Readonly<Record<string, unknown>>, looks: Set<string>): unknown {
  return new Proxy(value, {
    get: (target, key) => {
      if (typeof key === "string") looks.add(name + OF_KIND + kindOf(key));
      const found: unknown = Reflect.get(target, key);
      return found;
    },
    has: (target, key) => {
      looks.add(name);
      return Reflect.has(target, key);
    },
    ownKeys: (target) => {
      looks.add(name);
      return Reflect.ownKeys(target);
    },
  });
}

export function noteWait(kind: string, looks: Set<string>): void {
  looks.add(WAITS + kind);
}

/** What rendering sees beside the blueprint. */
export type Sight = { readonly late: LateValues; readonly waiting: readonly WaitingChild[] };

/** Nothing of what was looked at is another. */
export function looksSame(looks: Looks, before: Sight, now: Sight): boolean {
  for (const look of looks) if (!isSameJson(at(look, before), at(look, now))) return false;
  return true;
}

function at(look: string, { late, waiting }: Sight): unknown {
  if (look === EVERYTHING) return late;
  if (look.startsWith(WAITS)) return waiting.filter(({ kind }) => WAITS + kind.kind === look).map(({ role }) => role);
  const [name = "", kind] = look.split(OF_KIND);
  const value: unknown = Reflect.get(late, name);
  if (kind === undefined) return value;
  if (!isKeyedByKind(value) || kind === "") return isKeyedByKind(value);
  return Object.entries(value).filter(([key]) => kindOf(key) === kind);
}

/** Keys are `Kind/role`; an empty one says as little. */
function isKeyedByKind(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  for (const key in value) return /^[A-Z][A-Za-z]*\//.test(key);
  return false;
}

const kindOf = (key: string): string => key.split("/", 1)[0] ?? "";
