// A world in memory for whole reconciles: what is applied is stored and settles at once, as with controllers that are quick.
import { unaskedReplicas } from "../../operator/adapters/rds-unasked.js";
import { CREDENTIALS } from "../fixtures/credentials.js";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { KindRef, KubeObject, ObjectRef } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { WebServiceStatus } from "../../domain/api/status.js";
import { extractor } from "../../domain/observed/extract.js";
import { expectedFields } from "../../domain/observed/managed-fields.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { settled } from "../../domain/observed/settled.js";
import type { CloudDatabases } from "../../operator/ports/cloud-databases.js";
import type { Cluster, Written } from "../../operator/ports/cluster.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import type { EventNote, EventSubject } from "../../operator/ports/events.js";
import { untraced } from "../../operator/ports/trace.js";
import type { Memory } from "../../operator/reconcile/memory.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { reconcile } from "../../operator/reconcile/reconcile.js";
import type { Action, World } from "../../operator/reconcile/world.js";
import { serviceKey } from "../../domain/api/service.js";
import { OPTIONS } from "../cdk8s/arbitrary.js";
import { webServiceClass } from "../fixtures/services.js";
import { neverDeletes } from "./never-deletes.js";
import { fakeClock } from "./fake-clock.js";
import type { FakeClock } from "./fake-clock.js";
import { fakeLog } from "./fake-log.js";
import type { FakeLog } from "./fake-log.js";

export type FakeWorld = {
  readonly world: World;
  readonly clock: FakeClock;
  readonly log: FakeLog;
  /** Writes of children, and of statuses, one line each. */
  readonly writes: string[];
  readonly statuses: WebServiceStatus[];
  readonly events: (EventNote & { readonly about: EventSubject })[];
  readonly classes: WebServiceClass[];
  readonly memory: Memory;
  service(): WebService;
  /** Somebody edits the spec (generation + 1), or only metadata or status. */
  edit(spec: Partial<WebService["spec"]>): void;
  change(change: (service: WebService) => WebService): void;
  children(): readonly ChildRecord[];
  /** What was sent last of each child, by kind and name, but for Secrets. */
  sent(): ReadonlyMap<string, KubeObject>;
  /** As a cluster has them, but for Secrets, and without saying who has written which field. */
  standing(): readonly KubeObject[];
  /** What is written of a kind is written, for the server, by this field manager; default: by none. */
  manage(kind: string, manager: string): void;
  /** A value of the note that a deletion leaves behind. */
  noteOf(key: string): string;
  /** Somebody relabels an object. */
  relabel(kind: string, name: string, labels: Readonly<Record<string, string>>): void;
  /** Each child as it is to be seen from now on. */
  see(view: (record: ChildRecord) => ChildRecord | undefined): void;
  /** Its definition is taken away, with all objects, or is there again. */
  serve(kind: KindRef, isServed: boolean): void;
  /** From now on writes of children fail so. */
  refuse(kind: ClusterError["kind"] | undefined): void;
  /** The process begins anew and remembers nothing. */
  restart(): void;
  /** Reconciles until nothing is put off, or as often as told; time passes where it is told to wait. */
  run(times?: number): Promise<Action>;
};

const KIND_OF_STATUS = "status";
const PATIENCE = 20;
const PAUSE_MS = 10_000;

export function fakeWorld(
  first: WebService,
  serviceClass: WebServiceClass = webServiceClass(),
  databases: CloudDatabases = SILENT,
): FakeWorld {
  return new InMemory(first, serviceClass, databases);
}

const SILENT: CloudDatabases = {
  asks: false,
  list: () => Promise.reject(new Error("nothing may be asked")),
  describe: () => Promise.resolve(undefined),
  find: () => Promise.resolve(undefined),
  inspect: () => Promise.reject(new Error("nothing may be asked")),
  state: () => Promise.reject(new Error("nothing may be asked")),
  snapshot: () => Promise.reject(new Error("nothing may be asked")),
};

class InMemory implements FakeWorld {
  readonly clock = fakeClock({ now: Date.parse("2026-01-07T12:00:00Z") });
  readonly log = fakeLog();
  readonly writes: string[] = [];
  readonly statuses: WebServiceStatus[] = [];
  readonly events: (EventNote & { readonly about: EventSubject })[] = [];
  readonly classes: WebServiceClass[];
  readonly world: World;
  memory = emptyMemory();
  private readonly managers = new Map<string, string>();
  private readonly objects = new Map<string, KubeObject>();
  private view: (record: ChildRecord) => ChildRecord | undefined = (record) => record;
  private refusal: ClusterError["kind"] | undefined;
  private readonly unserved = new Set<string>();
  private version = 1;

  constructor(
    private stored: WebService,
    serviceClass: WebServiceClass,
    databases: CloudDatabases,
  ) {
    const annotations = { [ANNOTATION.isDefaultClass]: "true" };
    this.classes = [{ ...serviceClass, metadata: { ...serviceClass.metadata, annotations } }];
    this.world = {
      cluster: this.cluster(),
      data: neverDeletes,
      events: { record: (about, note) => void this.events.push({ ...note, about }) },
      clock: this.clock,
      log: this.log,
      trace: untraced,
      credentials: { fresh: () => Promise.resolve(CREDENTIALS) },
      replicas: unaskedReplicas,
      databases,
      services: { get: (key) => (key === serviceKey(this.stored.metadata) ? this.stored : undefined) },
      classes: { get: (name) => this.classes.find(({ metadata }) => metadata.name === name), all: () => this.classes },
      children: { of: () => this.children() },
      troubles: {
        warnings: () => Promise.resolve([]),
        pods: () => Promise.resolve([]),
        logEnd: () => Promise.resolve(""),
        targetGroupBindings: () => Promise.resolve([]),
      },
      mayAsk: () => true,
      isServed: ({ kind }) => !this.unserved.has(kind),
      hosts: { of: () => [], grant: () => undefined },
      wrote: () => undefined,
      memory: () => this.memory,
      options: {
        ...{ render: OPTIONS, operatorVersion: "0", drainSeconds: 300, askAfterMs: 60_000 },
        ...{ statusIntervalMs: 1000, progressIntervalMs: 5000 },
      },
    };
  }

  service = () => this.stored;

  edit(spec: Partial<WebService["spec"]>): void {
    this.change((service) => ({
      ...service,
      metadata: { ...service.metadata, generation: service.metadata.generation + 1 },
      spec: { ...service.spec, ...spec },
    }));
  }

  change(change: (service: WebService) => WebService): void {
    this.stored = change(this.stored);
  }

  children(): readonly ChildRecord[] {
    const record = extractor(() => "");
    return [...this.objects.values()]
      .map((object) => ({ ...record(object), ownedFields: expectedFields(sentOf(object)) }))
      .map((seen) => this.view(seen))
      .filter((seen) => seen !== undefined);
  }

  sent(): ReadonlyMap<string, KubeObject> {
    return new Map([...this.objects].map(([id, object]) => [id, sentOf(object)]));
  }

  standing(): readonly KubeObject[] {
    return [...this.objects.values()].map((object) => ({ ...object, sent: undefined }));
  }

  manage(kind: string, manager: string): void {
    this.managers.set(kind, manager);
    for (const [id, object] of this.objects) if (object.kind === kind) this.objects.set(id, this.managed(object));
  }

  noteOf(key: string): string {
    const note = [...this.objects.values()].find(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.includes("retained"),
    );
    return (note?.["data"] as Readonly<Record<string, string>> | undefined)?.[key] ?? "";
  }

  relabel(kind: string, name: string, labels: Readonly<Record<string, string>>): void {
    const id = `${kind}/${name}`;
    const known = this.objects.get(id);
    if (known === undefined) throw new Error(`no ${id}`);
    const metadata = { ...known.metadata, labels: { ...known.metadata.labels, ...labels } };
    this.objects.set(id, { ...known, metadata });
  }

  see(view: (record: ChildRecord) => ChildRecord | undefined): void {
    this.view = view;
  }

  serve({ kind }: KindRef, isServed: boolean): void {
    if (isServed) this.unserved.delete(kind);
    else this.unserved.add(kind);
    if (!isServed) for (const [id, object] of this.objects) if (object.kind === kind) this.objects.delete(id);
  }

  refuse(kind: ClusterError["kind"] | undefined): void {
    this.refusal = kind;
  }

  restart(): void {
    this.memory = emptyMemory();
  }

  async run(times = PATIENCE): Promise<Action> {
    let last = await reconcile(this.world, serviceKey(this.stored.metadata));
    for (let count = 1; count < times; count += 1) {
      this.clock.advance(PAUSE_MS);
      last = await reconcile(this.world, serviceKey(this.stored.metadata));
    }
    return last;
  }

  private cluster(): Cluster {
    return {
      apply: (ref, object) => this.apply(ref, object),
      createOnce: (ref) => {
        this.write(ref);
        return Promise.resolve("created");
      },
      read: (ref) => Promise.resolve(this.objects.get(idOf(ref))),
      remove: (ref) => {
        this.write(ref, "remove");
        this.objects.delete(idOf(ref));
        return Promise.resolve();
      },
      setFinalizers: (_ref, finalizers) => {
        this.change((service) => ({ ...service, metadata: { ...service.metadata, finalizers } }));
        return Promise.resolve(this.written());
      },
      setLabels: () => Promise.resolve(this.written()),
      inspectSecret: () => Promise.resolve("absent"),
      secretAnnotations: () => Promise.resolve(undefined),
      labelSecret: () =>
        this.refusal === undefined ? Promise.resolve("absent") : Promise.reject(new ClusterError(this.refusal, "refused")),
      patchStatus: (_ref, status) => {
        this.writes.push(KIND_OF_STATUS);
        const told = JSON.parse(JSON.stringify(status)) as WebServiceStatus;
        this.statuses.push(told);
        this.change((service) => ({ ...service, status: told }));
        return Promise.resolve(this.written());
      },
    };
  }

  private apply(ref: ObjectRef, object: KubeObject): Promise<Written> {
    const error = this.refusal === undefined ? undefined : new ClusterError(this.refusal, "refused");
    this.write(ref);
    if (error !== undefined) return Promise.reject(error);
    const before = this.objects.get(idOf(ref));
    const generation = (before?.metadata.generation ?? 0) + 1;
    const creationTimestamp = before?.metadata.creationTimestamp ?? new Date(this.clock.now()).toISOString();
    const metadata = {
      ...object.metadata,
      uid: idOf(ref),
      creationTimestamp,
      generation,
      resourceVersion: String((this.version += 1)),
    };
    // Its controller has acted after us, in the same instant. What AWS has given once stays.
    const seen = { ...object, status: before?.status, metadata: { ...metadata, resourceVersion: String((this.version += 1)) } };
    this.objects.set(idOf(ref), this.managed({ ...settled(seen), sent: object }));
    return Promise.resolve({ uid: idOf(ref), resourceVersion: metadata.resourceVersion, generation, managedFields: [] });
  }

  private managed(object: KubeObject): KubeObject {
    const manager = this.managers.get(object.kind);
    if (manager === undefined) return object;
    return { ...object, metadata: { ...object.metadata, managedFields: [{ manager, operation: "Apply" }] } };
  }

  private write({ kind, name }: ObjectRef, verb = "write"): void {
    this.writes.push(`${verb} ${kind.kind} ${name}`);
  }

  private written(): Written {
    this.version += 1;
    return { uid: this.stored.metadata.uid, resourceVersion: String(this.version), managedFields: [] };
  }
}

function idOf({ kind, name }: ObjectRef): string {
  return `${kind.kind}/${name}`;
}

function sentOf(object: KubeObject): KubeObject {
  return object["sent"] as KubeObject;
}
