// The DataDeletion port over HTTP: the one adapter that sends a delete of what may hold data.
import { DELETION_MANAGER } from "../../domain/api/keys.js";
import type { DataDeletion } from "../ports/data-deletion.js";
import { objectPath } from "./kubernetes-paths.js";
import { accepted, mergePatch, remove, send, type Call } from "./kubernetes-requests.js";
import { metadataOf, originOf } from "./kubernetes-secrets.js";
import type { HttpRequest, Line, Transport } from "./transport.js";

export function kubernetesDataDeletion(transport: Transport, line?: Line): DataDeletion {
  const call: Call = (request: HttpRequest) => send(transport, { ...request, line });
  return {
    tryRemove: (ref, uid) => remove(call, ref, { uid, propagation: "Background", dryRun: true }),
    remove: (ref, uid) => remove(call, ref, { uid, propagation: "Background" }),
    setLocks: async (ref, { annotations, spec }, uid) => {
      const body = { metadata: { uid, annotations }, ...(spec === undefined ? {} : { spec }) };
      accepted(await mergePatch(call, `${objectPath(ref)}?fieldManager=${DELETION_MANAGER}`, body));
    },
    removeSecret: async (ref, { dryRun }) => {
      const metadata = await metadataOf(call, ref);
      const origin = originOf(metadata);
      if (origin === "ours") await remove(call, ref, { uid: metadata?.uid ?? "", propagation: "Background", dryRun });
      return origin;
    },
  };
}
