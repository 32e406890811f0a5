// Pods by what they request, from the smallest number that may run to the largest: nodes are shared, so a service pays its share.
import type { Blueprint, PodSize, ReplicaRange } from "../blueprint/types.js";
import type { Part } from "../api/status.js";
import type { Bill, Line } from "./bill.js";
import { HOURS_PER_MONTH } from "./bill.js";
import type { Usage } from "./traffic.js";

type Pods = {
  readonly part: Part;
  readonly name: string;
  readonly count: number;
  /** Default: no more. */
  readonly most?: number;
  readonly size: PodSize;
};

export function computing({ web, services, workers, pooler, database }: Blueprint, usage: Usage): Bill {
  const { webReplicas } = usage;
  const pods: readonly Pods[] = [
    { part: "Workload", name: "web", size: web.size, ...counted(web.replicas, webReplicas) },
    ...services.map(({ name, replicas, size }): Pods => ({
      part: "Workload",
      name: `service ${name}`,
      size,
      ...counted(replicas),
    })),
    ...(pooler === undefined || database === undefined
      ? []
      : [{ part: "Database" as const, name: "pooler", size: pooler.size, ...counted(pooler.replicas) }]),
    ...workers.map(({ name, min, max, size }): Pods => ({ part: "Async", name: `worker ${name}`, count: min, most: max, size })),
  ];
  return {
    lines: pods.flatMap(podLines),
    assumes: [
      webReplicas === undefined
        ? "pods run at their smallest number; scaling up costs more while it lasts"
        : "services, workers and poolers run at their smallest number",
      "pods cost what they request, on-demand on m7g nodes; idle room on nodes is not included",
    ],
    omits: ["idle room on nodes, and what DaemonSets and the operator use there"],
  };
}

/** A range without an autoscaler stays where it is. */
function counted({ min, max, autoscale }: ReplicaRange, known?: number): Pick<Pods, "count" | "most"> {
  const count = known ?? min;
  return { count, most: Math.max(count, autoscale === undefined ? min : max) };
}

export function podLines({ part, name, count, most, size }: Pods): readonly Line[] {
  const { cpuMillicores, memoryMiB } = size;
  const line = (what: string, price: string, each: number): Line => ({
    part,
    what: `${name}: ${count} × ${what}`,
    quantity: count * HOURS_PER_MONTH * each,
    most: (most ?? count) * HOURS_PER_MONTH * each,
    basis: "baseline",
    price,
  });
  return [
    line(`${cpuMillicores}m CPU`, "pod.vcpu", cpuMillicores / 1000),
    line(`${memoryMiB} MiB memory`, "pod.gib", memoryMiB / 1024),
  ];
}
