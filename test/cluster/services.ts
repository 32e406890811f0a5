// WebServices of the cluster tests.
import type { KubeObject } from "../../domain/api/objects.js";

export function webService(namespace: string, name: string, spec: Record<string, unknown>): KubeObject {
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebService",
    metadata: { name, namespace },
    spec: { image: "registry.example.com/shop:1", ...spec },
  };
}

/** Kinds whose loss is the loss of data. */
export const DATA_KINDS: readonly string[] = [
  "PersistentVolumeClaim",
  "Secret",
  "DBInstance",
  "DBCluster",
  "Bucket",
  "Table",
  "Queue",
  "LogGroup",
];
