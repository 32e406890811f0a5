// What the controllers need of an API server. Narrow, so that a test can stand in for it.
import type { KindRef, KubeObject, ObjectRef } from "../../../domain/api/objects.js";

export type PatchOptions = {
  readonly manager: string;
  readonly subresource?: "status";
  /** Lists are merged by their keys, as the API server can for kinds of its own. */
  readonly strategic?: boolean;
};

export type Patched =
  | { readonly kind: "patched"; readonly object: KubeObject }
  /** Not found, or another object has its name now. */
  | { readonly kind: "gone" }
  /** Somebody else was faster: look again. */
  | { readonly kind: "conflict" };

export type ClusterAccess = {
  /** Undefined: not found. */
  readonly read: (ref: ObjectRef) => Promise<KubeObject | undefined>;
  /** JSON merge patch unless asked otherwise, recorded as operation Update of the manager. */
  readonly patch: (ref: ObjectRef, body: unknown, options: PatchOptions) => Promise<Patched>;
  readonly create: (ref: ObjectRef, object: KubeObject, manager: string) => Promise<"created" | "exists" | "kind-missing">;
  readonly remove: (ref: ObjectRef, uid: string) => Promise<void>;
};

export function refOf(kind: KindRef, object: KubeObject): ObjectRef {
  return { kind, namespace: object.metadata.namespace, name: object.metadata.name };
}
