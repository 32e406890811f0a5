// Objects of a cluster without what is nobody else's business: by where a value stands, and by how it looks. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import { isRecord, textAt } from "../../domain/observed/reading.js";
import type { Redactor } from "./redactor.js";

/** Notes of what is in these objects, so that it is taken out of everything else, logs and events too. */
export function learnFrom(redactor: Redactor, value: unknown): void {
  if (Array.isArray(value)) for (const entry of value) learnFrom(redactor, entry);
  if (!isRecord(value)) return;
  for (const [key, entry] of Object.entries(value)) {
    const sort = SORTS[key];
    if (sort !== undefined) for (const text of textsIn(entry)) redactor.learn(sort, text);
    if (isEnvironment(key, entry)) for (const variable of entry) learnVariable(redactor, variable);
    if (isCommandLine(key, entry)) for (const part of entry) redactor.learn("value", valueOfFlag(part));
    if (key === "image" && typeof entry === "string") learnRegistry(redactor, entry);
    learnFrom(redactor, entry);
  }
}

const SORTS: Readonly<Record<string, Parameters<Redactor["learn"]>[0]>> = {
  hosts: "host",
  host: "host",
  hostname: "host",
  domain: "host",
  domainName: "host",
  endpoint: "host",
  readerEndpoint: "host",
  accountID: "account",
  ownerAccountID: "account",
  hostedZoneID: "zone",
  clusterName: "cluster",
};

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string" && value !== "") return [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string" && entry !== "") : [];
}

function isEnvironment(key: string, value: unknown): value is readonly unknown[] {
  return key === "env" && Array.isArray(value);
}

function isCommandLine(key: string, value: unknown): value is readonly string[] {
  return (key === "args" || key === "command") && Array.isArray(value) && value.every((part) => typeof part === "string");
}

function learnVariable(redactor: Redactor, variable: unknown): void {
  const value = textAt(variable, "value");
  if (value !== undefined) redactor.learn("value", value);
}

/** Of `--flag=value` the value; the name of a flag tells nothing. */
function valueOfFlag(part: string): string {
  return /^-{1,2}[\w-]+=(.*)$/s.exec(part)?.[1] ?? part;
}

function learnRegistry(redactor: Redactor, image: string): void {
  const [first = "", ...rest] = image.split("/");
  if (rest.length > 0 && /[.:]/.test(first)) redactor.learn("host", first);
}

const LEFT_OUT: ReadonlySet<string> = new Set(["kubectl.kubernetes.io/last-applied-configuration"]);

export function redactedObject(redactor: Redactor, object: KubeObject): unknown {
  return redactedValue(redactor, object);
}

function redactedValue(redactor: Redactor, value: unknown): unknown {
  if (typeof value === "string") return redactor.words(value);
  if (Array.isArray(value)) return value.map((entry) => redactedValue(redactor, entry));
  if (!isRecord(value)) return typeof value === "number" ? redactedNumber(redactor, value) : value;
  const entries = Object.entries(value).filter(([key]) => !LEFT_OUT.has(key));
  return Object.fromEntries(entries.map(([key, entry]) => [redactor.text(key), redactedField(redactor, key, entry)]));
}

function redactedNumber(redactor: Redactor, value: number): unknown {
  const text = redactor.text(String(value));
  return text === String(value) ? value : text;
}

function redactedField(redactor: Redactor, key: string, value: unknown): unknown {
  if (key === "managedFields" && Array.isArray(value)) return value.map(writer);
  if (isEnvironment(key, value)) return value.map((variable) => redactedVariable(redactor, variable));
  if (isCommandLine(key, value)) return value.map((part) => redactedPart(redactor, part));
  return redactedValue(redactor, value);
}

/** Who wrote and when; which fields is long, and names things that others have chosen. */
function writer(entry: unknown): unknown {
  return {
    manager: textAt(entry, "manager"),
    operation: textAt(entry, "operation"),
    subresource: textAt(entry, "subresource"),
    time: textAt(entry, "time"),
  };
}

function redactedVariable(redactor: Redactor, variable: unknown): unknown {
  const value = textAt(variable, "value");
  if (!isRecord(variable) || value === undefined) return redactedValue(redactor, variable);
  return { ...variable, value: redactor.placeholder("value", value) };
}

function redactedPart(redactor: Redactor, part: string): string {
  const value = valueOfFlag(part);
  if (value === "") return part;
  return `${part.slice(0, part.length - value.length)}${redactor.placeholder("value", value)}`;
}
