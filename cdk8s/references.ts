// Which other objects of its namespace an object names, so that what depends on one that is somebody else's is not made.
import type { KubeObject } from "../domain/api/objects.js";
import { childId } from "../domain/observed/record.js";
import { isRecord, textAt } from "../domain/observed/reading.js";

/** Kind of what an ACK reference field points at, by the field's name. */
const REFERRED: Readonly<Record<string, string>> = {
  dbSubnetGroupRef: "DBSubnetGroup",
  dbParameterGroupRef: "DBParameterGroup",
  vpcSecurityGroupRefs: "SecurityGroup",
  cacheSubnetGroupRef: "CacheSubnetGroup",
  securityGroupRefs: "SecurityGroup",
  roleRef: "Role",
  policyRefs: "Policy",
};

/** Ids (kind and name) of claims, Secrets and ACK objects that it refers to. */
export function references(object: KubeObject): readonly string[] {
  const found = new Set<string>();
  collect(object.spec, found);
  return [...found];
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const entry of value) collect(entry, found);
  if (!isRecord(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const id = referredBy(key, inner);
    if (id.length === 0) collect(inner, found);
    else for (const one of id) found.add(one);
  }
}

function referredBy(key: string, value: unknown): readonly string[] {
  const named = (kind: string, name: string | undefined) => (name === undefined ? [] : [childId({ kind, name })]);
  if (key === "persistentVolumeClaim") return named("PersistentVolumeClaim", textAt(value, "claimName"));
  if (key === "secretKeyRef" || key === "masterUserPassword") return named("Secret", textAt(value, "name"));
  const kind = REFERRED[key];
  if (kind === undefined) return [];
  return (Array.isArray(value) ? value : [value]).flatMap((one) => named(kind, textAt(one, "from", "name")));
}
