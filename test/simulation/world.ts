// A cluster of one service in which every controller answers at once, for properties over whole paths: the operator's own pure steps in
// a loop, the effects replaced by a map of objects. What fails is said by `trouble`.
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { isDeepStrictEqual } from "node:util";
import { desire, orphansOf, type Desire } from "../../cdk8s/desire.js";
import type { PreparedChild } from "../../cdk8s/prepare.js";
import type { OutsideDatabase } from "../../domain/api/cloud-database.js";
import { ANNOTATION, LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { extractor } from "../../domain/observed/extract.js";
import type { FrontTargets } from "../../domain/observed/front-targets.js";
import { ownedFields } from "../../domain/observed/managed-fields.js";
import { at } from "../../domain/observed/reading.js";
import { childId } from "../../domain/observed/record.js";
import { NIGHTLY } from "../../domain/observed/snapshots.js";
import { volumeSnapshot } from "../../cdk8s/volume-snapshot.js";
import { settled } from "../../domain/observed/settled.js";
import { dataProblem } from "../../domain/admit/data-problems.js";
import { observe } from "../../domain/observed/observe.js";
import type { Problem } from "../../domain/admit/problem.js";
import { isMoveRole } from "../../domain/blueprint/roles.js";
import { isShutOut } from "../../domain/observed/move-phases.js";
import { readBoundMove } from "../../domain/observed/bound-move.js";
import { answered, type CloudScript } from "./cloud.js";
import { SimulatedServers, type Script } from "./servers.js";
import { OPTIONS } from "../cdk8s/arbitrary.js";
import { UID, webService } from "../fixtures/services.js";

/** The status of an object whose controller has trouble with it; undefined: it settles. */
export type Trouble = (object: KubeObject) => unknown;

export type Rest = {
  readonly desire: Desire | undefined;
  readonly problem: Problem | undefined;
  /** Changes that are under way for ever, or that wait although everything was approved. */
  readonly stuck: readonly string[];
  readonly held: readonly string[];
};

type Options = {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly operatorVersion?: string;
  readonly postgresRepository?: string;
  /** Of the first reconciles: how many children are written before the operator is killed. */
  readonly killedAfter?: readonly number[];
  readonly approves?: boolean;
  /** Something else is wanted after so many reconciles, whatever is under way. */
  readonly steps?: number;
  readonly trouble?: Trouble;
  readonly volumesGrow?: boolean;
  /** Default: load balancers reach the pods as soon as they have a host name. */
  readonly targets?: FrontTargets;
  /** A new pod template takes a whole step: meanwhile pods of both run. Called after each step. */
  readonly watchRollouts?: (world: SimulatedWorld) => void;
  /** How runs of the migration program go. Default: well. */
  readonly programs?: Script;
  /** How questions to AWS go. Default: well. */
  readonly cloud?: CloudScript;
  /** What RDS has, and nothing is in the way of adopting it. */
  readonly outside?: OutsideDatabase;
  /** Called after each step, whatever happened in it. */
  readonly watch?: (world: SimulatedWorld) => void;
};

const HOUR_MS = 3_600_000;
/** Longer than AWS makes wait for a second change of storage, shorter than a rehearsal is good for. */
const STEP_MS = 7 * HOUR_MS;
const MINUTE_MS = 60_000;
/** More steps than any path has. */
const PATIENCE = 90;

const REACHED: Required<FrontTargets> = {
  nlb: { state: "healthy", since: 0 },
  alb: { state: "healthy", since: 0 },
  internal: { state: "healthy", since: 0 },
};

type WrittenPods = { readonly id: string; readonly written: KubeObject; readonly known: KubeObject | undefined };

export class SimulatedWorld {
  /** By kind and name. */
  readonly objects = new Map<string, KubeObject>();
  /** Pod templates that run, by Deployment. */
  readonly running = new Map<string, readonly unknown[]>();
  readonly servers = new SimulatedServers();
  #now = Date.parse("2026-01-07T00:00:00Z");
  #memory = { cannotGrow: 0 };
  #generation = 0;
  #incarnation = 0;
  #rendering: Desire["rendering"] | undefined;
  readonly #lookedAt = new Map<string, { readonly generation: number | undefined; readonly time: string }>();

  constructor(readonly serviceClass: WebServiceClass) {}

  /** Reconciles until nothing moves any more. Throws when that never comes. */
  settle(spec: Partial<WebServiceSpec>, options: Options = {}): Rest {
    this.#generation += 1;
    let approved: string | undefined;
    const { killedAfter = [], steps, approves = true } = options;
    for (let step = 0; step < (steps ?? PATIENCE); step += 1) {
      const service = this.#service(spec, { ...options.annotations, ...approval(approved) });
      const before = new Map(this.objects);
      const { problem, wanted } = this.#reconcile(service, options, killedAfter[step]);
      this.#watched(options);
      if (problem !== undefined || wanted === undefined) return { desire: wanted, problem, stuck: [], held: [] };
      const { decisions } = wanted.gated;
      const mayMove = approves && approved !== wanted.plan.id;
      const wasKilled = step < killedAfter.length;
      if (!wasKilled && !mayMove && isQuiet(wanted) && isDeepStrictEqual(before, this.objects))
        return { desire: wanted, problem, ...outcome(decisions) };
      if (approves) approved = wanted.plan.id;
      this.#now += timeBetween(wanted);
    }
    if (steps !== undefined) return { desire: undefined, problem: undefined, stuck: [], held: [] };
    throw new Error(`does not come to rest in ${PATIENCE} steps`);
  }

  #watched({ watchRollouts, watch }: Options): void {
    watchRollouts?.(this);
    watch?.(this);
    this.#endRollouts();
  }

  /** The WebService is deleted and made anew: what computes is gone, what holds data stays, the new one has another UID. */
  deleteAndCreate(): { readonly formerUid: string } {
    const formerUid = this.#uid;
    for (const [id, object] of this.objects) if (!isData(object)) this.objects.delete(id);
    this.#incarnation += 1;
    return { formerUid };
  }

  /** Somebody deletes objects of a kind by hand. */
  remove(kind: string): void {
    for (const [id, object] of this.objects) if (object.kind === kind) this.objects.delete(id);
  }

  get #uid(): string {
    return `${UID.slice(0, -1)}${this.#incarnation}`;
  }

  #service(spec: Partial<WebServiceSpec>, annotations: Record<string, string>): WebService {
    const service = webService(spec, annotations);
    return { ...service, metadata: { ...service.metadata, uid: this.#uid } };
  }

  names(kind: string): readonly string[] {
    return [...this.objects.values()]
      .filter((object) => object.kind === kind)
      .map(({ metadata }) => metadata.name)
      .sort();
  }

  #reconcile(service: WebService, options: Options, writes = Infinity): { readonly problem?: Problem; readonly wanted?: Desire } {
    const records = [...this.objects.values()].filter(({ kind }) => kind !== "Secret").map(extractor(ownedFields));
    const { outside: database } = options;
    const outside = database && ({ kind: "fit", asked: service.metadata.generation, database } as const);
    const observed = observe(records, service, { ...emptyMemory(), outside });
    const problem = dataProblem(service, this.serviceClass, observed);
    if (problem !== undefined) return { problem };
    const { operatorVersion = "0.1.0", postgresRepository = OPTIONS.postgresRepository } = options;
    const question = {
      ...{ service, serviceClass: this.serviceClass, children: observed.byRole, now: this.#now, drainSeconds: 300 },
      ...{
        volumeCannotGrow: this.#memory.cannotGrow === this.#generation,
        targets: options.targets ?? REACHED,
        render: { ...OPTIONS, postgresRepository },
        operatorVersion,
      },
    };
    const first = desire(question, this.#rendering);
    const ends = this.servers.ends(first.gated.asksEnds);
    const { asksCloud } = first.gated;
    const cloud = asksCloud && answered(asksCloud, options.cloud?.(asksCloud) ?? "done", this);
    const isTold = ends !== undefined || cloud !== undefined;
    const wanted = isTold ? desire({ ...question, ends, cloud }, first.rendering) : first;
    this.#rendering = wanted.rendering;
    const isFirst = ({ mode }: PreparedChild) => mode === "commit" || mode === "create-once";
    const { children } = wanted.prepared;
    const ordered = [...children.filter(isFirst), ...children.filter((child) => !isFirst(child))];
    for (const child of ordered.slice(0, writes)) this.#apply(child, wanted, options);
    if (writes < ordered.length) return { wanted };
    this.#takeSnapshots(wanted);
    this.#prune(wanted, observed);
    return { wanted };
  }

  #apply({ id, mode, object }: PreparedChild, { frozen }: Desire, options: Options): void {
    const { volumesGrow = true, watchRollouts } = options;
    const known = this.objects.get(id);
    const isFixed = known !== undefined && (frozen.has(id) || mode === "create-once" || mode === "apply-once");
    if (!volumesGrow && known !== undefined && grows(known, object)) {
      this.#memory.cannotGrow = this.#generation;
      return;
    }
    const written = isFixed ? known : stored(object, known);
    const status = this.#troubled(written, options);
    if (written.kind === "Deployment" && status === undefined) {
      this.objects.set(id, this.#runPods({ id, written, known }, watchRollouts !== undefined));
      return;
    }
    const answered = status === undefined ? this.#answered(id, written) : { ...written, status: merged(known?.status, status) };
    this.objects.set(id, answered);
  }

  /** Undefined: it settles. */
  #troubled(written: KubeObject, { trouble, programs = () => "done" }: Options): unknown {
    return isProgram(written) ? this.servers.run(written, programs) : trouble?.(written);
  }

  /** Its controller says when it has first found it as it is to be. */
  #answered(id: string, written: KubeObject): KubeObject {
    const { generation } = written.metadata;
    const last = this.#lookedAt.get(id);
    const looked =
      last !== undefined && last.generation === generation ? last : { generation, time: new Date(this.#now).toISOString() };
    this.#lookedAt.set(id, looked);
    return withTime(settled(written), looked.time);
  }

  /** Before moves only: there is one every night. */
  #takeSnapshots({ backups, gated }: Desire): void {
    for (const order of backups.orders.filter(({ reason }) => reason !== NIGHTLY)) {
      const object = volumeSnapshot(gated.next, order);
      const id = childId({ kind: object.kind, name: object.metadata.name });
      const metadata = { ...object.metadata, uid: `uid-of-${id}`, creationTimestamp: new Date(this.#now).toISOString() };
      this.objects.set(id, { ...object, metadata, status: { readyToUse: true } });
    }
  }

  /** As the operator: data never goes, nor what pods use, and nothing goes while something is waited for. */
  #prune(wanted: Desire, { byId }: ReturnType<typeof observe>): void {
    if (wanted.prepared.waiting.length > 0) return;
    for (const record of orphansOf(byId, wanted).going) {
      this.objects.delete(childId(record));
      this.running.delete(childId(record));
    }
  }

  #runPods({ id, written, known }: WrittenPods, isSlow: boolean): KubeObject {
    const template = at(written, "spec", "template");
    const before = at(known, "spec", "template");
    if (!isSlow || known === undefined || isDeepStrictEqual(template, before)) {
      this.running.set(id, this.running.get(id) ?? [template]);
      return isSlow && this.running.get(id)?.length === 2 ? { ...written, status: ROLLING } : settled(written);
    }
    this.running.set(id, [before, template]);
    return { ...written, status: ROLLING };
  }

  /** The pods of before are gone. */
  #endRollouts(): void {
    for (const [id, templates] of this.running) {
      const object = this.objects.get(id);
      if (object === undefined || templates.length < 2) continue;
      this.running.set(id, templates.slice(-1));
      this.objects.set(id, settled(object));
    }
  }
}

/** While the application is shut out it is looked at often. */
function timeBetween({ gated }: Desire): number {
  return isShutOut(readBoundMove(gated.next.move?.record)?.state) ? MINUTE_MS : STEP_MS;
}

/** No move and no snapshot goes on by itself later. */
function isQuiet({ gated }: Desire): boolean {
  if (gated.asksCloud?.about === "upgrade" && gated.asksCloud.suffix !== undefined) return false;
  return gated.wakeAt === undefined || (gated.next.move?.job === undefined && !gated.decisions.some(isOfMove));
}
const isOfMove = ({ change }: Desire["gated"]["decisions"][number]) => change.detail.kind === "database-move";

function isProgram({ kind, metadata }: KubeObject): boolean {
  return kind === "Job" && isMoveRole(metadata.labels?.[LABEL.component] ?? "");
}

/** One pod of each template. */
const ROLLING = { observedGeneration: 1_000_000, replicas: 2, updatedReplicas: 1, availableReplicas: 2 };

export function isData({ metadata }: KubeObject): boolean {
  return metadata.labels?.[LABEL.data] === "true";
}

function outcome(decisions: Desire["gated"]["decisions"]): Pick<Rest, "stuck" | "held"> {
  const texts = (state: string) => decisions.filter((one) => one.state === state).map((one) => one.change.id);
  return { stuck: [...texts("Running"), ...texts("Waiting")], held: texts("Held") };
}

function stored(object: KubeObject, known: KubeObject | undefined): KubeObject {
  const isSame = known !== undefined && isDeepStrictEqual(known.spec, object.spec);
  const generation = (known?.metadata.generation ?? 0) + (isSame ? 0 : 1);
  const uid = known?.metadata.uid ?? `uid-of-${childId({ kind: object.kind, name: object.metadata.name })}`;
  return { ...object, metadata: { ...object.metadata, uid, generation } };
}

function approval(planId: string | undefined): Record<string, string> {
  return planId === undefined ? {} : { [ANNOTATION.approve]: planId };
}

type Looked = { readonly conditions?: readonly Readonly<Record<string, unknown>>[] };

function withTime(object: KubeObject, time: string): KubeObject {
  const { conditions, ...status } = (object.status ?? {}) as Looked;
  if (conditions === undefined) return object;
  return { ...object, status: { ...status, conditions: conditions.map((one) => ({ ...one, lastTransitionTime: time })) } };
}

function merged(known: unknown, status: unknown): unknown {
  return { ...(known as object | undefined), ...(status as object) };
}

function grows(known: KubeObject, object: KubeObject): boolean {
  return object.kind === "PersistentVolumeClaim" && !isDeepStrictEqual(known.spec, object.spec);
}
