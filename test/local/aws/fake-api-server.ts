// As much of an API server as the controllers of the local AWS meet: generations, finalizers, preconditions, merge patches.
import { randomUUID } from "node:crypto";
import type { ClusterAccess, Patched, PatchOptions } from "../../../local/aws/controllers/cluster-access.js";
import { keyOf, keyOfRef } from "../../../local/aws/controllers/object-index.js";
import { covers } from "../../../local/aws/model/compare.js";
import { isRecord, recordsOf } from "../../../local/aws/model/read.js";
import type { KindRef, KubeObject, ObjectMeta, ObjectRef } from "../../../domain/api/objects.js";
import { kindOf } from "./manifests.js";

export type Write = { readonly ref: ObjectRef; readonly body: unknown; readonly manager: string; readonly isStatus: boolean };
export type Listener = (kind: KindRef, object: KubeObject, isGone: boolean) => void;

export class FakeApiServer implements ClusterAccess {
  readonly objects = new Map<string, KubeObject>();
  readonly writes: Write[] = [];
  readonly listeners: Listener[] = [];
  #version = 0;

  constructor(readonly kinds: readonly KindRef[] = []) {}

  readonly read = (ref: ObjectRef): Promise<KubeObject | undefined> => Promise.resolve(this.objects.get(keyOfRef(ref)));

  readonly patch = (ref: ObjectRef, body: unknown, options: PatchOptions): Promise<Patched> => {
    const known = this.objects.get(keyOfRef(ref));
    if (known === undefined || !isRecord(body)) return Promise.resolve({ kind: "gone" });
    const { uid, resourceVersion } = (body["metadata"] ?? {}) as Partial<ObjectMeta>;
    const isOld = resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion;
    if (isOld || (uid !== undefined && uid !== known.metadata.uid)) return Promise.resolve({ kind: "conflict" });
    const isStatus = options.subresource === "status";
    this.writes.push({ ref, body, manager: options.manager, isStatus });
    const status = options.strategic === true ? strategic(known["status"], body["status"]) : body["status"];
    const wanted = isStatus ? { status } : { metadata: body["metadata"], spec: body["spec"] };
    return Promise.resolve({ kind: "patched", object: this.#store(ref.kind, merged(known, wanted) as KubeObject, known) });
  };

  readonly create = (ref: ObjectRef, object: KubeObject, manager: string): Promise<"created" | "exists"> => {
    this.writes.push({ ref, body: object, manager, isStatus: false });
    if (this.objects.has(keyOfRef(ref))) return Promise.resolve("exists");
    this.#store(ref.kind, object, undefined);
    return Promise.resolve("created");
  };

  readonly remove = (ref: ObjectRef): Promise<void> => {
    const known = this.objects.get(keyOfRef(ref));
    if (known !== undefined) this.delete(known);
    return Promise.resolve();
  };

  /** What a user does: fields that are not named stay. */
  apply(object: KubeObject): KubeObject {
    const kind = this.#kindOf(object);
    const known = this.get(object);
    return this.#store(kind, known === undefined ? object : (merged(known, object) as KubeObject), known);
  }

  delete(object: KubeObject): void {
    const known = this.get(object);
    if (known === undefined) return;
    const metadata = { ...known.metadata, deletionTimestamp: known.metadata.deletionTimestamp ?? "2026-03-01T00:00:00Z" };
    this.#store(this.#kindOf(object), { ...known, metadata }, known);
  }

  get(object: KubeObject): KubeObject | undefined {
    return this.objects.get(keyOf(this.#kindOf(object), object.metadata.namespace, object.metadata.name));
  }

  /** Writes to one object, in order. */
  writesTo({ kind, metadata }: KubeObject): readonly Write[] {
    return this.writes.filter(({ ref }) => ref.kind.kind === kind && ref.name === metadata.name);
  }

  #store(kind: KindRef, object: KubeObject, known: KubeObject | undefined): KubeObject {
    this.#version += 1;
    const metadata: ObjectMeta = {
      ...object.metadata,
      uid: known?.metadata.uid ?? randomUUID(),
      resourceVersion: String(this.#version),
      generation: (known?.metadata.generation ?? 0) + (known === undefined || isNewer(object, known) ? 1 : 0),
    };
    const stored: KubeObject = { ...object, metadata };
    const key = keyOf(kind, metadata.namespace, metadata.name);
    const isGone = metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0;
    if (isGone) this.objects.delete(key);
    else this.objects.set(key, stored);
    for (const listener of this.listeners) queueMicrotask(() => listener(kind, stored, isGone));
    return stored;
  }

  #kindOf(object: KubeObject): KindRef {
    return this.kinds.find(({ kind }) => kind === object.kind) ?? kindOf(object);
  }
}

/** Status and most metadata do not count. */
function isNewer(object: KubeObject, known: KubeObject): boolean {
  const hasSameSpec = covers(known["spec"], object["spec"]) && covers(object["spec"], known["spec"]);
  return !hasSameSpec || object.metadata.deletionTimestamp !== known.metadata.deletionTimestamp;
}

/** As much of a strategic merge patch as a pod's status needs: conditions by their type. */
function strategic(known: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const changed = recordsOf(patch, "conditions");
  const kept = recordsOf(isRecord(known) ? known : {}, "conditions").filter(
    ({ type }) => !changed.some((condition) => condition["type"] === type),
  );
  return { ...patch, conditions: [...kept, ...changed] };
}

/** JSON merge patch. */
function merged(known: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(known) ? { ...known } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else if (value !== undefined) result[name] = merged(result[name], value);
  }
  return result;
}
