// Reads the keys of Secrets that a spec names. The model gets their digests; the values go to real databases alone.
import { createHash } from "node:crypto";
import type { KindRef } from "../../../domain/api/objects.js";
import { recordOf, textOf } from "../model/read.js";
import type { Attributes, Resource } from "../model/resource.js";
import { act, specOf, type Session } from "./session.js";

const SECRET: KindRef = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };

export type SecretsRead =
  | { readonly kind: "read"; readonly digests: Attributes; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: "unusable"; readonly message: string };

export async function readSecrets(session: Session, fields: readonly string[]): Promise<SecretsRead> {
  const digests: Record<string, string> = {};
  const values = new Map<string, string>();
  for (const field of fields) {
    const reference = recordOf(specOf(session.object), field);
    if (textOf(reference, "name") === undefined) continue;
    const { value, trouble } = await readKey(session, reference);
    if (value === undefined) return { kind: "unusable", message: trouble };
    values.set(field, value);
    digests[`${field}Digest`] = createHash("sha256").update(value).digest("hex");
  }
  return { kind: "read", digests, values };
}

export function noteDigests(session: Session, resource: Resource, digests: Attributes): Resource {
  if (Object.keys(digests).length === 0) return resource;
  return act(session, (world) => world.alter(resource.arn, { facts: { ...resource.facts, ...digests } })) ?? resource;
}

type Read = { readonly value?: string; readonly trouble: string };

/** The texts are those of the real controllers: they name neither the Secret nor the key. */
async function readKey({ object, around }: Session, reference: Attributes): Promise<Read> {
  const namespace = textOf(reference, "namespace") ?? object.metadata.namespace;
  const secret = await around.cluster.read({ kind: SECRET, namespace, name: textOf(reference, "name") ?? "" });
  if (secret !== undefined && secret["type"] !== "Opaque") return { trouble: "only opaque secrets can be used" };
  const encoded = textOf(recordOf(secret ?? {}, "data"), textOf(reference, "key") ?? "");
  const value = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
  return { value, trouble: "kubernetes secret not found" };
}
