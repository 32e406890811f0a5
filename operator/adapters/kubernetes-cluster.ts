// The Cluster port over HTTP. Objects go out as JSON as they are; no serializer can drop a field of them.
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import type { KubeObject, ObjectRef } from "../../domain/api/objects.js";
import type { ApplyOptions, Cluster, DeleteOptions, Written } from "../ports/cluster.js";
import { ClusterError } from "../ports/cluster.js";
import { applyBody } from "./apply-body.js";
import { clusterError, collectionPath, objectPath } from "./kubernetes-paths.js";
import { accepted, LABEL_MANAGER, mergePatch, METADATA_ONLY, type Call } from "./kubernetes-requests.js";
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
    remove: (ref, options) => remove(call, ref, options),
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

async function send(transport: Transport, request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await transport.request(request);
  } catch (error) {
    throw new ClusterError(
      "unavailable",
      `${request.method} ${request.path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

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

async function remove(call: Call, ref: ObjectRef, { uid, propagation }: DeleteOptions): Promise<void> {
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "DeleteOptions",
    propagationPolicy: propagation,
    preconditions: { uid },
  });
  const answer = await call({ method: "DELETE", path: objectPath(ref), body, contentType: "application/json" });
  if (answer.status === 404) return;
  accepted(answer);
}
