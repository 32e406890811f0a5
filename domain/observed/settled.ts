// What a healthy world answers to an object: the status that its controller would give it. For plans without a cluster and for tests;
// made up from the object's own name, so that equal objects get equal answers.
import type { KubeObject } from "../api/objects.js";
import { at, textAt } from "./reading.js";

type Status = Readonly<Record<string, unknown>>;

const ACK_GROUP = ".services.k8s.aws/";
/** Any account: in names only. */
const ACCOUNT = "123456789012";
const WHEN = "2026-01-01T00:00:00Z";

/** The same object, with the status that it settles at. */
export function settled(object: KubeObject): KubeObject {
  return {
    ...object,
    status: object.apiVersion.includes(ACK_GROUP) ? ackStatus(object) : (BUILT_IN[object.kind]?.(object) ?? {}),
  };
}

const BUILT_IN: Readonly<Record<string, (object: KubeObject) => Status>> = {
  Deployment: (object) => {
    const replicas = typeof at(object, "spec", "replicas") === "number" ? at(object, "spec", "replicas") : 1;
    return { ...observed(object), replicas, updatedReplicas: replicas, availableReplicas: replicas, readyReplicas: replicas };
  },
  StatefulSet: (object) => ({ ...observed(object), readyReplicas: 1, currentRevision: "1", updateRevision: "1" }),
  Job: () => ({ conditions: [condition("Complete")] }),
  PersistentVolumeClaim: () => ({ phase: "Bound" }),
  Service: (object) => (textAt(object, "spec", "type") === "LoadBalancer" ? loadBalancer(object) : {}),
  Ingress: loadBalancer,
};

function observed({ metadata }: KubeObject): Status {
  return { observedGeneration: metadata.generation ?? 0 };
}

function loadBalancer({ metadata }: KubeObject): Status {
  return { loadBalancer: { ingress: [{ hostname: `${metadata.name}.elb.amazonaws.com` }] } };
}

function condition(type: string): Status {
  return { type, status: "True", lastTransitionTime: WHEN };
}

function ackStatus(object: KubeObject): Status {
  const service = object.apiVersion.split(".")[0] ?? "";
  const { name } = object.metadata;
  return {
    conditions: ["Ready", "ACK.ResourceSynced"].map(condition),
    ackResourceMetadata: { arn: `arn:aws:${service}::${ACCOUNT}:${name}`, ownerAccountID: ACCOUNT },
    ...ANSWERS[object.kind]?.(name),
  };
}

const ANSWERS: Readonly<Record<string, (name: string) => Status>> = {
  DBInstance: (name) => ({
    dbInstanceStatus: "available",
    dbiResourceID: `db-${name}`,
    endpoint: { address: `${name}.rds.amazonaws.com`, port: 5432 },
  }),
  DBCluster: (name) => ({
    status: "available",
    dbClusterResourceID: `cluster-${name}`,
    endpoint: `${name}.cluster.rds.amazonaws.com`,
    readerEndpoint: `${name}.cluster-ro.rds.amazonaws.com`,
    port: 5432,
  }),
  ReplicationGroup: (name) => ({
    status: "available",
    configurationEndpoint: { address: `${name}.cache.amazonaws.com`, port: 6379 },
  }),
  Distribution: (name) => ({ status: "Deployed", id: `E${name}`, domainName: `${name}.cloudfront.net` }),
  OriginAccessControl: (name) => ({ id: `O${name}` }),
  ElasticIPAddress: (name) => ({ allocationID: `eipalloc-${name}`, publicIP: "192.0.2.1" }),
  SecurityGroup: (name) => ({ id: `sg-${name}` }),
  Queue: (name) => ({ queueURL: `https://sqs.example.com/${ACCOUNT}/${name}` }),
  Table: (name) => ({ tableStatus: "ACTIVE", tableID: `table-${name}` }),
  Function: () => ({ state: "Active", lastUpdateStatus: "Successful" }),
  PodIdentityAssociation: (name) => ({ associationID: `a-${name}` }),
};
