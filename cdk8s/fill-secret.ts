// Secrets are rendered with placeholders; the passwords come in only when the object is created, and never again.
import type { KubeObject } from "../domain/api/objects.js";
import type { Credentials } from "../domain/blueprint/children.js";
import { CREDENTIAL_NAMES } from "../domain/blueprint/children.js";

const MARK = "tenfold.dev/fill:";

/** Stands in `stringData` for a value that only creation knows. */
export function placeholder(credential: keyof Credentials): string {
  return `${MARK}${credential}`;
}

/** What has to be made for it. */
export function credentialsFor(object: KubeObject): ReadonlySet<keyof Credentials> {
  const texts = [...Object.values(textsOf(object)), ...Object.values(object.metadata.annotations ?? {})];
  return new Set(CREDENTIAL_NAMES.filter((name) => texts.includes(placeholder(name))));
}

/** The Secret as it is to be created. Throws when a placeholder stays, since that would become the password. */
export function fillSecret(object: KubeObject, credentials: Partial<Credentials>): KubeObject {
  const filled = Object.entries(textsOf(object)).map(([key, text]) => [key, fill(text, credentials)] as const);
  const { annotations } = object.metadata;
  const notes = Object.entries(annotations ?? {}).map(([key, text]) => [key, fill(text, credentials)] as const);
  const metadata = annotations === undefined ? object.metadata : { ...object.metadata, annotations: Object.fromEntries(notes) };
  return { ...object, metadata, stringData: Object.fromEntries(filled) };
}

function textsOf({ kind, stringData }: KubeObject): Readonly<Record<string, string>> {
  if (kind !== "Secret" || !isTexts(stringData)) throw new Error(`${kind} is not a Secret with stringData`);
  return stringData;
}

function fill(text: string, credentials: Partial<Credentials>): string {
  if (!text.includes(MARK)) return text;
  const name = CREDENTIAL_NAMES.find((credential) => text === placeholder(credential));
  const found = name === undefined ? undefined : credentials[name];
  if (found === undefined || found === "") throw new Error("a Secret has a placeholder that no credential fills");
  return found;
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
}
