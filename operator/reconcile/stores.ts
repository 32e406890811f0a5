// The stores of one operator and the watches that feed them: services, classes, children of every kind, CRDs.
import { LABEL, MANAGED_BY } from "../../domain/api/keys.js";
import { BUILT_IN, CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { extractor } from "../../domain/observed/extract.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { Clock } from "../ports/clock.js";
import type { Log } from "../ports/log.js";
import type { WatchSource } from "../ports/watching.js";
import { ownedFields } from "../../domain/observed/managed-fields.js";
import type { Lane, Queue } from "../runtime/queue.js";
import { createReflector } from "../runtime/reflector.js";
import type { Reflector } from "../runtime/reflector.js";
import type { Expectations, Store } from "../runtime/store.js";
import { createExpectations, createStore, isAtLeast } from "../runtime/store.js";
import type { OwnWrite, ServiceKey } from "./world.js";
import { serviceKey } from "./world.js";

const CRD: KindRef = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};
const OURS = `${LABEL.managedBy}=${MANAGED_BY}`;

export type StoresOptions = {
  readonly source: WatchSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: Queue;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** Somebody else has written the status of this service. */
  readonly isForeignStatus: (service: WebService) => boolean;
  readonly onClassChanged: () => void;
};

type Whole = { readonly uid: string; readonly resourceVersion: string; readonly namespace: string; readonly name: string };
type ServiceRecord = Whole & { readonly service: WebService };
type ClassRecord = Whole & { readonly serviceClass: WebServiceClass };

export type Stores = {
  readonly services: { get(key: ServiceKey): WebService | undefined; readonly keys: () => readonly ServiceKey[] };
  readonly classes: { get(name: string): WebServiceClass | undefined; readonly all: () => readonly WebServiceClass[] };
  readonly children: { of(key: ServiceKey): readonly ChildRecord[]; readonly count: () => number };
  readonly reflectors: readonly Reflector[];
  wrote(write: OwnWrite): void;
  isCaughtUp(key: ServiceKey): boolean;
  /** Every watch has a full picture, or its kind is not served. */
  isSynced(): boolean;
};

export class OperatorStores implements Stores {
  readonly reflectors: readonly Reflector[];
  private readonly serviceStore: Store<ServiceRecord> = createStore(() => undefined);
  private readonly classStore: Store<ClassRecord> = createStore(() => undefined);
  private readonly childStores = new Map<string, Store<ChildRecord>>();
  private readonly expectations: Expectations;
  private readonly queue: Queue;

  constructor(private readonly options: StoresOptions) {
    this.queue = options.queue;
    this.expectations = createExpectations(options.clock);
    const scopes = options.namespaces.length === 0 ? [undefined] : options.namespaces;
    const children = CHILD_KINDS.filter((kind) => kind !== BUILT_IN.secret); // Secrets are never read
    this.reflectors = [
      ...scopes.map((namespace) => this.watchServices(namespace)),
      this.watchClasses(),
      this.watchDefinitions(),
      ...children.flatMap((kind) => scopes.map((namespace) => this.watchChildren(kind, namespace))),
    ];
  }

  readonly services = {
    get: (key: ServiceKey) => {
      const [namespace = "", name = ""] = key.split("/");
      return this.serviceStore.get(namespace, name)?.service;
    },
    keys: () => this.serviceStore.all().map(serviceKey),
  };

  readonly classes = {
    get: (name: string) => this.classStore.get("", name)?.serviceClass,
    all: () => this.classStore.all().map((record) => record.serviceClass),
  };

  readonly children = {
    of: (key: ServiceKey) => [...this.childStores.values()].flatMap((store) => store.ofOwner(key)),
    count: () => [...this.childStores.values()].reduce((sum, store) => sum + store.all().length, 0),
  };

  wrote({ key, apiVersion, kind, name, resourceVersion }: OwnWrite): void {
    const [namespace = ""] = key.split("/");
    const store = kind === WEB_SERVICE.kind ? this.serviceStore : this.childStores.get(`${apiVersion}/${kind}`);
    // The watch is often faster than the answer, and a write that changed nothing sends no event at all.
    const known = store?.get(namespace, name)?.resourceVersion;
    if (known !== undefined && isAtLeast(known, resourceVersion)) return;
    this.expectations.expect(key, `${kind}/${name}`, resourceVersion);
  }

  isCaughtUp(key: ServiceKey): boolean {
    return this.expectations.isCaughtUp(key);
  }

  isSynced(): boolean {
    return this.reflectors.every((reflector) => reflector.isSynced() || reflector.isKindMissing());
  }

  private watchServices(namespace: string | undefined): Reflector {
    return this.watch<ServiceRecord>(
      { kind: WEB_SERVICE, namespace },
      {
        extract: (object) => ({ ...whole(object), service: object as unknown as WebService }),
        onPut: (record) => {
          const before = this.serviceStore.put(record)?.service;
          this.expectations.seen(serviceKey(record), `WebService/${record.name}`, record.resourceVersion);
          // Our own status comes back through the watch; it is not news.
          if (before === undefined || isEdited(before, record.service)) this.wake(serviceKey(record), "edit");
          else if (this.options.isForeignStatus(record.service)) this.wake(serviceKey(record), "drift");
        },
        onRemove: (record) => {
          if (this.serviceStore.remove(record) === undefined) return; // it has a successor of the same name
          this.expectations.forget(serviceKey(record));
          this.wake(serviceKey(record), "edit");
        },
      },
    );
  }

  private watchClasses(): Reflector {
    const changed = () => {
      this.services.keys().forEach((key) => this.wake(key, "resync"));
      this.options.onClassChanged();
    };
    return this.watch<ClassRecord>(
      { kind: WEB_SERVICE_CLASS },
      {
        extract: (object) => ({ ...whole(object), serviceClass: object as unknown as WebServiceClass }),
        onPut: (record) => {
          this.classStore.put(record);
          changed();
        },
        onRemove: (record) => {
          this.classStore.remove(record);
          changed();
        },
      },
    );
  }

  /** A CRD that appears ends the wait of the watch for its kind at once. */
  private watchDefinitions(): Reflector {
    const appeared = () => {
      for (const reflector of this.reflectors) {
        if (!reflector.isKindMissing()) continue;
        reflector.kick();
        this.services.keys().forEach((key) => this.wake(key, "resync"));
      }
    };
    const nothing = () => undefined;
    return this.watch<Whole>({ kind: CRD, metadataOnly: true }, { extract: whole, onPut: appeared, onRemove: nothing });
  }

  private watchChildren(kind: KindRef, namespace: string | undefined): Reflector {
    const id = `${kind.apiVersion}/${kind.kind}`;
    const store = this.childStores.get(id) ?? createStore<ChildRecord>((record) => `${record.namespace}/${record.service}`);
    this.childStores.set(id, store);
    return this.watch<ChildRecord>(
      { kind, namespace, labelSelector: OURS },
      {
        extract: extractor(ownedFields),
        onPut: (record) => {
          const before = store.put(record);
          const owner = ownerOf(record);
          this.expectations.seen(owner, childOf(record), record.resourceVersion);
          if (before === undefined || isNews(before, record)) this.wake(owner, "drift");
          // Somebody has changed the label that says whose it is.
          if (before !== undefined && ownerOf(before) !== owner) this.wake(ownerOf(before), "drift");
        },
        onRemove: (record) => {
          if (store.remove(record) === undefined) return; // it has a successor of the same name
          this.expectations.seen(ownerOf(record), childOf(record), undefined);
          this.wake(ownerOf(record), "drift");
        },
      },
    );
  }

  private watch<R extends Whole>(
    target: Reflector["target"],
    handlers: Pick<Parameters<typeof createReflector<R>>[0], "extract" | "onPut" | "onRemove">,
  ): Reflector {
    const { source, clock, log } = this.options;
    return createReflector<R>({ target, source, clock, log, ...handlers });
  }

  private wake(key: ServiceKey, lane: Lane): void {
    this.queue.add(key, lane);
  }
}

function whole({ metadata }: KubeObject): Whole {
  const { uid = "", resourceVersion = "", namespace = "", name } = metadata;
  return { uid, resourceVersion, namespace, name };
}

const ownerOf = (record: ChildRecord): ServiceKey => `${record.namespace}/${record.service}`;
const childOf = (record: ChildRecord): string => `${record.kind}/${record.name}`;

function isEdited(before: WebService, after: WebService): boolean {
  const view = ({ metadata }: WebService) =>
    JSON.stringify([metadata.uid, metadata.generation, metadata.deletionTimestamp, metadata.annotations, metadata.finalizers]);
  return view(before) !== view(after);
}

/** Controllers rewrite times and counters all day; only what a reconcile would look at counts. */
function isNews(before: ChildRecord, after: ChildRecord): boolean {
  const view = (record: ChildRecord) => JSON.stringify({ ...record, resourceVersion: "" });
  return view(before) !== view(after);
}
