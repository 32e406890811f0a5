// What one reconcile of an Ingress or a Service works with.
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import type { Place, Resource } from "../model/resource.js";
import { loadBalancer } from "../model/types/load-balancer.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf } from "../controllers/cluster-access.js";
import type { Surroundings } from "../controllers/session.js";
import type { Wanted } from "./wanted.js";

export type Balanced = {
  readonly around: Surroundings;
  readonly kind: KindRef;
  readonly object: KubeObject;
  /** Its target group bindings as last seen. */
  readonly bindings: readonly KubeObject[];
  /** UID of another Ingress of its group, to which the load balancer is left. */
  readonly heir?: string;
};

const FINALIZER = /^(service\.k8s\.aws\/resources|ingress\.k8s\.aws\/resources|group\.ingress\.k8s\.aws\/.+)$/;

export function isOurFinalizer(finalizer: string): boolean {
  return FINALIZER.test(finalizer);
}

export function loadBalancerOf({ around, object }: Balanced, wanted: Wanted): Resource | undefined {
  return around.world.find(arnOf(around.place, object, wanted));
}

export async function setFinalizers({ around, kind, object }: Balanced, finalizers: readonly string[]): Promise<boolean> {
  const { uid, resourceVersion } = object.metadata;
  const body = { metadata: { uid, resourceVersion, finalizers } };
  const answer = await around.cluster.patch(refOf(kind, object), body, { manager: MANAGER });
  return answer.kind !== "conflict";
}

/** Labels by which a binding names the object that it was made for. */
export function bindingLabels(kind: KindRef, { metadata }: KubeObject): Readonly<Record<string, string>> {
  const prefix = kind.kind === "Ingress" ? "ingress" : "service";
  return {
    [`${prefix}.k8s.aws/stack-namespace`]: metadata.namespace ?? "",
    [`${prefix}.k8s.aws/stack-name`]: metadata.name,
  };
}

function arnOf(place: Place, { metadata }: KubeObject, { attributes }: Wanted): string {
  return loadBalancer.arnOf({ place, attributes, token: metadata.uid ?? "", at: 0 });
}
