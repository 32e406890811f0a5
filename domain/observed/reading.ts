// Careful reading of objects whose shape we do not control: a wrong type is an absent value, never a crash.
export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a text says as JSON. Undefined: there is none, it was cut, or it is not ours. */
export function jsonIn(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Equal as JSON, whatever the order of its fields: what is undefined is not there. Asked for every event, so nothing is made for it. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) return Array.isArray(one) && Array.isArray(other) && isSameList(one, other);
  return isSameRecord(one as Json, other as Json);
}

function isSameRecord(ours: Json, theirs: Json): boolean {
  let more = 0;
  for (const name in ours) {
    if (ours[name] === undefined) continue;
    if (!Object.hasOwn(theirs, name) || !isSameJson(ours[name], theirs[name])) return false;
    more += 1;
  }
  for (const name in theirs) if (theirs[name] !== undefined) more -= 1;
  return more === 0;
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((entry, index) => isSameJson(entry, other[index]));
}

/** Follows keys (and array indexes) into a value. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof step === "number") here = Array.isArray(here) ? (here as readonly unknown[])[step] : undefined;
    else here = isRecord(here) ? here[step] : undefined;
  }
  return here;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

export type ConditionView = {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; undefined: unknown, since nobody wrote a time that can be read. */
  readonly at: number | undefined;
};

/** One condition of `status.conditions`, by type. */
export function conditionOf(object: unknown, type: string): ConditionView | undefined {
  const found = listAt(object, "status", "conditions").find((condition) => textAt(condition, "type") === type);
  if (found === undefined) return undefined;
  return {
    status: textAt(found, "status") ?? "Unknown",
    reason: textAt(found, "reason") ?? "",
    message: textAt(found, "message") ?? "",
    at: timeOf(textAt(found, "lastTransitionTime")),
  };
}

/** Milliseconds since the epoch. */
export function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}
