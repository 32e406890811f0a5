// From when on the targets of a load balancer are healthy: it must be active, and the pod must have been checked often enough.
// Registers pods with new target groups, which its controller reports as done as soon as they are known to AWS, not when they are healthy.
import type { KubeObject } from "../../../domain/api/objects.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf } from "../controllers/cluster-access.js";
import type { Surroundings } from "../controllers/session.js";
import { numberOf, recordOf, recordsOf, textOf } from "../model/read.js";
import type { Resource } from "../model/resource.js";
import { LOAD_BALANCER } from "../model/types/load-balancer.js";
import { TARGET_GROUP_BINDING } from "./kinds.js";

export class TargetHealth {
  /** By name of the load balancer: milliseconds. */
  readonly #activeSince = new Map<string, number>();
  /** By namespace and name of the pod. */
  readonly #seenSince = new Map<string, number>();

  constructor(readonly around: Surroundings) {
    for (const resource of around.world.resources.values()) this.balancerSeen(resource, false);
  }

  balancerSeen({ type, name, phase }: Resource, isGone: boolean): void {
    if (type !== LOAD_BALANCER) return;
    if (isGone || phase === "deleting") this.#activeSince.delete(name);
    else if (phase !== "creating" && !this.#activeSince.has(name)) this.#activeSince.set(name, this.around.clock.now());
  }

  podsSeen(slice: KubeObject): void {
    for (const endpoint of recordsOf(slice, "endpoints")) {
      const pod = podKey(slice.metadata.namespace ?? "", textOf(recordOf(endpoint, "targetRef"), "name") ?? "");
      if (!this.#seenSince.has(pod)) this.#seenSince.set(pod, this.around.clock.now());
    }
  }

  /** Undefined: not known yet. */
  healthyFrom(balancer: string, namespace: string, pod: string): number | undefined {
    const [active, seen] = [this.#activeSince.get(balancer), this.#seenSince.get(podKey(namespace, pod))];
    if (active === undefined || seen === undefined) return undefined;
    return Math.max(active, seen) + this.around.world.delays.healthMs;
  }

  async register(binding: KubeObject): Promise<void> {
    const { uid, generation = 1 } = binding.metadata;
    if (numberOf(recordOf(binding, "status"), "observedGeneration") === generation) return;
    const conditions = [
      {
        ...{ type: "Ready", status: "True", reason: "Reconciled", message: "", observedGeneration: generation },
        lastTransitionTime: new Date(this.around.clock.now()).toISOString(),
      },
    ];
    const body = { metadata: { uid }, status: { observedGeneration: generation, conditions } };
    const options = { manager: MANAGER, subresource: "status" } as const;
    await this.around.cluster.patch(refOf(TARGET_GROUP_BINDING, binding), body, options).catch((error: unknown) => {
      this.around.log.warn("binding not reported", { name: binding.metadata.name, error: String(error) });
    });
  }
}

function podKey(namespace: string, pod: string): string {
  return `${namespace}/${pod}`;
}
