// Secrets that exist, by their metadata alone: who made one, and the label of one that is kept. No answer has a value in it.
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import type { KubeObject, ObjectMeta, ObjectRef } from "../../domain/api/objects.js";
import type { SecretOrigin } from "../ports/cluster.js";
import { clusterError, objectPath } from "./kubernetes-paths.js";
import { accepted, LABEL_MANAGER, mergePatch, type Call } from "./kubernetes-requests.js";

type Labels = Readonly<Record<string, string | null>>;

export async function inspectSecret(call: Call, ref: ObjectRef): Promise<SecretOrigin> {
  return originOf(await metadataOf(call, ref));
}

export async function secretAnnotations(call: Call, ref: ObjectRef): Promise<Readonly<Record<string, string>> | undefined> {
  const metadata = await metadataOf(call, ref);
  return originOf(metadata) === "ours" ? (metadata?.annotations ?? {}) : undefined;
}

export async function labelSecret(call: Call, ref: ObjectRef, labels: Labels): Promise<SecretOrigin> {
  const metadata = await metadataOf(call, ref);
  const origin = originOf(metadata);
  const isSo = Object.entries(labels).every(([key, value]) => (metadata?.labels?.[key] ?? null) === value);
  if (origin !== "ours" || isSo) return origin;
  const path = `${objectPath(ref)}?fieldManager=${LABEL_MANAGER}`;
  // The UID that was looked at: another Secret of that name is not labelled in its place.
  accepted(await mergePatch(call, path, { metadata: { uid: metadata?.uid, labels } }));
  return origin;
}

/** A patch that says nothing and is not stored: it is answered with the metadata, and needs no right to read. Undefined: absent. */
export async function metadataOf(call: Call, ref: ObjectRef): Promise<ObjectMeta | undefined> {
  const answer = await mergePatch(call, `${objectPath(ref)}?fieldManager=${LABEL_MANAGER}&dryRun=All`, {});
  if (answer.status === 404 && clusterError(answer).kind === "not-found") return undefined;
  return (accepted(answer) as KubeObject).metadata;
}

/** Whoever wrote the data first still owns what nobody has overwritten since. */
export function originOf(metadata: ObjectMeta | undefined): SecretOrigin {
  if (metadata === undefined) return "absent";
  const ownsData = (fields: unknown) => typeof fields === "object" && fields !== null && "f:data" in fields;
  const entries = metadata.managedFields ?? [];
  return entries.some(({ manager, fieldsV1 }) => manager === FIELD_MANAGER && ownsData(fieldsV1)) ? "ours" : "foreign";
}
