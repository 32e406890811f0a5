// One change of a plan as status and command line report it.
import { costDeltaUSD } from "../domain/admit/cost-deltas.js";
import type { ChangeReport } from "../domain/api/status.js";
import { promisesOf } from "../domain/plan/promises.js";
import type { Desire } from "./desire.js";

export function planEntry(
  { change, state, waitingFor }: Desire["gated"]["decisions"][number],
  { gated, standing, target }: Desire,
): ChangeReport {
  const { id, subject, summary, disruption, reason, downtimeSeconds } = change;
  return {
    id,
    subject,
    summary,
    disruption,
    reason,
    downtimeSeconds,
    ...promisesOf(change),
    monthlyCostDeltaUSD: costDeltaUSD(change, { next: gated.next, standing, target }),
    state,
    ...(waitingFor === undefined ? {} : { waitingFor }),
  };
}
