// Port: what the cluster knows of objects that do not become ready, of load balancers that traffic is to move to, and of how far a move is.
// Asked seldom and never watched: events and pods are many.
import type { KubeObject } from "../../domain/api/objects.js";

/** All throw a ClusterError. */
export type Troubles = {
  /** The Warning events of one namespace (events.k8s.io/v1), as long as the cluster keeps them; of very many only some. */
  warnings(namespace: string): Promise<readonly KubeObject[]>;
  /** Pods that carry the label of the service, and of its role if one is given; of very many only some. */
  pods(namespace: string, service: string, role?: string): Promise<readonly KubeObject[]>;
  /** The last lines of what the program in a pod of the role `migrator` has said, cut after some kilobytes. Given up soon where its node does not answer. */
  logEnd(namespace: string, pod: string): Promise<string>;
  /** What load balancers of one namespace are bound to; of very many only some. */
  targetGroupBindings(namespace: string): Promise<readonly KubeObject[]>;
};
