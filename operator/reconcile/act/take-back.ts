// The autoscaler that KEDA made of a ScaledObject of ours, where KEDA is gone: it asks for a metric that nobody serves any more. The garbage
// collector may never take it, since it knows the owner's kind no longer. Without an autoscaler a Deployment keeps the pods that it has.
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { Problem } from "../../../domain/admit/problem.js";
import type { KubeObject, ObjectRef } from "../../../domain/api/objects.js";
import type { World } from "../world.js";

/** Ours are told to have the name of the autoscaler that they replace, which is their own name (cdk8s/scaled-object.ts). */
export function isLeftByKeda({ kind, metadata }: KubeObject): boolean {
  const { apiVersion, kind: scaledObject } = BUILT_IN.scaledObject;
  return (
    kind === BUILT_IN.horizontalPodAutoscaler.kind &&
    (metadata.ownerReferences ?? []).some(
      (owner) => owner.kind === scaledObject && groupOf(owner.apiVersion) === groupOf(apiVersion) && owner.name === metadata.name,
    )
  );
}

/** The next try finds the name free. */
export async function takeBack(world: World, ref: ObjectRef, live: KubeObject): Promise<Problem> {
  world.log.info("removing what KEDA has left", { kind: live.kind, child: live.metadata.name });
  await world.cluster.remove(ref, { uid: live.metadata.uid ?? "", propagation: "Background" });
  const message = `${live.kind} ${live.metadata.name} was left by KEDA and is made again, by CPU`;
  return { reason: "Progressing", part: "Async", stalls: false, message };
}

function groupOf(apiVersion: string): string {
  return apiVersion.split("/")[0] ?? "";
}
