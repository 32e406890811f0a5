// spec + class → which nodes pods may run on.
import type { WebServiceClass } from "../api/service.js";
import type { Architecture, Toleration } from "../api/spec/nodes.js";
import type { WebServiceSpec } from "../api/web-service.js";

export type Nodes = {
  /** Workers and internal services go to spot nodes first. No other pod ever does. */
  readonly workersOnSpot: boolean;
  readonly tolerations: readonly Toleration[];
  /** Of the images that come with Tenfold. Absent: any. */
  readonly architectures?: readonly Architecture[];
  /** Of the images of the service. Absent: any. */
  readonly applicationArchitectures?: readonly Architecture[];
};

export function nodes({ architectures }: WebServiceSpec, { spec: { nodes: ofClass } }: WebServiceClass): Nodes {
  return {
    workersOnSpot: ofClass?.spot === "Workers",
    tolerations: ofClass?.tolerations ?? [],
    architectures: ofClass?.architectures,
    applicationArchitectures: architectures ?? ofClass?.architectures,
  };
}
