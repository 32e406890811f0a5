// Our finalizer on a service: as long as it is there, the API server keeps the service until its children are dealt with.
import { FINALIZER } from "./keys.js";
import type { WebService } from "./service.js";

type Metadata = Pick<WebService["metadata"], "finalizers">;

export function isHeld({ finalizers = [] }: Metadata): boolean {
  return finalizers.includes(FINALIZER);
}

export function withOurs({ finalizers = [] }: Metadata): readonly string[] {
  return [...finalizers, FINALIZER];
}

export function withoutOurs({ finalizers = [] }: Metadata): readonly string[] {
  return finalizers.filter((finalizer) => finalizer !== FINALIZER);
}
