// Whether there are as many pods as the service needs at least.
import type { Work } from "./findings.js";

/** Undefined: there are. */
export function shortOfPods({ desire, observed }: Work): string | undefined {
  const { web, services, workers } = desire.gated.next;
  const floors = [
    { role: "web", min: web.replicas.min },
    ...services.map((service) => ({ role: `svc-${service.name}`, min: service.replicas.min })),
    ...workers.map((worker) => ({ role: `worker-${worker.name}`, min: worker.min })),
  ];
  const short = floors.flatMap(({ role, min }) => {
    const deployment = observed.byRole.get(`Deployment/${role}`);
    const available = deployment?.facts.availableReplicas ?? 0;
    const why = deployment?.trouble === undefined ? "" : ` (${deployment.trouble})`;
    return available < min ? [`${role}: ${available} of at least ${min} pods are available${why}`] : [];
  });
  return short.length === 0 ? undefined : short.join("; ");
}
