// What the requests of the Cluster port have in common: answers without the object, merge patches, refusals as errors.
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import { clusterError } from "./kubernetes-paths.js";
import type { HttpAnswer, HttpRequest } from "./transport.js";

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
