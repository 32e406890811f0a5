// Pods by what they request, at the smallest number that may run: nodes are shared, so a service pays its share.
import type { Blueprint, PodSize } from "../blueprint/types.js";
import type { Part } from "../api/status.js";
import type { Bill, Line } from "./bill.js";
import { HOURS_PER_MONTH } from "./bill.js";
import type { Usage } from "./traffic.js";

type Pods = { readonly part: Part; readonly name: string; readonly count: number; readonly size: PodSize };

export function computing({ web, services, workers, pooler, database }: Blueprint, usage: Usage): Bill {
  const pods: readonly Pods[] = [
    { part: "Workload", name: "web", count: usage.webReplicas ?? web.replicas.min, size: web.size },
    ...services.map(({ name, replicas, size }): Pods => ({
      part: "Workload",
      name: `service ${name}`,
      count: replicas.min,
      size,
    })),
    ...(pooler === undefined || database === undefined
      ? []
      : [{ part: "Database" as const, name: "pooler", count: pooler.replicas.min, size: pooler.size }]),
    ...workers.map(({ name, min, size }): Pods => ({ part: "Async", name: `worker ${name}`, count: min, size })),
  ];
  return {
    lines: pods.flatMap(podLines),
    assumes: [
      usage.webReplicas === undefined
        ? "pods run at their smallest number; scaling up costs more while it lasts"
        : "services, workers and poolers run at their smallest number",
      "pods cost what they request, on-demand on m7g nodes; idle room on nodes is not included",
    ],
  };
}

export function podLines({ part, name, count, size }: Pods): readonly Line[] {
  const { cpuMillicores, memoryMiB } = size;
  const hours = count * HOURS_PER_MONTH;
  return [
    { part, what: `${name}: ${count} × ${cpuMillicores}m CPU`, quantity: (hours * cpuMillicores) / 1000, price: "pod.vcpu" },
    { part, what: `${name}: ${count} × ${memoryMiB} MiB memory`, quantity: (hours * memoryMiB) / 1024, price: "pod.gib" },
  ];
}
