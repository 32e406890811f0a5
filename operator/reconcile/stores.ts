// The stores of one operator and the watches that feed them: services, classes, children of every kind, CRDs.
// Nobody is woken before wakeAll: a replica that waits for the lease would only pile up what the leader does.
import { LABEL, MANAGED_BY } from "../../domain/api/keys.js";
import { ACK, SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { extractor } from "../../domain/observed/extract.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { withSharedTexts } from "../../domain/observed/shared-text.js";
import type { Clock } from "../ports/clock.js";
import type { Log } from "../ports/log.js";
import type { WatchSource } from "../ports/watching.js";
import { ownedFields } from "../../domain/observed/managed-fields.js";
import type { Lane, Queue } from "../runtime/queue.js";
import { createReflector } from "../runtime/reflector.js";
import type { Reflector } from "../runtime/reflector.js";
import type { Expectations, Store } from "../runtime/store.js";
import { createExpectations, createStore, isAtLeast } from "../runtime/store.js";
import { concerned, firstLane, isEdited, isNews } from "./news.js";
import type { ChildIndex } from "./child-index.js";
import { createChildIndex, ownerOf } from "./child-index.js";
import type { HostIndex } from "./host-index.js";
import { createHostIndex } from "./host-index.js";
import type { Hosts } from "../../domain/admit/hosts.js";
import type { OwnWrite } from "./world.js";
import type { ServiceKey } from "../../domain/api/service.js";
import { serviceKey } from "../../domain/api/service.js";
import { ServiceSums } from "./tell/service-sums.js";

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
  readonly services: {
    get(key: ServiceKey): WebService | undefined;
    readonly keys: () => readonly ServiceKey[];
    readonly count: () => number;
  };
  readonly classes: { get(name: string): WebServiceClass | undefined; readonly all: () => readonly WebServiceClass[] };
  readonly children: {
    of(key: ServiceKey): readonly ChildRecord[];
    readonly count: () => number;
    readonly byKind: () => Readonly<Record<string, number>>;
  };
  readonly hosts: Hosts;
  readonly reflectors: readonly Reflector[];
  /** The API server serves the kind, as far as its watch knows. */
  isServed(kind: KindRef): boolean;
  /** From now on services are worked on: each once, those first that nobody has answered yet. */
  wakeAll(): void;
  wrote(write: OwnWrite): void;
  isCaughtUp(key: ServiceKey): boolean;
  /** Every watch has a full picture, or its kind is not served. */
  isSynced(): boolean;
};

export class OperatorStores implements Stores {
  readonly reflectors: readonly Reflector[];
  /** For the metrics. */
  readonly sums = new ServiceSums();
  private readonly serviceStore: Store<ServiceRecord> = createStore();
  private readonly classStore: Store<ClassRecord> = createStore();
  private readonly childIndex: ChildIndex = createChildIndex();
  private readonly hostIndex: HostIndex = createHostIndex();
  private readonly expectations: Expectations;
  private readonly queue: Queue;
  /** By {@link apiVersionAndKind}; several where namespaces are named. */
  private readonly reflectorsOf: ReadonlyMap<string, readonly Reflector[]>;
  private isAwake = false;

  constructor(private readonly options: StoresOptions) {
    this.queue = options.queue;
    this.expectations = createExpectations(options.clock);
    const scopes = options.namespaces.length === 0 ? [undefined] : options.namespaces;
    const children = SEEN_CHILD_KINDS;
    this.reflectors = [
      ...scopes.map((namespace) => this.watchServices(namespace)),
      this.watchClasses(),
      this.watchDefinitions(),
      ...children.flatMap((kind) => scopes.map((namespace) => this.watchChildren(kind, namespace))),
    ];
    this.reflectorsOf = Map.groupBy(this.reflectors, ({ target }) => apiVersionAndKind(target.kind));
  }

  readonly services = {
    get: (key: ServiceKey) => {
      const [namespace = "", name = ""] = key.split("/");
      return this.serviceStore.get(namespace, name)?.service;
    },
    keys: () => this.serviceStore.all().map(serviceKey),
    count: () => this.serviceStore.size(),
  };

  readonly classes = {
    get: (name: string) => this.classStore.get("", name)?.serviceClass,
    all: () => this.classStore.all().map((record) => record.serviceClass),
  };

  readonly hosts: Hosts = {
    of: (host) => this.hostIndex.of(host),
    grant: (key, hosts) => this.wakeWaiting(this.hostIndex.grant(key, hosts)),
  };

  readonly children = {
    of: (key: ServiceKey) => this.childIndex.of(key),
    count: () => this.childIndex.count(),
    byKind: () => this.childIndex.byKind(),
  };

  wrote({ key, apiVersion, kind, name, resourceVersion }: OwnWrite): void {
    const [namespace = ""] = key.split("/");
    const isService = kind === WEB_SERVICE.kind;
    const written = isService ? this.serviceStore.get(namespace, name) : this.childIndex.find(key, { apiVersion, kind, name });
    // The watch is often faster than the answer, and a write that changed nothing sends no event at all.
    const known = written?.resourceVersion;
    if (known !== undefined && isAtLeast(known, resourceVersion)) return;
    this.expectations.expect(key, `${kind}/${name}`, resourceVersion);
  }

  isServed(kind: KindRef): boolean {
    return this.reflectorsOf.get(apiVersionAndKind(kind))?.some((reflector) => reflector.isKindMissing()) !== true;
  }

  wakeAll(): void {
    this.isAwake = true;
    for (const { service } of this.serviceStore.all()) this.wake(serviceKey(service.metadata), firstLane(service));
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
        extract: (object) => {
          const record = whole(object);
          return { ...record, service: asKept(object, this.serviceStore.get(record.namespace, record.name)?.service) };
        },
        onPut: (record, isFirst) => {
          const before = this.serviceStore.put(record)?.service;
          this.sums.put(record.service);
          this.wakeWaiting(this.hostIndex.put(record.service));
          this.expectations.seen(serviceKey(record), `WebService/${record.name}`, record.resourceVersion);
          // Our own status comes back through the watch; it is not news.
          if (before === undefined || isEdited(before, record.service))
            this.wake(serviceKey(record), isFirst ? firstLane(record.service) : "edit");
          else if (this.options.isForeignStatus(record.service)) this.wake(serviceKey(record), "drift");
        },
        onRemove: (record) => {
          if (this.serviceStore.remove(record) === undefined) return; // it has a successor of the same name
          this.sums.remove(serviceKey(record));
          this.expectations.forget(serviceKey(record));
          this.wakeWaiting(this.hostIndex.remove(serviceKey(record)));
          this.wake(serviceKey(record), "edit");
        },
      },
    );
  }

  private watchClasses(): Reflector {
    const changed = (before: WebServiceClass | undefined, after: WebServiceClass | undefined) => {
      const isConcerned = concerned(before, after);
      for (const { service } of this.serviceStore.all())
        if (isConcerned(service)) this.wake(serviceKey(service.metadata), "resync");
      this.options.onClassChanged();
    };
    return this.watch<ClassRecord>(
      { kind: WEB_SERVICE_CLASS },
      {
        extract: (object) => ({ ...whole(object), serviceClass: object as unknown as WebServiceClass }),
        onPut: (record) => changed(this.classStore.put(record)?.serviceClass, record.serviceClass),
        onRemove: (record) => changed(this.classStore.remove(record)?.serviceClass, undefined),
      },
    );
  }

  /** A CRD of ours that appears ends the wait of the watch for its kind at once; {@link cameOrWent} does the rest. */
  private watchDefinitions(): Reflector {
    const defined = ({ name }: Whole) => {
      for (const reflector of this.reflectors)
        if (definitionOf(reflector.target.kind) === name && reflector.isKindMissing()) reflector.kick();
    };
    const nothing = () => undefined;
    return this.watch<Whole>({ kind: CRD, metadataOnly: true }, { extract: whole, onPut: defined, onRemove: nothing });
  }

  /**
   * A kind that was missing is served now: children of it that could not be written can be. Or it is not served any more, and something else is
   * made in their place: its last objects went before, when nobody knew that yet.
   */
  private cameOrWent(): void {
    for (const key of this.services.keys()) this.wake(key, "resync");
  }

  private watchChildren(kind: KindRef, namespace: string | undefined): Reflector {
    return this.watch<ChildRecord>(
      { kind, namespace, labelSelector: OURS },
      {
        extract: extractor(ownedFields),
        onPut: (record, isFirst, known) => {
          const before = this.childIndex.put(record, known);
          this.noteHost(record, before);
          const owner = ownerOf(record);
          this.expectations.seen(owner, childOf(record), record.resourceVersion);
          if (before === undefined || isNews(before, record)) this.wake(owner, isFirst ? "resync" : "drift");
          // Somebody has changed the label that says whose it is.
          if (before !== undefined && ownerOf(before) !== owner) this.wake(ownerOf(before), "drift");
        },
        onRemove: (record) => {
          if (this.childIndex.remove(record) === undefined) return; // it has a successor of the same name
          this.noteHost(undefined, record);
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
    const changed = () => this.cameOrWent();
    return createReflector<R>({ target, source, clock, log, onServed: changed, onUnserved: changed, ...handlers });
  }

  /** A DNS record keeps its host for its service until it is gone. */
  private noteHost(now: ChildRecord | undefined, before: ChildRecord | undefined): void {
    if ((now ?? before)?.kind !== ACK.recordSet.ref.kind) return;
    if (before !== undefined && (now === undefined || isMoved(before, now)))
      this.wakeWaiting(this.hostIndex.removeRecord(before));
    if (now !== undefined) this.hostIndex.putRecord(now);
  }

  /** What they waited for may have come to them. */
  private wakeWaiting(keys: readonly ServiceKey[]): void {
    keys.forEach((key) => this.wake(key, "drift"));
  }

  private wake(key: ServiceKey, lane: Lane): void {
    if (this.isAwake) this.queue.add(key, lane);
  }
}

function whole({ metadata }: KubeObject): Whole {
  const { uid = "", resourceVersion = "", namespace = "", name } = metadata;
  return { uid, resourceVersion, namespace, name };
}

/** Who has set which field of it is more than half of its size, and nobody asks. */
function asKept(object: KubeObject, before: WebService | undefined): WebService {
  const { spec, ...service } = { ...object, metadata: { ...object.metadata, managedFields: undefined } } as unknown as WebService;
  const { uid, generation } = service.metadata;
  // Within one generation the spec is the same, so the one that is known is kept, and with it what was found out about it.
  const isKnown = before !== undefined && before.metadata.uid === uid && before.metadata.generation === generation;
  return { ...withSharedTexts(service), spec: isKnown ? before.spec : withSharedTexts(spec) };
}

const apiVersionAndKind = ({ apiVersion, kind }: KindRef): string => `${apiVersion} ${kind}`;
const isMoved = (before: ChildRecord, now: ChildRecord) => ownerOf(before) !== ownerOf(now) || before.role !== now.role;
const childOf = (record: ChildRecord): string => `${record.kind}/${record.name}`;
const definitionOf = ({ apiVersion, plural }: KindRef): string => `${plural}.${apiVersion.split("/")[0] ?? ""}`;
