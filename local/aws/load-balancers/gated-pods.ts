// Pods that carry readiness gates of target group bindings, with what their status says of them.
import type { KubeObject } from "../../../domain/api/objects.js";
import { recordOf, recordsOf, textOf } from "../model/read.js";
import type { Attributes } from "../model/resource.js";
import { isGate } from "./gate-policy.js";

export type GatedPod = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Condition types. */
  readonly gates: readonly string[];
  readonly conditions: readonly Attributes[];
  /** All but the gates. Such a pod is registered although it is not ready: else no gate would ever open. */
  readonly isRunning: boolean;
};

export class GatedPods {
  /** By namespace and name. */
  readonly #pods = new Map<string, GatedPod>();

  /** Undefined: has no gate. */
  put(object: KubeObject): GatedPod | undefined {
    const { namespace = "", name, uid = "", deletionTimestamp } = object.metadata;
    const types = recordsOf(recordOf(object, "spec"), "readinessGates").map((gate) => textOf(gate, "conditionType") ?? "");
    const gates = types.filter(isGate);
    if (gates.length === 0) return undefined;
    const conditions = recordsOf(recordOf(object, "status"), "conditions");
    const isRunning = deletionTimestamp === undefined && statusOf(conditions, "ContainersReady") === "True";
    const pod = { namespace, name, uid, gates, conditions, isRunning };
    this.#pods.set(`${namespace}/${name}`, pod);
    return pod;
  }

  remove({ metadata }: KubeObject): void {
    this.#pods.delete(`${metadata.namespace ?? ""}/${metadata.name}`);
  }

  get(namespace: string, name: string): GatedPod | undefined {
    return this.#pods.get(`${namespace}/${name}`);
  }

  behind(namespace: string, gate: string): readonly GatedPod[] {
    return [...this.#pods.values()].filter((pod) => pod.namespace === namespace && pod.gates.includes(gate));
  }
}

export function statusOf(conditions: readonly Attributes[], type: string): string | undefined {
  const found = conditions.find((condition) => condition["type"] === type);
  return found === undefined ? undefined : textOf(found, "status");
}
