// What the requests of the Cluster port have in common: answers without the object, merge patches, refusals as errors.
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import type { ObjectRef } from "../../domain/api/objects.js";
import type { DeleteOptions } from "../ports/cluster.js";
import { ClusterError } from "../ports/cluster.js";
import { clusterError, objectPath } from "./kubernetes-paths.js";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.js";

export const METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const MERGE = "application/merge-patch+json";
/** Labels and finalizers of objects are ours by other managers, so that no apply takes them away. */
export const LABEL_MANAGER = `${FIELD_MANAGER}-retention`;

export type Call = (request: HttpRequest) => Promise<HttpAnswer>;

export function mergePatch(call: Call, path: string, body: unknown): Promise<HttpAnswer> {
  return call({ method: "PATCH", path, body: JSON.stringify(body), contentType: MERGE, accept: METADATA_ONLY });
}

export function accepted(answer: HttpAnswer): unknown {
  if (answer.status >= 300) throw clusterError(answer);
  return JSON.parse(answer.text);
}

export async function send(transport: Transport, request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await transport.request(request);
  } catch (error) {
    throw new ClusterError(
      "unavailable",
      `${request.method} ${request.path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export type Removal = DeleteOptions & { readonly dryRun?: boolean };

/** What is gone already is as good as removed. */
export async function remove(call: Call, ref: ObjectRef, { uid, propagation, dryRun = false }: Removal): Promise<void> {
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "DeleteOptions",
    propagationPolicy: propagation,
    preconditions: { uid },
    ...(dryRun ? { dryRun: ["All"] } : {}),
  });
  // The server reads the body; in the path it stands for whoever reads its audit log.
  const path = `${objectPath(ref)}${dryRun ? "?dryRun=All" : ""}`;
  const answer = await call({ method: "DELETE", path, body, contentType: "application/json" });
  if (answer.status === 404) return;
  accepted(answer);
}
