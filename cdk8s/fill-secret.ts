// Secrets are rendered with placeholders; the passwords come in only when the object is created, and never again.
import type { KubeObject } from "../domain/api/objects.js";
import type { Credentials } from "../domain/blueprint/children.js";

const MARK = "tenfold.dev/fill:";

/** Stands in `stringData` for a value that only creation knows. */
export function placeholder(credential: keyof Credentials): string {
  return `${MARK}${credential}`;
}

/** The Secret as it is to be created. Throws when a placeholder stays, since that would become the password. */
export function fillSecret(object: KubeObject, credentials: Credentials): KubeObject {
  const { stringData } = object;
  if (object.kind !== "Secret" || !isTexts(stringData)) throw new Error(`${object.kind} is not a Secret with stringData`);
  const filled = Object.entries(stringData).map(([key, text]) => [key, fill(text, credentials)] as const);
  const { annotations } = object.metadata;
  const notes = Object.entries(annotations ?? {}).map(([key, text]) => [key, fill(text, credentials)] as const);
  const metadata = annotations === undefined ? object.metadata : { ...object.metadata, annotations: Object.fromEntries(notes) };
  return { ...object, metadata, stringData: Object.fromEntries(filled) };
}

function fill(text: string, credentials: Credentials): string {
  if (!text.includes(MARK)) return text;
  const found = Object.entries(credentials).find(([name]) => text === `${MARK}${name}`);
  if (found === undefined || found[1] === "") throw new Error("a Secret has a placeholder that no credential fills");
  return found[1];
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
}
