// metadata, which no definition describes: what every API server asks of it. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import type { FieldPath } from "../input/documents.js";
import type { Definition } from "./definitions.js";
import type { Finding } from "./finding.js";
import { nearest } from "./nearest.js";
import { IN_QUOTES } from "./schema-check.js";
import { isOfType, nameOf, namesOf } from "./values.js";

const FIELDS = {
  name: "string",
  generateName: "string",
  namespace: "string",
  labels: "object",
  annotations: "object",
  finalizers: "array",
  ownerReferences: "array",
  uid: "string",
  resourceVersion: "string",
  generation: "integer",
  creationTimestamp: "string",
  deletionTimestamp: "string",
  deletionGracePeriodSeconds: "integer",
  selfLink: "string",
  managedFields: "array",
} as const;

const LABEL_PART = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const MOST_ANNOTATED = 256 * 1024;
const AT = ["metadata"] as const;

export function metadataFindings({ kind, namespaced }: Definition, metadata: unknown): readonly Finding[] {
  if (metadata === undefined || metadata === null) return [found([...AT, "name"], "is missing", `give the ${kind} a name`)];
  if (!isRecord(metadata)) return [wrong(AT, metadata, "object")];
  return [
    ...fieldFindings(metadata),
    ...nameFindings(kind, metadata),
    ...namespaceFindings(kind, namespaced, metadata.namespace),
    ...entries(metadata.labels).flatMap(([key, value]) => labelFindings(key, value)),
    ...annotationFindings(metadata.annotations),
  ];
}

function found(path: FieldPath, message: string, remedy: string): Finding {
  return { path, source: "metadata", message, remedy };
}

function wrong(path: FieldPath, value: unknown, type: "string" | "object" | "array" | "integer"): Finding {
  const scalar = typeof value === "number" || typeof value === "boolean";
  const remedy = type === "string" && scalar ? IN_QUOTES : `write it as ${namesOf([type])}`;
  return found(path, `is ${nameOf(value)} and has to be ${namesOf([type])}`, remedy);
}

type Metadata = Readonly<Record<string, unknown>>;

function fieldFindings(metadata: Metadata): readonly Finding[] {
  return Object.entries(metadata).flatMap(([name, value]) => {
    const type = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof typeof FIELDS] : undefined;
    if (type === undefined) return [found([...AT, name], "is an unknown field", meant(name))];
    return value === null || isOfType(value, type) ? [] : [wrong([...AT, name], value, type)];
  });
}

function meant(name: string): string {
  const near = nearest(name, Object.keys(FIELDS));
  return near === undefined ? "remove it, or make it a label or an annotation" : `did you mean ${near}?`;
}

/** A WebService's own rule about its name is stricter and stands in its definition. */
function nameFindings(kind: string, { name, generateName }: Metadata): readonly Finding[] {
  const at = [...AT, "name"];
  if (name === undefined || name === null || name === "")
    return typeof generateName === "string" && generateName !== "" ? [] : [found(at, "is missing", `give the ${kind} a name`)];
  if (typeof name !== "string" || (SUBDOMAIN.test(name) && name.length <= 253)) return [];
  return [
    found(
      at,
      "is not the name of an object",
      "use lower-case letters, digits, dashes and dots, a letter or digit first and last",
    ),
  ];
}

function namespaceFindings(kind: string, namespaced: boolean, namespace: unknown): readonly Finding[] {
  const at = [...AT, "namespace"];
  if (typeof namespace !== "string" || namespace === "") return [];
  if (!namespaced) return [found(at, `is set, and a ${kind} belongs to no namespace`, "remove it")];
  return DNS_LABEL.test(namespace)
    ? []
    : [
        found(
          at,
          "is not the name of a namespace",
          "use at most 63 lower-case letters, digits and dashes, no dash first or last",
        ),
      ];
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

function isKey(key: string): boolean {
  const [name = "", prefix, ...more] = key.split("/").reverse();
  return more.length === 0 && LABEL_PART.test(name) && (prefix === undefined || (SUBDOMAIN.test(prefix) && prefix.length <= 253));
}

const KEY_REMEDY =
  "use letters, digits, dashes, dots and underscores, at most 63, with a domain and a slash before it where needed";

function labelFindings(key: string, value: unknown): readonly Finding[] {
  const at = [...AT, "labels", key];
  const bad = isKey(key) ? [] : [found(at, "is not the key of a label", KEY_REMEDY)];
  if (value === null) return bad;
  if (typeof value !== "string") return [...bad, wrong(at, value, "string")];
  return value === "" || LABEL_PART.test(value)
    ? bad
    : [
        ...bad,
        found(
          at,
          "has a value that no label may have",
          "use at most 63 letters, digits, dashes, dots and underscores; an annotation takes any text",
        ),
      ];
}

function annotationFindings(annotations: unknown): readonly Finding[] {
  const all = entries(annotations);
  const bytes = all.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + (typeof value === "string" ? Buffer.byteLength(value) : 0),
    0,
  );
  return [
    ...all.flatMap(([key, value]) => {
      const at = [...AT, "annotations", key];
      return [
        ...(isKey(key.toLowerCase()) ? [] : [found(at, "is not the key of an annotation", KEY_REMEDY)]),
        ...(value === null || typeof value === "string" ? [] : [wrong(at, value, "string")]),
      ];
    }),
    ...(bytes <= MOST_ANNOTATED ? [] : [found([...AT, "annotations"], "are larger than 256 KiB together", "put less into them")]),
  ];
}
