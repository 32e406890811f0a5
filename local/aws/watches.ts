// Watches the kinds that the controllers serve, with the operator's own reflector, and notices CRDs that come later.
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { Clock } from "../../operator/ports/clock.js";
import type { Log } from "../../operator/ports/log.js";
import type { WatchSource } from "../../operator/ports/watching.js";
import { createReflector, type Reflector } from "../../operator/runtime/reflector.js";

const DEFINITION: KindRef = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};
const LOOK_MS = 25;
/** A kind is served a moment after its definition says so. */
const SERVED_MS = 1000;

export type Watched = {
  readonly kind: KindRef;
  readonly labelSelector?: string;
  readonly onPut: (object: KubeObject) => void;
  readonly onRemove: (object: KubeObject) => void;
};

export type WatchesOptions = {
  readonly source: WatchSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined: all. */
  readonly namespaces?: readonly string[];
};

type Seen = {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
};

export class Watches {
  readonly #reflectors: Reflector[] = [];
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(readonly options: WatchesOptions) {}

  add({ kind, labelSelector, onPut, onRemove }: Watched): void {
    for (const namespace of this.options.namespaces ?? [undefined]) {
      this.#add(
        { kind, namespace, labelSelector },
        (object) => onPut(object),
        (object) => onRemove(object),
      );
    }
  }

  /** Resolves when all that exists was shown. */
  async start(): Promise<void> {
    const served = this.#reflectors.slice();
    const definitions = { kind: DEFINITION, metadataOnly: true };
    this.#add(
      definitions,
      ({ metadata }) => this.#kick(metadata.name),
      () => undefined,
    );
    for (const reflector of this.#reflectors) reflector.start();
    while (!this.#stopped && !served.every((reflector) => reflector.isSynced() || reflector.isKindMissing())) {
      await new Promise<void>((resolve) => {
        this.#cancel = this.options.clock.after(LOOK_MS, resolve);
      });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    for (const reflector of this.#reflectors) reflector.stop();
  }

  #add(target: Reflector["target"], put: (object: KubeObject) => void, remove: (object: KubeObject) => void): void {
    const { source, clock, log } = this.options;
    this.#reflectors.push(
      createReflector<Seen>({
        target,
        source,
        clock,
        log,
        extract: (object) => seen(target.kind, object),
        onPut: ({ object }) => put(object),
        onRemove: ({ object }) => remove(object),
      }),
    );
  }

  #kick(definition: string): void {
    const missing = this.#reflectors.filter(
      ({ target }) => `${target.kind.plural}.${target.kind.apiVersion.split("/")[0] ?? ""}` === definition,
    );
    const kick = (): void => {
      for (const reflector of missing) if (reflector.isKindMissing()) reflector.kick();
    };
    kick();
    this.options.clock.after(SERVED_MS, kick);
  }
}

/** Half of an object is managedFields, and nobody here reads them. */
function seen(kind: KindRef, object: KubeObject): Seen {
  const { metadata } = object;
  return {
    uid: metadata.uid ?? "",
    resourceVersion: metadata.resourceVersion ?? "",
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    object: { ...object, apiVersion: kind.apiVersion, kind: kind.kind, metadata: { ...metadata, managedFields: undefined } },
  };
}
