// Writes the health of targets into the pods that carry a readiness gate for them, and the selector of its Service onto each binding, which the
// policy that puts the gates in reads (`gate-policy.ts`).
import type { KubeObject } from "../../../domain/api/objects.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf } from "../controllers/cluster-access.js";
import { Runner } from "../controllers/runner.js";
import { specOf, type Surroundings } from "../controllers/session.js";
import { recordOf, textOf } from "../model/read.js";
import { GatedPods, statusOf, type GatedPod } from "./gated-pods.js";
import { gateOf, SELECTOR_ANNOTATION, selectorText } from "./gate-policy.js";
import { POD, TARGET_GROUP_BINDING } from "./kinds.js";
import type { Target } from "./targets.js";

const CONCURRENCY = 8;
const DELETED = { status: "True", reason: "", message: "Target Group Binding is deleted" } as const;

type Said = { readonly status: "True" | "False"; readonly reason: string; readonly message: string };

export class GateKeeper {
  readonly pods = new GatedPods();
  readonly #bindings = new Map<string, KubeObject>();
  /** By namespace and name of the Service. */
  readonly #selectors = new Map<string, string>();
  readonly #runner: Runner;
  #started = false;

  constructor(
    readonly around: Surroundings,
    readonly targetsBehind: (binding: KubeObject) => readonly Target[],
  ) {
    this.#runner = new Runner({ clock: around.clock, concurrency: CONCURRENCY, run: (key) => this.#run(key) });
  }

  bindingSeen(binding: KubeObject): void {
    const key = keyOf(binding.metadata.namespace, binding.metadata.name);
    this.#bindings.set(key, binding);
    this.#look(key);
  }

  bindingGone({ metadata }: KubeObject): void {
    this.#bindings.delete(keyOf(metadata.namespace, metadata.name));
  }

  serviceSeen(service: KubeObject): void {
    const key = keyOf(service.metadata.namespace, service.metadata.name);
    const selector = selectorText(recordOf(specOf(service), "selector"));
    if (this.#selectors.get(key) === selector) return;
    this.#selectors.set(key, selector);
    this.targetsChanged(key);
  }

  podSeen(object: KubeObject): void {
    const pod = this.pods.put(object);
    if (pod === undefined) return;
    for (const gate of pod.gates) this.#look(keyOf(pod.namespace, gate.slice(gate.indexOf("/") + 1)));
  }

  podGone(object: KubeObject): void {
    this.pods.remove(object);
  }

  /** `service`: namespace and name of the one whose endpoints have changed. */
  targetsChanged(service: string): void {
    for (const [key, binding] of this.#bindings) if (serviceOf(binding) === service) this.#look(key);
  }

  start(): void {
    this.#started = true;
    for (const key of this.#bindings.keys()) this.#look(key);
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** Before a binding goes: nobody would open its gates after that. */
  async open(binding: KubeObject): Promise<void> {
    const gate = gateOf(binding);
    const behind = this.pods.behind(binding.metadata.namespace ?? "", gate);
    await Promise.all(behind.map((pod) => this.#say(pod, gate, DELETED)));
  }

  #look(key: string): void {
    if (this.#started && this.#bindings.has(key)) this.#runner.enqueue(key);
  }

  async #run(key: string): Promise<void> {
    const binding = this.#bindings.get(key);
    if (binding === undefined || binding.metadata.deletionTimestamp !== undefined) return;
    try {
      await this.#annotate(binding);
      this.#again(key, await this.#report(binding));
    } catch (error) {
      this.around.log.warn("health of targets not reported", { key, error: String(error) });
      this.#again(key, this.around.world.delays.retryMs);
    }
  }

  #again(key: string, afterMs: number | undefined): void {
    if (afterMs !== undefined) this.#runner.enqueueAfter(key, afterMs);
  }

  async #annotate(binding: KubeObject): Promise<void> {
    const selector = this.#selectors.get(serviceOf(binding));
    const { uid, annotations } = binding.metadata;
    if (selector === undefined || annotations?.[SELECTOR_ANNOTATION] === selector) return;
    const body = { metadata: { uid, annotations: { [SELECTOR_ANNOTATION]: selector } } };
    await this.around.cluster.patch(refOf(TARGET_GROUP_BINDING, binding), body, { manager: MANAGER });
  }

  /** Returns when a target is to be looked at again; undefined: not before something is seen. */
  async #report(binding: KubeObject): Promise<number | undefined> {
    const { namespace = "" } = binding.metadata;
    const gate = gateOf(binding);
    const targets = this.targetsBehind(binding);
    await Promise.all(
      targets.map(async (target) => {
        const pod = this.pods.get(namespace, target.pod);
        if (pod?.isRunning === true && pod.gates.includes(gate)) await this.#say(pod, gate, saidOf(target));
      }),
    );
    const times = targets.flatMap((target) => (target.state === "initial" ? [target.healthyFrom ?? Infinity] : []));
    const next = Math.min(...times);
    return Number.isFinite(next) ? Math.max(1, next - this.around.clock.now()) : undefined;
  }

  async #say(pod: GatedPod, gate: string, said: Said): Promise<void> {
    const known = pod.conditions.find((condition) => condition["type"] === gate);
    const isSame = known !== undefined && statusOf([known], gate) === said.status && (known["reason"] ?? "") === said.reason;
    // What was healthy once is not looked at for the first time again, whatever this process has forgotten.
    const isForgotten = known?.["status"] === "True" && said.reason.startsWith("Elb.");
    if ((isSame && (textOf(known, "message") ?? "") === said.message) || isForgotten) return;
    const condition = { type: gate, ...said, lastTransitionTime: new Date(this.around.clock.now()).toISOString() };
    const body = { metadata: { uid: pod.uid }, status: { conditions: [condition] } };
    const options = { manager: MANAGER, subresource: "status", strategic: true } as const;
    await this.around.cluster.patch({ kind: POD, namespace: pod.namespace, name: pod.name }, body, options);
  }
}

function saidOf(target: Target): Said {
  if (target.state === "healthy") return { status: "True", reason: "", message: "" };
  return { status: "False", reason: target.reason, message: target.description };
}

function serviceOf(binding: KubeObject): string {
  const name = textOf(recordOf(specOf(binding), "serviceRef"), "name") ?? "";
  return keyOf(binding.metadata.namespace, name);
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}
