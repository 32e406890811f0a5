// What an object lets pods do: rules of a network policy, ports of a Service, statements of an IAM policy or of a bucket's. While pods of an earlier
// template run, the object that is written next must still say all of it.
import type { KubeObject } from "../api/objects.js";
import { FIELD_MANAGER } from "../api/keys.js";
import { at, isRecord, jsonIn, listAt, textAt } from "./reading.js";

/** Each entry as JSON with sorted keys, so that equal ones are equal texts. */
export type Grants = Readonly<Partial<Record<GrantField, readonly string[]>>>;
export type GrantField = "ingress" | "egress" | "ports" | DocumentField;
/** A policy as text. */
export type DocumentField = "policyDocument" | "policy";

export const GRANT_FIELDS: Readonly<Record<string, readonly GrantField[]>> = {
  NetworkPolicy: ["ingress", "egress"],
  Service: ["ports"],
  Policy: ["policyDocument"],
  Bucket: ["policy"],
};

/** Only of fields that are ours: what somebody else has written into them is undone, not kept. */
export function grantsOf(object: KubeObject): Grants | undefined {
  const fields = (GRANT_FIELDS[object.kind] ?? []).filter((field) => isOurs(object, field));
  // A load balancer reaches the pods at their own ports, whatever the numbers in its Service.
  if (fields.length === 0 || textAt(object, "spec", "type") === "LoadBalancer") return undefined;
  return Object.fromEntries(fields.map((field) => [field, entriesOf(object, field).map(grantText)]));
}

export function entriesOf(object: KubeObject, field: GrantField): readonly unknown[] {
  if (!isDocument(field)) return listAt(object, "spec", field);
  const text = textAt(object, "spec", field);
  return listAt(jsonIn(text), "Statement");
}

export function isDocument(field: GrantField): field is DocumentField {
  return field === "policyDocument" || field === "policy";
}

export function grantText(entry: unknown): string {
  return JSON.stringify(entry, (_, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

function isOurs({ metadata }: KubeObject, field: GrantField): boolean {
  const entries = metadata.managedFields;
  if (entries === undefined) return true; // nobody keeps count: a plan without a cluster
  const applied = entries.filter(({ manager, operation }) => manager === FIELD_MANAGER && operation === "Apply");
  return applied.some(({ fieldsV1 }) => at(fieldsV1, "f:spec", `f:${field}`) !== undefined);
}
