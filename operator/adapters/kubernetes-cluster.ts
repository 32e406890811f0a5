// The Cluster port over HTTP. Objects go out as JSON as they are; no serializer can drop a field of them.
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import type { KubeObject, ObjectRef } from "../../domain/api/objects.js";
import { DATA_KINDS } from "../../domain/api/permissions.js";
import type { ApplyOptions, Cluster, Written } from "../ports/cluster.js";
import { ClusterError } from "../ports/cluster.js";
import { applyBody } from "./apply-body.js";
import { clusterError, collectionPath, objectPath } from "./kubernetes-paths.js";
import { accepted, LABEL_MANAGER, mergePatch, METADATA_ONLY, remove, send, type Call } from "./kubernetes-requests.js";
import { inspectSecret, labelSecret, secretAnnotations } from "./kubernetes-secrets.js";
import type { HttpAnswer, HttpRequest, Line, Transport } from "./transport.js";

const APPLY = "application/apply-patch+yaml";
const JSON_PATCH = "application/json-patch+json";
const UNPROCESSABLE = 422;

/** `line`: whose connections its requests take. */
export function kubernetesCluster(transport: Transport, line?: Line): Cluster {
  const call = (request: HttpRequest) => send(transport, { ...request, line });
  return {
    apply: (ref, object, options) => apply(call, { ref, object, options }),
    createOnce: (ref, object) => createOnce(call, ref, object),
    read: async (ref) => {
      const answer = await call({ method: "GET", path: objectPath(ref) });
      return answer.status === 404 && clusterError(answer).kind === "not-found" ? undefined : (accepted(answer) as KubeObject);
    },
    remove: (ref, options) =>
      isData(ref)
        ? Promise.reject(new ClusterError("forbidden", `${ref.kind.kind} ${ref.name}: ${NEVER}`))
        : remove(call, ref, options),
    setFinalizers: async (ref, finalizers, resourceVersion) =>
      written(
        await mergePatch(call, `${objectPath(ref)}?fieldManager=${FIELD_MANAGER}`, { metadata: { finalizers, resourceVersion } }),
      ),
    setLabels: async (ref, labels, uid) =>
      written(await mergePatch(call, `${objectPath(ref)}?fieldManager=${LABEL_MANAGER}`, { metadata: { uid, labels } })),
    inspectSecret: (ref) => inspectSecret(call, ref),
    secretAnnotations: (ref) => secretAnnotations(call, ref),
    labelSecret: (ref, labels) => labelSecret(call, ref, labels),
    patchStatus: (ref, status, uid) => replaceStatus(call, { ref, status, uid }),
  };
}

/** Whatever the operator's role allows: only the DataDeletion port gives data up. */
function isData({ kind }: ObjectRef): boolean {
  return DATA_KINDS.some(({ apiVersion, plural }) => apiVersion === kind.apiVersion && plural === kind.plural);
}
const NEVER = "what may hold data is never deleted in this way";

function written(answer: HttpAnswer): Written {
  const { metadata } = accepted(answer) as KubeObject;
  return {
    uid: metadata.uid ?? "",
    resourceVersion: metadata.resourceVersion ?? "",
    generation: metadata.generation,
    managedFields: metadata.managedFields,
  };
}

type Status = { readonly ref: ObjectRef; readonly status: unknown; readonly uid: string };

/** As a whole, whoever wrote what of it: an apply would leave what others have added, a merge what we no longer say. */
async function replaceStatus(call: Call, { ref, status, uid }: Status): Promise<Written> {
  const body = JSON.stringify([
    { op: "test", path: "/metadata/uid", value: uid },
    { op: "add", path: "/status", value: status },
  ]);
  const path = `${objectPath(ref)}/status?fieldManager=${FIELD_MANAGER}`;
  const answer = await call({ method: "PATCH", path, body, contentType: JSON_PATCH, accept: METADATA_ONLY });
  if (answer.status === UNPROCESSABLE && !namesFields(answer))
    throw new ClusterError("conflict", `${ref.kind.kind} ${ref.name} has another UID: it was deleted and made again`);
  return written(answer);
}

/** What a schema refuses is named by its fields; a test of a patch that fails names none. */
function namesFields({ text }: HttpAnswer): boolean {
  const { details } = JSON.parse(text) as { readonly details?: { readonly causes?: readonly { readonly field?: string }[] } };
  return (details?.causes ?? []).some(({ field }) => field !== undefined);
}

type Apply = { readonly ref: ObjectRef; readonly object: KubeObject; readonly options: ApplyOptions };

async function apply(call: Call, { ref, object, options }: Apply): Promise<Written> {
  const query = `fieldManager=${FIELD_MANAGER}&force=true&fieldValidation=Strict${options.dryRun === true ? "&dryRun=All" : ""}`;
  const body = applyBody({ ...object, metadata: { ...object.metadata, ...precondition(options) } });
  return written(
    await call({ method: "PATCH", path: `${objectPath(ref)}?${query}`, body, contentType: APPLY, accept: METADATA_ONLY }),
  );
}

/**
 * A UID that no object has makes an apply fail when there is one. An absent object would fail as well, so absence is
 * stated by a resourceVersion instead: an existing object answers 409 to a wrong one, and a new one ignores it.
 */
function precondition({ expect }: ApplyOptions): { readonly uid?: string; readonly resourceVersion?: string } {
  if (expect === undefined) return {};
  return "absent" in expect ? { resourceVersion: NO_VERSION } : expect;
}
const NO_VERSION = "1";

async function createOnce(call: Call, ref: ObjectRef, object: KubeObject): Promise<"created" | "exists"> {
  const path = `${collectionPath(ref.kind, ref.namespace)}?fieldManager=${FIELD_MANAGER}&fieldValidation=Strict`;
  const answer = await call({
    method: "POST",
    path,
    body: JSON.stringify(object),
    contentType: "application/json",
    accept: METADATA_ONLY,
  });
  if (answer.status === 409 && clusterError(answer).kind === "already-exists") return "exists";
  accepted(answer);
  return "created";
}
