// The status that an object has when its controller is done with it.
import type { KubeObject } from "../../domain/api/objects.js";
import { numberAt } from "../../domain/observed/reading.js";

type Status = Readonly<Record<string, unknown>>;

const HOST = { loadBalancer: { ingress: [{ hostname: "k8s-store-shop.elb.example.com" }] } };

const STATUSES: Readonly<Record<string, (object: KubeObject) => Status>> = {
  Deployment: (object) => {
    const replicas = numberAt(object, "spec", "replicas") ?? PODS;
    return { ...observed(object), replicas, updatedReplicas: replicas, availableReplicas: replicas };
  },
  StatefulSet: (object) => ({ ...observed(object), readyReplicas: 1, currentRevision: "a", updateRevision: "a" }),
  Job: () => ({ conditions: [{ type: "Complete", status: "True" }] }),
  PersistentVolumeClaim: () => ({ phase: "Bound" }),
  Service: () => HOST,
  Ingress: () => HOST,
};
/** As many as an autoscaler keeps of any service here. */
const PODS = 10;

const ACK_FACTS: Status = {
  allocationID: "eipalloc-0123456789abcdef0",
  publicIP: "198.51.100.7",
  id: "sg-0123456789abcdef0",
  dbInstanceStatus: "available",
  endpoint: { address: "db.example.com", port: 5432 },
  ackResourceMetadata: { arn: "arn:aws:x:us-east-1:123456789012:y" },
};

export function settledStatus(object: KubeObject, now: number): Status {
  const own = STATUSES[object.kind];
  if (own !== undefined) return own(object);
  if (!object.apiVersion.includes(".services.k8s.aws/")) return {};
  const lastTransitionTime = new Date(now).toISOString();
  const fine = (type: string) => ({ type, status: "True", lastTransitionTime });
  return { ...ACK_FACTS, conditions: [fine("Ready"), fine("ACK.ResourceSynced")] };
}

function observed(object: KubeObject): Status {
  return { observedGeneration: object.metadata.generation };
}
