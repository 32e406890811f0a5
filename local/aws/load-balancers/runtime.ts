// Decides when an Ingress or a Service is reconciled, and lets bindings go that are deleted. Tells the health of targets.
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import { hex } from "../model/identifiers.js";
import { recordOf, textOf } from "../model/read.js";
import type { Resource } from "../model/resource.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf } from "../controllers/cluster-access.js";
import { keyOf, ObjectIndex } from "../controllers/object-index.js";
import { Runner } from "../controllers/runner.js";
import { specOf, type Outcome, type Surroundings } from "../controllers/session.js";
import { bindingLabels, isOurFinalizer, type Balanced } from "./balanced.js";
import { BINDING_FINALIZER } from "./bind.js";
import { GateKeeper } from "./gate-keeper.js";
import { SERVICE, TARGET_GROUP_BINDING } from "./kinds.js";
import { reconcileBalanced } from "./reconcile.js";
import { TargetHealth } from "./target-health.js";
import { serviceOf, targetsOf, type Target } from "./targets.js";
import { wantedBy, type Wanted } from "./wanted.js";

const CONCURRENCY = 8;

export class LoadBalancerRuntime {
  readonly #index = new ObjectIndex();
  readonly #kinds = new Map<string, KindRef>();
  readonly #handled = new Map<string, string>();
  readonly #attempts = new Map<string, number>();
  /** By namespace and name of their Service. */
  readonly #slices = new Map<string, Map<string, KubeObject>>();
  readonly #bindings = new Map<string, Map<string, KubeObject>>();
  /** Keys by the name of the load balancer: Ingresses of one group share one. */
  readonly #sharers = new Map<string, Set<string>>();
  readonly #owners = new Map<string, string>();
  readonly #health: TargetHealth;
  readonly #gates: GateKeeper;
  readonly #runner: Runner;
  readonly #unsubscribe: () => void;
  #started = false;

  constructor(readonly around: Surroundings) {
    this.#health = new TargetHealth(around);
    this.#gates = new GateKeeper(around, (binding) => this.#targetsBehind(binding));
    this.#runner = new Runner({ clock: around.clock, concurrency: CONCURRENCY, run: (key) => this.#run(key) });
    this.#unsubscribe = around.world.subscribe((resource, isGone) => this.#onResource(resource, isGone));
  }

  seen(kind: KindRef, object: KubeObject): void {
    if (kind === SERVICE) this.#gates.serviceSeen(object);
    const isOurs = wantedBy(object) !== undefined || object.metadata.finalizers?.some(isOurFinalizer) === true;
    if (!isOurs) return;
    const key = keyOf(kind, object.metadata.namespace, object.metadata.name);
    this.#kinds.set(key, kind);
    const sharers = this.#sharers.get(balancerOf(object)) ?? new Set<string>();
    this.#sharers.set(balancerOf(object), sharers.add(key));
    this.#owners.set(labelsKey(bindingLabels(kind, object)), key);
    this.#index.put(key, object);
    if (this.#started && this.#handled.get(key) !== stateOf(object)) this.#runner.enqueue(key);
  }

  gone(kind: KindRef, object: KubeObject): void {
    const key = keyOf(kind, object.metadata.namespace, object.metadata.name);
    this.#index.remove(key, object.metadata.uid);
    this.#sharers.get(balancerOf(object))?.delete(key);
    this.#handled.delete(key);
  }

  bindingSeen(binding: KubeObject): void {
    const owner = ownerOf(binding);
    const known = this.#bindings.get(owner) ?? new Map<string, KubeObject>();
    this.#bindings.set(owner, known.set(binding.metadata.name, binding));
    if (binding.metadata.deletionTimestamp !== undefined) void this.#letGo(binding);
    else void this.#health.register(binding);
    this.#gates.bindingSeen(binding);
  }

  bindingGone(binding: KubeObject): void {
    const owner = ownerOf(binding);
    this.#bindings.get(owner)?.delete(binding.metadata.name);
    this.#gates.bindingGone(binding);
    const key = this.#owners.get(owner);
    if (key !== undefined && this.#started) this.#runner.enqueue(key);
  }

  sliceSeen(slice: KubeObject): void {
    const service = serviceOf(slice);
    const known = this.#slices.get(service) ?? new Map<string, KubeObject>();
    this.#slices.set(service, known.set(slice.metadata.name, slice));
    this.#health.podsSeen(slice);
    this.#gates.targetsChanged(service);
  }

  sliceGone(slice: KubeObject): void {
    this.#slices.get(serviceOf(slice))?.delete(slice.metadata.name);
  }

  podSeen(pod: KubeObject): void {
    this.#gates.podSeen(pod);
  }

  podGone(pod: KubeObject): void {
    this.#gates.podGone(pod);
  }

  /** What AWS would answer when asked for the health of the targets of an Ingress or a Service. */
  targetsOf(kind: KindRef, namespace: string, name: string): readonly Target[] {
    const object = this.#index.get(keyOf(kind, namespace, name));
    const wanted = object === undefined ? undefined : wantedBy(object);
    return wanted === undefined
      ? []
      : this.#targets(
          namespace,
          wanted,
          wanted.backends.map(({ service }) => service),
        );
  }

  #targetsBehind(binding: KubeObject): readonly Target[] {
    const object = this.#index.get(this.#owners.get(ownerOf(binding)) ?? "");
    const wanted = object === undefined ? undefined : wantedBy(object);
    const service = textOf(recordOf(specOf(binding), "serviceRef"), "name");
    return wanted === undefined || service === undefined
      ? []
      : this.#targets(binding.metadata.namespace ?? "", wanted, [service]);
  }

  #targets(namespace: string, { attributes }: Wanted, services: readonly string[]): readonly Target[] {
    const keys = new Set(services.map((service) => `${namespace}/${service}`));
    const slices = [...keys].flatMap((key) => [...(this.#slices.get(key)?.values() ?? [])]);
    const { clock, place } = this.around;
    const healthyFrom = (pod: string) => this.#health.healthyFrom(textOf(attributes, "name") ?? "", namespace, pod);
    const isGated = (pod: string) => this.#gates.pods.get(namespace, pod)?.isRunning === true;
    return targetsOf(slices, { attributes, region: place.region, healthyFrom, isGated, now: clock.now() });
  }

  start(): void {
    this.#started = true;
    for (const key of this.#index.keys()) this.#runner.enqueue(key);
    this.#gates.start();
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    await Promise.all([this.#runner.stop(), this.#gates.stop()]);
  }

  async #run(key: string): Promise<void> {
    const [object, kind] = [this.#index.get(key), this.#kinds.get(key)];
    if (object === undefined || kind === undefined) return;
    this.#handled.set(key, stateOf(object));
    const bindings = [...(this.#bindings.get(labelsKey(bindingLabels(kind, object)))?.values() ?? [])];
    const balanced: Balanced = { around: this.around, kind, object, bindings, heir: this.#heirOf(key, object) };
    const outcome = await reconcileBalanced(balanced).catch((error: unknown): Outcome => {
      this.around.log.warn("reconcile failed", { key, error: error instanceof Error ? error.message : String(error) });
      return { kind: "back-off" };
    });
    this.#next(key, outcome);
  }

  #next(key: string, outcome: Outcome): void {
    const { retryMs, retryMaxMs } = this.around.world.delays;
    const attempts = outcome.kind === "back-off" ? (this.#attempts.get(key) ?? 0) : 0;
    if (outcome.kind === "back-off") this.#attempts.set(key, attempts + 1);
    else this.#attempts.delete(key);
    if (outcome.kind === "again") this.#runner.enqueueAfter(key, outcome.afterMs);
    if (outcome.kind === "back-off") this.#runner.enqueueAfter(key, Math.min(retryMs * 2 ** attempts, retryMaxMs));
  }

  #heirOf(key: string, object: KubeObject): string | undefined {
    const sharers = [...(this.#sharers.get(balancerOf(object)) ?? [])].filter((other) => other !== key);
    const staying = sharers.map((other) => this.#index.get(other)?.metadata);
    return staying.find((metadata) => metadata !== undefined && metadata.deletionTimestamp === undefined)?.uid;
  }

  #onResource(resource: Resource, isGone: boolean): void {
    this.#health.balancerSeen(resource, isGone);
    if (!isGone && resource.phase !== "ready") return;
    for (const key of this.#sharers.get(resource.name) ?? []) {
      this.#runner.enqueue(key);
      const object = this.#index.get(key);
      for (const { service } of (object === undefined ? undefined : wantedBy(object))?.backends ?? [])
        this.#gates.targetsChanged(`${object?.metadata.namespace ?? ""}/${service}`);
    }
  }

  async #letGo(binding: KubeObject): Promise<void> {
    const { uid, resourceVersion, finalizers = [] } = binding.metadata;
    const left = finalizers.filter((finalizer) => finalizer !== BINDING_FINALIZER);
    if (left.length === finalizers.length) return;
    await this.#gates.open(binding).catch((error: unknown) => {
      this.around.log.warn("gates of a deleted binding not opened", { name: binding.metadata.name, error: String(error) });
    });
    const body = { metadata: { uid, resourceVersion, finalizers: left } };
    await this.around.cluster.patch(refOf(TARGET_GROUP_BINDING, binding), body, { manager: MANAGER }).catch((error: unknown) => {
      this.around.log.warn("binding not released", { name: binding.metadata.name, error: String(error) });
    });
  }
}

function balancerOf(object: KubeObject): string {
  return textOf(wantedBy(object)?.attributes ?? {}, "name") ?? "";
}

/** Services have no generation. */
function stateOf(object: KubeObject): string {
  const { uid, annotations, deletionTimestamp } = object.metadata;
  return hex(JSON.stringify([uid, annotations, deletionTimestamp, specOf(object)]), 32);
}

function ownerOf({ metadata }: KubeObject): string {
  return labelsKey(metadata.labels ?? {});
}

function labelsKey(labels: Readonly<Record<string, string>>): string {
  const ours = Object.entries(labels).filter(([name]) => name.includes(".k8s.aws/stack-"));
  return ours
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(",");
}
