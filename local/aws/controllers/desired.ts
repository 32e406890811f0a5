// The spec as AWS is to see it: references replaced by what they stand for.
import type { KubeObject } from "../../../domain/api/objects.js";
import { isRecord, listOf, recordOf, textOf } from "../model/read.js";
import type { Attributes } from "../model/resource.js";
import type { Reference } from "./ack-controller.js";
import { hasCondition } from "./conditions.js";
import { keyOf } from "./object-index.js";
import { specOf, type Session } from "./session.js";

export type Desired =
  | { readonly kind: "resolved"; readonly attributes: Attributes }
  /** `key`: the object that is waited for, if waiting helps. */
  | { readonly kind: "waiting"; readonly reason: string; readonly key?: string };

type Target = { readonly value: string } | { readonly missing: string; readonly key: string };

export function desiredOf(session: Session): Desired {
  const spec = specOf(session.object);
  const attributes: Record<string, unknown> = { ...spec };
  for (const reference of session.controller.references ?? []) {
    const field = spec[reference.field];
    if (field === undefined) continue;
    if (spec[reference.to] !== undefined) return { kind: "waiting", reason: bothGiven(reference) };
    const resolved = resolve(session, reference, field);
    if ("missing" in resolved) return { kind: "waiting", reason: resolved.missing, key: resolved.key };
    Reflect.deleteProperty(attributes, reference.field);
    attributes[reference.to] = resolved.value;
  }
  return { kind: "resolved", attributes };
}

export function refersAnywhere({ controller, object }: Session): boolean {
  const spec = specOf(object);
  return controller.references?.some(({ field }) => spec[field] !== undefined) === true;
}

/** A target counts once it is synced and not in trouble. */
export function isUsable(target: KubeObject): boolean {
  return hasCondition(target, "ACK.ResourceSynced") && !hasCondition(target, "ACK.Terminal");
}

function resolve(
  session: Session,
  reference: Reference,
  field: unknown,
): { readonly value: unknown } | { readonly missing: string; readonly key: string } {
  if (!Array.isArray(field)) return targetOf(session, reference, field);
  const values: string[] = [];
  for (const item of listOf({ field }, "field")) {
    const target = targetOf(session, reference, item);
    if ("missing" in target) return target;
    values.push(target.value);
  }
  return { value: values };
}

function targetOf({ object, around }: Session, reference: Reference, item: unknown): Target {
  const from = recordOf(isRecord(item) ? item : {}, "from");
  const name = textOf(from, "name") ?? "";
  const namespace = textOf(from, "namespace") ?? object.metadata.namespace;
  const key = keyOf(reference.kind, namespace, name);
  const target = around.index.get(key);
  const value = target === undefined || !isUsable(target) ? undefined : reference.valueOf(target);
  if (value !== undefined) return { value };
  const where = `resource:${reference.kind.kind}, namespace:${namespace ?? ""}, name:${name}`;
  const group = reference.kind.apiVersion.split("/")[0] ?? "";
  if (target === undefined) return { missing: `${reference.kind.plural}.${group} "${name}" not found`, key };
  return { missing: `the referenced resource is not synced yet. ${where}`, key };
}

function bothGiven({ field, to }: Reference): string {
  return `both resource reference wrapper and ID cannot be used together: ${to},${field}`;
}
