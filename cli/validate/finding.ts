// One thing that is wrong with an object, before it is known where that stands in a file. Pure.
import type { FieldPath, Place } from "../input/documents.js";

/** Who says it. `schema`, `rule` and `metadata`: the API server, which does not take the object. `operator`: who takes it and then does nothing. */
export type Source = "yaml" | "schema" | "rule" | "metadata" | "operator" | "files";

export type Finding = {
  readonly path: FieldPath;
  /** What is wrong: put behind the path it makes a sentence. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
  readonly source: Source;
  /** Where it stands, if not where the field does. */
  readonly at?: Place;
  /** Worth knowing; nothing is refused for it. */
  readonly isWarning?: true;
  /** In no words of ours: another text about the same field is better. */
  readonly isRaw?: true;
};

/** `spec.hosts[0]`, as API servers write it; the whole object is empty. */
export function fieldOf(path: FieldPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

/** The reverse. Names that contain a dot, which only labels and annotations have, are not told apart. */
export function pathOf(field: string): FieldPath {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? "") : Number(index),
  );
}

/** One of them is the other or lies below it. */
export function overlaps(a: FieldPath, b: FieldPath): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((step, index) => step === b[index]);
}
