// What a cluster has of the objects in files, and its classes: read with the user's own rights, one request for each object.
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import type { Remote } from "../cluster/remote.js";
import type { Document } from "../input/documents.js";
import type { Subject } from "./subjects.js";
import { sorted } from "./subjects.js";

export type Live = { readonly classes: readonly Document[]; readonly against: readonly Document[] };

const KINDS: readonly KindRef[] = [WEB_SERVICE, WEB_SERVICE_CLASS];

export async function liveObjects(remote: Remote, documents: readonly Document[]): Promise<Live> {
  const { subjects } = sorted(documents);
  const [classes, ...found] = await Promise.all([
    subjects.some(({ kind }) => kind === "WebService") ? remote.list(WEB_SERVICE_CLASS, {}) : [],
    ...subjects.map((subject) => liveOf(remote, subject)),
  ]);
  return {
    classes: classes.map(asDocument),
    against: found.filter((object) => object !== undefined).map(asDocument),
  };
}

/** Under the namespace that the file has, or has not: what is compared are the same two. */
async function liveOf(remote: Remote, { kind, name, namespace }: Subject): Promise<KubeObject | undefined> {
  const ref = KINDS.find((known) => known.kind === kind);
  if (ref === undefined || name === undefined) return undefined;
  const object = await remote.read({ kind: ref, name, ...(ref.namespaced && { namespace: namespace ?? remote.namespace }) });
  return object === undefined ? undefined : { ...object, metadata: { ...object.metadata, namespace } };
}

function asDocument(value: KubeObject): Document {
  const at = { file: `${value.kind} ${value.metadata.name} of the cluster`, line: 1 };
  return { value, at, placeOf: () => at, twice: [] };
}
