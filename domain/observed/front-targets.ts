// Whether a load balancer reaches the web pods, as far as anything in the cluster tells. Its own object says a host name within seconds;
// minutes pass until it is active and its targets are healthy. Who knows is its controller: it writes the health of a target into the pods
// that carry a readiness gate for its TargetGroupBinding, which are those made after it in a namespace with the label.
import { FRONT_SERVICE, ROLE } from "../blueprint/roles.js";
import type { KubeObject } from "../api/objects.js";
import type { Front } from "../blueprint/types.js";
import { LABEL } from "../api/keys.js";
import type { Children } from "./late-values.js";
import { conditionOf, numberAt, textAt, timeOf } from "./reading.js";
import { childKey } from "./record.js";
import { gateOf, targetGatesOf } from "./target-gates.js";

export type FrontKind = Front["kind"];

export type Targets =
  /** `since`: milliseconds since the epoch. */
  | { readonly state: "healthy"; readonly since: number }
  | { readonly state: "unhealthy"; readonly message: string }
  /** Nobody tells. `since`: when the targets were registered, undefined: unknown; `why` says what would have to be there. */
  | { readonly state: "unseen"; readonly since: number | undefined; readonly why: string };

/** Absent: nobody has asked. */
export type FrontTargets = Readonly<Partial<Record<FrontKind, Targets>>>;

/** As the API server has them. `bindings` undefined: they cannot be listed. */
export type TargetClues = { readonly bindings: readonly KubeObject[] | undefined; readonly pods: readonly KubeObject[] };

export const GATE_LABEL = "elbv2.k8s.aws/pod-readiness-gate-inject: enabled";

export function frontTargets(children: Children, kind: FrontKind, { bindings, pods }: TargetClues): Targets {
  if (bindings === undefined)
    return { state: "unseen", since: undefined, why: "the TargetGroupBindings of this namespace cannot be listed" };
  const service = children.get(childKey({ kind: "Service", role: FRONT_SERVICE[kind] }))?.name;
  const bound = bindings.filter((binding) => service !== undefined && textAt(binding, "spec", "serviceRef", "name") === service);
  if (bound.length === 0)
    return { state: "unseen", since: undefined, why: "no TargetGroupBinding says which load balancer it is" };
  const web = pods.filter(
    ({ metadata }) => metadata.labels?.[LABEL.component] === ROLE.web && metadata.deletionTimestamp === undefined,
  );
  return worst(bound.map((binding) => targetsOf(binding, web)));
}

/** All that is asked of a front must hold for each of its ports. */
function worst(found: readonly Targets[]): Targets {
  const order: readonly Targets["state"][] = ["healthy", "unseen", "unhealthy"];
  const rank = (targets: Targets) => order.indexOf(targets.state);
  const time = (targets: Targets) => (targets.state === "unhealthy" ? 0 : (targets.since ?? 0));
  return found.reduce((worse, next) =>
    rank(next) > rank(worse) || (rank(next) === rank(worse) && time(next) > time(worse)) ? next : worse,
  );
}

function targetsOf(binding: KubeObject, pods: readonly KubeObject[]): Targets {
  const gate = gateOf(binding.metadata.name);
  const carriers = pods.filter((pod) => targetGatesOf(pod).includes(gate));
  const healthy = carriers.flatMap((pod) => {
    const condition = conditionOf(pod, gate);
    return condition?.status === "True" ? [condition.at ?? 0] : [];
  });
  if (healthy.length > 0) return { state: "healthy", since: Math.min(...healthy) };
  if (carriers.length > 0) return { state: "unhealthy", message: saidOf(carriers, gate) };
  return unreconciled(binding) ?? { state: "unseen", since: registeredAt(binding), why: whyUnseen(pods) };
}

function saidOf(carriers: readonly KubeObject[], gate: string): string {
  const [pod] = [...carriers].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const { reason = "", message = "" } = (pod && conditionOf(pod, gate)) ?? {};
  const why = [reason, message].filter((part) => part !== "").join(": ");
  return `no web pod is healthy behind it yet${pod === undefined || why === "" ? "" : ` (pod ${pod.metadata.name}: ${why})`}`;
}

/** Before its controller is done with it, no target of it is registered. Older ones have no conditions. */
function unreconciled(binding: KubeObject): Targets | undefined {
  const { name, generation = 1 } = binding.metadata;
  const ready = conditionOf(binding, "Ready");
  if (ready?.status === "False" && ready.message !== "")
    return { state: "unhealthy", message: `TargetGroupBinding ${name}: ${ready.message}` };
  if ((numberAt(binding, "status", "observedGeneration") ?? 0) >= generation) return undefined;
  return { state: "unhealthy", message: `the pods are not registered with it yet (TargetGroupBinding ${name})` };
}

/** Its controller writes the status once all is registered, and then only when something about that changes. */
function registeredAt({ metadata }: KubeObject): number | undefined {
  const status = metadata.managedFields?.find(({ subresource }) => subresource === "status");
  return timeOf(status?.time) ?? timeOf(metadata.creationTimestamp);
}

function whyUnseen(pods: readonly KubeObject[]): string {
  return pods.some((pod) => targetGatesOf(pod).length > 0)
    ? "the web pods are older than the new load balancer, so nothing in the cluster tells whether it reaches them"
    : `the namespace lacks the label ${GATE_LABEL}, or lacked it when the web pods were made, so nothing in the cluster tells whether it reaches them`;
}
