// The objects as last seen, by kind, namespace and name. Answers to our own writes count as seen.
import type { KindRef, KubeObject, ObjectRef } from "../../../domain/api/objects.js";

export function keyOf(kind: KindRef, namespace: string | undefined, name: string): string {
  return `${kind.plural}.${kind.apiVersion}/${namespace ?? ""}/${name}`;
}

export function keyOfRef(ref: ObjectRef): string {
  return keyOf(ref.kind, ref.namespace, ref.name);
}

export class ObjectIndex {
  readonly #objects = new Map<string, KubeObject>();

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  keys(): readonly string[] {
    return [...this.#objects.keys()];
  }

  /** False when a newer state is known already. */
  put(key: string, object: KubeObject): boolean {
    const known = this.#objects.get(key);
    if (known !== undefined && known.metadata.uid === object.metadata.uid && versionOf(known) > versionOf(object)) return false;
    this.#objects.set(key, lighter(object));
    return true;
  }

  remove(key: string, uid: string | undefined): void {
    if (this.#objects.get(key)?.metadata.uid === uid) this.#objects.delete(key);
  }
}

/** Comparable on the API server, since all versions come from one etcd. */
function versionOf({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion ?? 0);
}

/** Half of an object is managedFields, and nobody here reads them. */
function lighter(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields: undefined } };
}
