// The operator in front of the local AWS, both in memory and on one fake clock: a service is built, deleted, and followed to its end. Every
// request that could give data up is recorded.
import type { KubeObject, ObjectRef } from "../../domain/api/objects.js";
import type { OutsideDatabase } from "../../domain/api/cloud-database.js";
import { DELETION_MANAGER, LABEL } from "../../domain/api/keys.js";
import { DATA_KINDS } from "../../domain/api/permissions.js";
import type { WebService } from "../../domain/api/service.js";
import { serviceKey } from "../../domain/api/service.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { extractor } from "../../domain/observed/extract.js";
import { ownedFields } from "../../domain/observed/managed-fields.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { keyOfRef } from "../../local/aws/controllers/object-index.js";
import { textOf } from "../../local/aws/model/read.js";
import { snapshotArn } from "../../local/aws/model/snapshot.js";
import type { CloudDatabases } from "../../operator/ports/cloud-databases.js";
import type { Cluster, Written } from "../../operator/ports/cluster.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import type { DataDeletion } from "../../operator/ports/data-deletion.js";
import type { EventNote } from "../../operator/ports/events.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { reconcile } from "../../operator/reconcile/reconcile.js";
import type { World } from "../../operator/reconcile/world.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { PLACE, Stage } from "../local/aws/stage.js";
import { answeringWorld } from "./answering-world.js";

const STEP_MS = 5000;
const PATIENCE = 120;

/** Thrown in the middle of a reconcile: the process is gone, and what it had sent is done. */
class Killed extends Error {}

export class EndingWorld {
  readonly stage = new Stage();
  readonly events: EventNote[] = [];
  /** Deletes of data that were carried out, as `Kind name`, in their order. */
  readonly deleted: string[] = [];
  /** Dry runs since the last look. */
  tried: string[] = [];
  /** Resources, by plural, that the operator may not delete. */
  forbidden: readonly string[] = [];
  asks = true;
  /** What RDS says of the database that is to be adopted. */
  outside: OutsideDatabase | undefined;
  /** So many more writes are carried out, then the process dies. */
  writesLeft = Infinity;
  service: WebService | undefined;
  readonly world: World;
  #memory = emptyMemory();

  constructor(spec: Partial<WebServiceSpec>) {
    this.service = webService(spec);
    const serviceClass = webServiceClass();
    this.world = {
      ...answeringWorld({}).world,
      cluster: this.#cluster(),
      data: this.#data(),
      databases: this.#databases(),
      events: { record: (_about, note) => void this.events.push(note) },
      clock: this.stage.clock,
      services: { get: () => this.service },
      classes: {
        get: () => serviceClass,
        all: () => [{ ...serviceClass, metadata: { ...serviceClass.metadata, annotations: DEFAULT } }],
      },
      children: { of: () => this.records() },
      memory: () => this.#memory,
    };
  }

  /** Until the data of the service is there. */
  async build(): Promise<void> {
    for (let count = 0; count < 12; count += 1) await this.step(60_000);
  }

  annotate(annotations: Readonly<Record<string, string>>): void {
    this.#change((service) => ({ ...service.metadata, annotations: { ...service.metadata.annotations, ...annotations } }));
  }

  setData(data: "Retain" | "Delete"): void {
    if (this.service !== undefined) this.service = { ...this.service, spec: { ...this.service.spec, deletion: { data } } };
  }

  delete(): void {
    const deletionTimestamp = new Date(this.stage.clock.now()).toISOString();
    this.#change((service) => ({ ...service.metadata, deletionTimestamp }));
  }

  /** One reconcile, and time in which the controllers act. Whoever was killed begins anew. */
  async step(milliseconds = STEP_MS): Promise<void> {
    try {
      if (this.service !== undefined) await reconcile(this.world, serviceKey(this.service.metadata));
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#memory = emptyMemory();
      this.writesLeft = Infinity;
    }
    await this.stage.advance(milliseconds);
  }

  /** Until it is gone, or `until` says so. */
  async run(until: () => boolean = () => false): Promise<void> {
    for (let count = 0; count < PATIENCE; count += 1) {
      if (this.service === undefined || until()) return;
      await this.step();
    }
  }

  restart(): void {
    this.#memory = emptyMemory();
  }

  get message(): string {
    const ready = this.service?.status?.conditions?.find(({ type }) => type === "Ready");
    return `${ready?.reason ?? ""}: ${ready?.message ?? ""}`;
  }

  names(kind: string): readonly string[] {
    return this.objects(kind)
      .map(({ metadata }) => metadata.name)
      .sort();
  }

  objects(kind: string): readonly KubeObject[] {
    return [...this.stage.api.objects.values()].filter((object) => object.kind === kind);
  }

  /** What is left in AWS of kinds that hold data, as `Kind name`. */
  inAws(): readonly string[] {
    const kinds = new Set(DATA_KINDS.map(({ kind }) => kind));
    const all = [...this.stage.world.resources.values()].map(({ type, name }) => [type.split("/")[1] ?? "", name] as const);
    return all.filter(([kind]) => kinds.has(kind)).map(([kind, name]) => `${kind} ${name}`);
  }

  records(): readonly ChildRecord[] {
    const seen = [...this.stage.api.objects.values()].filter(
      ({ kind, metadata }) => kind !== "Secret" && metadata.labels?.[LABEL.service],
    );
    return seen.map(extractor(ownedFields));
  }

  #change(metadata: (service: WebService) => WebService["metadata"]): void {
    if (this.service !== undefined) this.service = { ...this.service, metadata: metadata(this.service) };
  }

  #write(): void {
    if (this.writesLeft <= 0) throw new Killed();
    this.writesLeft -= 1;
  }

  /** With the service goes what it owns, such as Secrets that the operator never sees. */
  #collectGarbage(): void {
    const uid = this.service?.metadata.uid;
    this.service = undefined;
    for (const object of this.stage.api.objects.values())
      if (object.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true) this.stage.api.delete(object);
  }

  #find(ref: ObjectRef): KubeObject | undefined {
    return this.stage.api.objects.get(keyOfRef(ref));
  }

  #cluster(): Cluster {
    const done = (): Written => ({ uid: "", resourceVersion: "1", managedFields: [] });
    const stored = async (act: () => void): Promise<Written> => {
      await Promise.resolve();
      this.#write();
      act();
      return done();
    };
    return {
      apply: (_ref, object) => stored(() => void this.stage.api.apply(object)),
      createOnce: async (ref, object) => {
        if (this.#find(ref) !== undefined) return "exists";
        await stored(() => void this.stage.api.apply(asStored(object)));
        return "created";
      },
      read: (ref) => Promise.resolve(this.#find(ref)),
      remove: async (ref) => {
        const found = this.#find(ref);
        if (found === undefined) return;
        if (isData(ref)) throw new Error(`${ref.kind.kind} ${ref.name} is deleted past the port for it`);
        await stored(() => this.stage.api.delete(found));
      },
      setFinalizers: (_ref, finalizers) =>
        stored(() => {
          this.#change((service) => ({ ...service.metadata, finalizers }));
          const isGone = this.service?.metadata.deletionTimestamp !== undefined && finalizers.length === 0;
          if (isGone) this.#collectGarbage();
        }),
      setLabels: (ref, labels) => stored(() => this.#patch(ref, { metadata: { labels } })),
      inspectSecret: (ref) => Promise.resolve(this.#find(ref) === undefined ? "absent" : "ours"),
      secretAnnotations: (ref) => Promise.resolve(this.#find(ref)?.metadata.annotations),
      labelSecret: async (ref, labels) => {
        if (this.#find(ref) === undefined) return "absent";
        await stored(() => this.#patch(ref, { metadata: { labels } }));
        return "ours";
      },
      patchStatus: async (_ref, status) => {
        await Promise.resolve();
        if (this.service !== undefined)
          this.service = { ...this.service, status: JSON.parse(JSON.stringify(status)) as WebService["status"] };
        return done();
      },
    };
  }

  #data(): DataDeletion {
    const allowed = (ref: ObjectRef) => {
      if (this.forbidden.includes(ref.kind.plural))
        throw new ClusterError("forbidden", `cannot delete resource "${ref.kind.plural}"`);
    };
    const removed = (ref: ObjectRef) => {
      const found = this.#find(ref);
      if (found === undefined) return;
      this.#write();
      this.deleted.push(`${ref.kind.kind} ${ref.name}`);
      this.stage.api.delete(found);
    };
    return {
      tryRemove: async (ref) => {
        await Promise.resolve();
        allowed(ref);
        this.tried.push(`${ref.kind.kind} ${ref.name}`);
      },
      remove: async (ref) => {
        await Promise.resolve();
        allowed(ref);
        removed(ref);
      },
      setLocks: async (ref, { annotations, spec }) => {
        await Promise.resolve();
        this.#write();
        const time = new Date(this.stage.clock.now()).toISOString();
        this.#patch(ref, { metadata: { annotations, managedFields: [{ manager: DELETION_MANAGER, time }] }, spec });
      },
      removeSecret: async (ref, { dryRun }) => {
        await Promise.resolve();
        if (this.#find(ref) === undefined) return "absent";
        allowed(ref);
        if (!dryRun) removed(ref);
        return "ours";
      },
    };
  }

  #patch(ref: ObjectRef, body: unknown): void {
    void this.stage.api.patch(ref, body, { manager: "tenfold" });
  }

  #databases(): CloudDatabases {
    const { world } = this.stage;
    const asked = async <T>(answer: () => T): Promise<T> => {
      await Promise.resolve();
      if (!this.asks) throw new Error("questions to AWS are switched off");
      return answer();
    };
    const asks = () => this.asks;
    return {
      get asks() {
        return asks();
      },
      list: () => Promise.reject(new Error("not asked here")),
      describe: () => Promise.resolve(undefined),
      find: () => Promise.resolve(undefined),
      inspect: () => Promise.resolve(this.outside),
      state: (_region, kind, name) =>
        asked(() => {
          const found = world.named(`rds/${kind}`, name, PLACE);
          const id = kind === "DBInstance" ? "dbiResourceID" : "dbClusterResourceID";
          if (found === undefined) return undefined;
          const deletionProtection = found.attributes["deletionProtection"] === true;
          return { status: found.state, resourceID: textOf(found.facts, id) ?? "", deletionProtection };
        }),
      snapshot: (_region, kind, name) =>
        asked(() => {
          const found = world.snapshots.get(snapshotArn(kind === "DBInstance" ? "db" : "cluster", name, PLACE));
          return found && { status: found.status, source: found.sourceName, resourceID: found.sourceID };
        }),
    };
  }
}

const DEFAULT = { "tenfold.dev/is-default-class": "true" };

function isData({ kind }: ObjectRef): boolean {
  return DATA_KINDS.some(({ apiVersion, plural }) => apiVersion === kind.apiVersion && plural === kind.plural);
}

/** As the API server keeps a Secret. */
function asStored({
  stringData,
  ...object
}: KubeObject & { readonly stringData?: Readonly<Record<string, string>> }): KubeObject {
  const data = Object.entries(stringData ?? {}).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  return { ...object, data: Object.fromEntries(data) as unknown };
}
