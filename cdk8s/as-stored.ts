// What somebody writes in a file → what an API server would have of it, with placeholders for what only a server gives. Pure.
import type { ObjectMeta } from "../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../domain/api/service.js";
import { PLACEHOLDER_UID } from "../domain/api/service.js";

/** As somebody writes it in a file: what only an API server gives may be missing. */
export type Written<Stored> = Omit<Stored, "metadata" | "status"> & { readonly metadata: ObjectMeta };

export const DEFAULT_NAMESPACE = "default";

export function serviceAsStored(service: Written<WebService>): WebService {
  const { namespace = DEFAULT_NAMESPACE } = service.metadata;
  return { ...service, metadata: { ...service.metadata, namespace, ...given(service.metadata) } };
}

export function classAsStored(serviceClass: Written<WebServiceClass>): WebServiceClass {
  return { ...serviceClass, metadata: { ...serviceClass.metadata, ...given(serviceClass.metadata) } };
}

function given({ uid = PLACEHOLDER_UID, resourceVersion = "1", generation = 1 }: ObjectMeta) {
  return { uid, resourceVersion, generation };
}
