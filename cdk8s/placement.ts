// Which nodes the pods of a service may run on. What holds everywhere: a rule that a node without the labels in question fulfils, so that
// pods run on clusters that know nothing of them.
import type { k8s } from "cdk8s-plus-27";
import { KARPENTER, LABEL, NODES_FOR } from "../domain/api/keys.js";
import type { Nodes } from "../domain/blueprint/nodes.js";
import type { Blueprint } from "../domain/blueprint/types.js";

/**
 * - steady: serves or finishes something that nobody repeats: web pods, poolers, Jobs
 * - flexible: can be stopped at any time, on spot nodes where the class allows that: workers, internal services
 * - database: PostgreSQL on its volume
 */
export type Kind = "steady" | "flexible" | "database";

export type Placement = Pick<k8s.PodSpec, "affinity" | "tolerations">;
type Place = { readonly kind: Kind; readonly architectures: Nodes["architectures"]; readonly beside?: k8s.Affinity };

/** For pods of the user's images. `beside`: what they have of rules about other pods. */
export function applicationPlacement({ nodes }: Blueprint, kind: Kind, beside?: k8s.Affinity): Placement {
  return placement(nodes, { kind, architectures: nodes.applicationArchitectures, beside });
}

/** For pods of images that come with Tenfold. */
export function ownPlacement({ nodes }: Blueprint, kind: Kind, beside?: k8s.Affinity): Placement {
  return placement(nodes, { kind, architectures: nodes.architectures, beside });
}

/**
 * A pod that must be on the node of the database runs wherever that is: rules of its own would keep it from a database that was placed
 * by others and waits for an approval of its restart.
 */
export function besideDatabase({ nodes }: Blueprint, beside: k8s.Affinity): Placement {
  return { affinity: beside, tolerations: tolerations(nodes) };
}

/** Its pod and the database share a node, so the images of both must run there. */
export function databasePlacement(blueprint: Blueprint, beside?: k8s.Affinity): Placement {
  const isShared = blueprint.web.nearDatabase === "same-node";
  return isShared ? applicationPlacement(blueprint, "database", beside) : ownPlacement(blueprint, "database", beside);
}

function placement(nodes: Nodes, { kind, architectures, beside }: Place): Placement {
  const mayBeSpot = kind === "flexible" && nodes.workersOnSpot;
  const matchExpressions: k8s.NodeSelectorRequirement[] = [
    { key: LABEL.nodes, operator: "NotIn", values: [...AVOIDED[kind]] },
    ...(mayBeSpot ? [] : [{ key: KARPENTER.capacityType, operator: "NotIn", values: [SPOT] }]),
    ...(architectures === undefined ? [] : [{ key: "kubernetes.io/arch", operator: "In", values: [...architectures] }]),
  ];
  const nodeAffinity: k8s.NodeAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    preferredDuringSchedulingIgnoredDuringExecution: mayBeSpot ? RATHER_SPOT : undefined,
  };
  return { affinity: { ...beside, nodeAffinity }, tolerations: tolerations(nodes) };
}

/** In the order of the list: a pod template is compared as it is written. */
function tolerations(nodes: Nodes): k8s.Toleration[] | undefined {
  return nodes.tolerations.length === 0 ? undefined : nodes.tolerations.map((one) => ({ ...one }));
}

const SPOT = "spot";
/** Values of the label. Flexible pods go to nodes for web pods where there are none for workers. */
const AVOIDED: Readonly<Record<Kind, readonly string[]>> = {
  steady: [NODES_FOR.databases, NODES_FOR.system, NODES_FOR.workers],
  flexible: [NODES_FOR.databases, NODES_FOR.system],
  database: [NODES_FOR.system, NODES_FOR.web, NODES_FOR.workers],
};

/** Karpenter makes a node for the heaviest wish first, and gives wishes up one after the other when none can be had. */
const RATHER_SPOT: k8s.PreferredSchedulingTerm[] = [
  { weight: 100, preference: { matchExpressions: [{ key: KARPENTER.capacityType, operator: "In", values: [SPOT] }] } },
];

/** On pods whose end costs more than a node: nothing empties their node by its own will while they run. */
export const NOT_DISRUPTED = { [KARPENTER.doNotDisrupt]: "true" };
