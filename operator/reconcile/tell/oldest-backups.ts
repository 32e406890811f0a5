// Services whose last good backup is oldest, so many at most. The times are told and not their age: who alerts also hears of a service
// that nobody works on any more. Pure.
import type { WebService } from "../../../domain/api/service.js";
import { NAMED } from "./troubled-services.js";

export type LastBackup = {
  readonly namespace: string;
  readonly name: string;
  /** Seconds since the epoch; of a service that has none yet: since when it is to have one. */
  readonly at: number;
};

/** Of databases in the cluster whose class says that they are backed up. */
export function oldestBackups(services: readonly WebService[]): readonly LastBackup[] {
  return services
    .flatMap((service) => lastBackup(service) ?? [])
    .sort((a, b) => a.at - b.at || (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1))
    .slice(0, NAMED);
}

function lastBackup({ metadata: { namespace, name }, status = {} }: WebService): LastBackup | undefined {
  const condition = status.conditions?.find(({ type }) => type === "BackedUp");
  if (condition === undefined || condition.reason === "NotBackedUp") return undefined;
  const at = Date.parse(status.backup?.time ?? condition.lastTransitionTime) / 1000;
  return Number.isNaN(at) ? undefined : { namespace, name, at };
}
