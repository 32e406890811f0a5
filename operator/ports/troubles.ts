// Port: what the cluster knows of objects that do not become ready. Asked seldom and never watched: events and pods are many.
import type { KubeObject } from "../../domain/api/objects.js";

/** Both throw a ClusterError. */
export type Troubles = {
  /** The Warning events of one namespace (events.k8s.io/v1), as long as the cluster keeps them; of very many only some. */
  warnings(namespace: string): Promise<readonly KubeObject[]>;
  /** Pods that carry the label of the service; of very many only some. */
  pods(namespace: string, service: string): Promise<readonly KubeObject[]>;
};
