// Kubernetes object → flat record. Called once per watch event; the object is forgotten afterwards.
import { ANNOTATION, FIELD_MANAGER, LABEL } from "../api/keys.js";
import type { KubeObject, ManagedFieldsEntry } from "../api/objects.js";
import { deletionTrouble, syncedAt } from "./ack-health.js";
import { ackKindHealth } from "./ack-kinds-health.js";
import { childFacts } from "./facts.js";
import type { ChildRecord, Health } from "./record.js";
import { sharedText, withSharedTexts } from "./shared-text.js";
import { workloadHealth } from "./workload-health.js";

const ACK_GROUP = ".services.k8s.aws/";

export function isAck({ apiVersion }: { readonly apiVersion: string }): boolean {
  return apiVersion.includes(ACK_GROUP);
}

/**
 * `fingerprint` turns the fields that an apply owns into one short text; managed-fields.ts has the real one. Records are held by the hundred
 * thousand: all have the same properties in the same order, and equal texts are there once.
 */
export function extractor(fingerprint: (fieldsV1: unknown) => string): (object: KubeObject) => ChildRecord {
  return (object) => {
    const { metadata } = object;
    const { labels = {} } = metadata;
    const ours = ourEntry(metadata.managedFields ?? []);
    const hash = metadata.annotations?.[ANNOTATION.hash];
    return {
      apiVersion: sharedText(object.apiVersion),
      kind: sharedText(object.kind),
      namespace: text(metadata.namespace),
      name: sharedText(metadata.name),
      uid: metadata.uid ?? "",
      resourceVersion: metadata.resourceVersion ?? "",
      generation: metadata.generation,
      service: text(labels[LABEL.service]),
      serviceUid: text(labels[LABEL.serviceUid]),
      role: text(labels[LABEL.component]),
      holdsData: labels[LABEL.data] === "true",
      retained: labels[LABEL.retained] === "true",
      hash: hash === undefined ? undefined : sharedText(hash),
      ownedFields: ours === undefined ? "" : sharedText(fingerprint(ours.fieldsV1)),
      appliedAt: Date.parse(ours?.time ?? "") || 0,
      deleting: metadata.deletionTimestamp !== undefined,
      syncedAt: isAck(object) ? syncedAt(object) : undefined,
      health: asKept(health(object)),
      facts: withSharedTexts(childFacts(object)),
    };
  };
}

const text = (value: string | undefined): string => sharedText(value ?? "");

/** Our own entry for server-side apply of the main resource. */
export function ourEntry(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry | undefined {
  return entries.find((entry) => entry.manager === FIELD_MANAGER && entry.operation === "Apply" && !entry.subresource);
}

const READY: Health = { state: "ready" };

function asKept(found: Health): Health {
  return found.state === "ready" ? READY : { ...found, message: sharedText(found.message) };
}

function health(object: KubeObject): Health {
  if (object.metadata.deletionTimestamp !== undefined) return { state: "progressing", usable: false, message: leaving(object) };
  return isAck(object) ? ackKindHealth(object) : workloadHealth(object);
}

/** Deleting does not reset conditions, but trouble with it is told beside them. */
function leaving(object: KubeObject): string {
  const trouble = isAck(object) ? deletionTrouble(object) : undefined;
  return trouble === undefined ? "is being deleted" : `is being deleted, and its controller says: ${trouble}`;
}
