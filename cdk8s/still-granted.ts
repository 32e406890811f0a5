// While pods of an earlier template run: adds to what is written now what they live by: the rules of network policies, the ports of
// Services and the permissions that stand. Once they are gone it is written without.
import type { KubeObject } from "../domain/api/objects.js";
import { ANNOTATION } from "../domain/api/keys.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { GrantField, Grants } from "../domain/observed/grants.js";
import { entriesOf, GRANT_FIELDS, grantText, isDocument } from "../domain/observed/grants.js";
import type { Children } from "../domain/observed/late-values.js";
import { at, isRecord } from "../domain/observed/reading.js";
import { childKey } from "../domain/observed/record.js";
import type { PreparedChild } from "./prepare.js";
import { prepareChild } from "./prepare.js";

export function stillGranted(children: readonly PreparedChild[], standing: Children): readonly PreparedChild[] {
  return children.map((child) => {
    const { kind } = child.kind;
    const record = standing.get(childKey({ kind, role: child.role }));
    const grants = record?.facts.grants;
    // What stands as it would be written lacks nothing; and the policy of a function is nothing that pods live by.
    if (grants === undefined || record?.hash === child.hash || (kind === "Policy" && child.role !== ROLE.app)) return child;
    return widened(child, grants);
  });
}

function widened(child: PreparedChild, grants: Grants): PreparedChild {
  const fields = (GRANT_FIELDS[child.kind.kind] ?? []).map((field) => ({
    field,
    missing: missingIn(child.object, field, grants[field] ?? []),
  }));
  if (fields.every(({ missing }) => missing.length === 0)) return child;
  const object = fields.reduce((wide, { field, missing }) => withEntries(wide, field, missing), withoutHash(child.object));
  return prepareChild({ ...child, object });
}

function missingIn(object: KubeObject, field: GrantField, texts: readonly string[]): readonly unknown[] {
  const present = new Set(entriesOf(object, field).map((entry) => identityOf(entry, field)));
  return texts.map((text) => JSON.parse(text) as unknown).filter((entry) => !present.has(identityOf(entry, field)));
}

/** Of two ports with one number there can be only one; the name of a statement says nothing about what it allows. */
function identityOf(entry: unknown, field: GrantField): string {
  if (field === "ports") return String(at(entry, "port"));
  return grantText(isDocument(field) ? { ...record(entry), Sid: "" } : entry);
}

function withEntries(object: KubeObject, field: GrantField, missing: readonly unknown[]): KubeObject {
  if (missing.length === 0) return object;
  const spec = record(object["spec"]);
  const entries = [...entriesOf(object, field), ...missing.map((entry) => renamed(entry, field))];
  if (!isDocument(field)) return { ...object, spec: { ...spec, [field]: entries } };
  const document = record(JSON.parse(String(spec[field])) as unknown);
  return { ...object, spec: { ...spec, [field]: JSON.stringify({ ...document, Statement: entries }) } };
}

/** Names must be unique in a Service, and in a policy; there they may be left out. */
function renamed(entry: unknown, field: GrantField): unknown {
  if (field === "ports") return { ...record(entry), name: `port-${String(at(entry, "port"))}` };
  if (!isDocument(field)) return entry;
  return Object.fromEntries(Object.entries(record(entry)).filter(([name]) => name !== "Sid"));
}

function withoutHash({ metadata, ...object }: KubeObject): KubeObject {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => name !== ANNOTATION.hash);
  return {
    ...object,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...metadata, annotations: Object.fromEntries(annotations) },
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
