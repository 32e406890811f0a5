// When the last good backup of a service was taken. The times are told and not their age: who alerts also hears of a service that nobody
// works on any more. Pure.
import type { WebService } from "../../../domain/api/service.js";

/** Seconds since the epoch; of a service that has none yet: since when it is to have one. Of databases in the cluster whose class says that they are backed up. */
export function lastBackupAt({ status = {} }: WebService): number | undefined {
  const condition = status.conditions?.find(({ type }) => type === "BackedUp");
  if (condition === undefined || condition.reason === "NotBackedUp") return undefined;
  const at = Date.parse(status.backup?.time ?? condition.lastTransitionTime) / 1000;
  return Number.isNaN(at) ? undefined : at;
}
