// Kubernetes object → flat record. Called once per watch event; the object is forgotten afterwards.
import { ANNOTATION, FIELD_MANAGER, LABEL } from "../api/keys.js";
import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from "../api/objects.js";
import { deletionTrouble, syncedAt } from "./ack-health.js";
import { ackKindHealth } from "./ack-kinds-health.js";
import { childFacts } from "./facts.js";
import type { ChildRecord, Health } from "./record.js";
import { workloadHealth } from "./workload-health.js";

const ACK_GROUP = ".services.k8s.aws/";

export function isAck({ apiVersion }: { readonly apiVersion: string }): boolean {
  return apiVersion.includes(ACK_GROUP);
}

/** `fingerprint` turns the fields that an apply owns into one short text; runtime/managed-fields.ts has the real one. */
export function extractor(fingerprint: (fieldsV1: unknown) => string): (object: KubeObject) => ChildRecord {
  return (object) => {
    const ours = ourEntry(object.metadata.managedFields ?? []);
    const appliedAt = Date.parse(ours?.time ?? "") || 0;
    return {
      ...identity(object),
      ...labelled(object.metadata),
      hash: object.metadata.annotations?.[ANNOTATION.hash],
      ownedFields: ours === undefined ? "" : fingerprint(ours.fieldsV1),
      appliedAt,
      deleting: object.metadata.deletionTimestamp !== undefined,
      syncedAt: isAck(object) ? syncedAt(object) : undefined,
      health: health(object),
      facts: childFacts(object),
    };
  };
}

function identity({ apiVersion, kind, metadata }: KubeObject) {
  const { name, namespace = "", uid = "", resourceVersion = "", generation } = metadata;
  return { apiVersion, kind, namespace, name, uid, resourceVersion, generation };
}

function labelled({ labels = {} }: ObjectMeta) {
  return {
    service: labels[LABEL.service] ?? "",
    serviceUid: labels[LABEL.serviceUid] ?? "",
    role: labels[LABEL.component] ?? "",
    holdsData: labels[LABEL.data] === "true",
    retained: labels[LABEL.retained] === "true",
  };
}

/** Our own entry for server-side apply of the main resource. */
export function ourEntry(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry | undefined {
  return entries.find((entry) => entry.manager === FIELD_MANAGER && entry.operation === "Apply" && !entry.subresource);
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
