// The API server as the controllers need it, over the operator's own transport.
import { clusterError, collectionPath, objectPath } from "../../../operator/adapters/kubernetes-paths.js";
import type { HttpAnswer, Transport } from "../../../operator/adapters/transport.js";
import type { KubeObject, ObjectRef } from "../../../domain/api/objects.js";
import type { ClusterAccess, Patched, PatchOptions } from "./cluster-access.js";

const MERGE = "application/merge-patch+json";
const STRATEGIC = "application/strategic-merge-patch+json";
const JSON_TYPE = "application/json";

export function clusterOverHttp(transport: Transport): ClusterAccess {
  return {
    read: async (ref) => {
      const answer = await transport.request({ method: "GET", path: objectPath(ref) });
      return answer.status === 404 ? undefined : objectIn(answer);
    },
    patch: (ref, body, options) => patch(transport, { ref, body, options }),
    create: async (ref, object, manager) => {
      const path = `${collectionPath(ref.kind, ref.namespace)}?fieldManager=${manager}`;
      const answer = await transport.request({ method: "POST", path, body: JSON.stringify(object), contentType: JSON_TYPE });
      if (answer.status === 409) return "exists";
      if (answer.status === 404) return "kind-missing";
      objectIn(answer);
      return "created";
    },
    remove: async (ref, uid) => {
      const body = JSON.stringify({ apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } });
      const answer = await transport.request({ method: "DELETE", path: objectPath(ref), body, contentType: JSON_TYPE });
      // Gone, or another one under its name: in both cases there is nothing left to remove.
      if (answer.status !== 404 && answer.status !== 409) objectIn(answer);
    },
  };
}

type Patch = { readonly ref: ObjectRef; readonly body: unknown; readonly options: PatchOptions };

async function patch(transport: Transport, { ref, body, options }: Patch): Promise<Patched> {
  const target = options.subresource === undefined ? objectPath(ref) : `${objectPath(ref)}/${options.subresource}`;
  const path = `${target}?fieldManager=${options.manager}`;
  const contentType = options.strategic === true ? STRATEGIC : MERGE;
  const answer = await transport.request({ method: "PATCH", path, body: JSON.stringify(body), contentType });
  if (answer.status === 404) return { kind: "gone" };
  if (answer.status === 409) return { kind: "conflict" };
  return { kind: "patched", object: objectIn(answer) };
}

function objectIn(answer: HttpAnswer): KubeObject {
  if (answer.status >= 300) throw clusterError(answer);
  return JSON.parse(answer.text) as KubeObject;
}
