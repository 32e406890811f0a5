// Decides when an ACK object is reconciled: its spec changed, its resource changed, what it waits for is there, or time is up.
import type { KubeObject } from "../../../domain/api/objects.js";
import type { Resource } from "../model/resource.js";
import { finalizerOf, type AckController } from "./ack-controller.js";
import { hasCondition } from "./conditions.js";
import { desiredOf, isUsable } from "./desired.js";
import { keyOf } from "./object-index.js";
import { orderedFailure } from "./orders.js";
import { reconcile, resourceFor } from "./reconcile.js";
import { restore } from "./restore.js";
import { Runner } from "./runner.js";
import { freshMemory, stateOf, type Memory, type Outcome, type Session, type Surroundings } from "./session.js";
import { changesOf } from "./update.js";

const CONCURRENCY = 24;

export class AckRuntime {
  readonly #controllers = new Map<string, AckController>();
  readonly #memories = new Map<string, Memory>();
  readonly #keys = new Map<string, string>();
  readonly #awaited = new Map<string, Set<string>>();
  readonly #runner: Runner;
  readonly #unsubscribe: () => void;
  #started = false;

  constructor(readonly around: Surroundings) {
    this.#runner = new Runner({
      clock: around.clock,
      concurrency: CONCURRENCY,
      run: (key) => this.#run(key),
      ended: (key) => this.#takeUp(key),
    });
    this.#unsubscribe = around.world.subscribe((resource, isGone) => this.#onResource(resource, isGone));
  }

  /** An object as a watch shows it. Before the start it is only remembered. */
  seen(controller: AckController, object: KubeObject): void {
    const key = keyOf(controller.kind, object.metadata.namespace, object.metadata.name);
    this.#controllers.set(key, controller);
    this.around.index.put(key, object);
    if (!this.#started) return;
    if (this.#memories.get(key)?.uid !== object.metadata.uid) this.#meet(key);
    else if (!this.#runner.isRunning(key)) this.#takeUp(key);
    if (isUsable(object)) this.#wakeWaiting(key);
  }

  gone(controller: AckController, object: KubeObject): void {
    const key = keyOf(controller.kind, object.metadata.namespace, object.metadata.name);
    this.around.index.remove(key, object.metadata.uid);
    const memory = this.#memories.get(key);
    if (memory === undefined || memory.uid !== object.metadata.uid) return;
    this.#memories.delete(key);
    this.#keys.delete(memory.uid);
  }

  /** All that exists was seen. What AWS held is put back first, then only what needs it is reconciled. */
  start(): void {
    this.#started = true;
    const sessions = [...this.#controllers.keys()].flatMap((key) => this.#session(key) ?? []);
    // All before the first is reconciled: AWS refuses what refers to something that is not back yet.
    for (const session of sessions) restore(session);
    for (const key of this.#controllers.keys()) this.#meet(key);
  }

  /** Not while it runs: what the watch shows then may be its own change, whose answer is still on its way. */
  #takeUp(key: string): void {
    const [object, memory] = [this.around.index.get(key), this.#memories.get(key)];
    if (object !== undefined && memory?.handled !== stateOf(object)) this.#runner.enqueue(key);
  }

  /** An object that this process has not dealt with yet. */
  #meet(key: string): void {
    const session = this.#session(key);
    if (session === undefined) return;
    restore(session);
    if (!this.#isQuiet(session)) this.#runner.enqueue(key);
  }

  /** As the real controllers do every ten hours: looks at everything again. */
  resync(): void {
    for (const key of this.#controllers.keys()) if (this.#memories.has(key)) this.#runner.enqueue(key);
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#runner.stop();
  }

  async #run(key: string): Promise<void> {
    const session = this.#session(key);
    if (session === undefined) return;
    const { memory } = session;
    memory.handled = stateOf(session.object);
    const outcome = await reconcile(session).catch((error: unknown): Outcome => {
      this.around.log.warn("reconcile failed", { key, error: error instanceof Error ? error.message : String(error) });
      return { kind: "back-off" };
    });
    this.#next(key, memory, outcome);
  }

  #next(key: string, memory: Memory, outcome: Outcome): void {
    const { delays } = this.around.world;
    if (outcome.kind !== "back-off") memory.attempts = 0;
    switch (outcome.kind) {
      case "again":
        this.#runner.enqueueAfter(key, outcome.afterMs);
        return;
      case "back-off":
        this.#runner.enqueueAfter(key, Math.min(delays.retryMs * 2 ** memory.attempts, delays.retryMaxMs));
        memory.attempts += 1;
        return;
      case "awaiting":
        this.#await(key, outcome.key);
        return;
      case "settled":
    }
  }

  #await(key: string, target: string): void {
    const waiting = this.#awaited.get(target) ?? new Set<string>();
    this.#awaited.set(target, waiting.add(key));
    const object = this.around.index.get(target);
    if (object !== undefined && isUsable(object)) this.#wakeWaiting(target);
  }

  #wakeWaiting(target: string): void {
    const waiting = this.#awaited.get(target);
    if (waiting === undefined) return;
    this.#awaited.delete(target);
    for (const key of waiting) this.#runner.enqueue(key);
  }

  #onResource(resource: Resource, isGone: boolean): void {
    const key = this.#keys.get(resource.token);
    if (key === undefined || this.#memories.get(key)?.acting === true) return;
    this.#runner.enqueue(key);
    if (!isGone && resource.phase !== "ready") return;
    for (const arn of this.#controllers.get(key)?.shownBy?.(resource) ?? []) {
      const shower = this.#keys.get(this.around.world.find(arn)?.token ?? "");
      if (shower !== undefined) this.#runner.enqueue(shower);
    }
  }

  #session(key: string): Session | undefined {
    const [object, controller] = [this.around.index.get(key), this.#controllers.get(key)];
    const uid = object?.metadata.uid;
    if (object === undefined || controller === undefined || uid === undefined) return undefined;
    const known = this.#memories.get(key);
    const memory = known?.uid === uid ? known : freshMemory(uid);
    this.#memories.set(key, memory);
    this.#keys.set(uid, key);
    return { controller, around: this.around, memory, object };
  }

  /** Whether a start finds it as a clean stop left it: then nothing is written. */
  #isQuiet(session: Session): boolean {
    const { object, memory, controller } = session;
    const isFine = hasCondition(object, "Ready") && !hasCondition(object, "ACK.Terminal");
    if (object.metadata.deletionTimestamp !== undefined || !isFine || orderedFailure(object) !== undefined) return false;
    if (object.metadata.finalizers?.includes(finalizerOf(controller)) !== true) return false;
    const desired = desiredOf(session);
    const resource = desired.kind === "resolved" ? resourceFor(session, desired.attributes) : undefined;
    if (desired.kind !== "resolved" || resource === undefined || resource.phase !== "ready") return false;
    if (Object.keys(changesOf(controller, resource, desired.attributes)).length > 0) return false;
    Object.assign(memory, { handled: stateOf(object), rested: true });
    return true;
  }
}
