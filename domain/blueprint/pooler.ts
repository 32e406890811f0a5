// The pooler that spec and tier ask for: how many there are of it, and how large. How many the database takes is in connections.ts.
import type { WebServiceSpec } from "../api/web-service.js";
import {
  CLIENTS_PER_POOLER,
  DEFAULT_POOLER,
  DEFAULT_TARGET_CPU_PERCENT,
  MAX_REPLICAS,
  SCALE_UP_PERCENT,
} from "../tiers/defaults.js";
import type { TierRow } from "../tiers/row.js";
import { LEAST_POOLERS, podsAtMost } from "./connections.js";
import type { Blueprint, Pooler } from "./types.js";

export function pooler(
  { database: spec, scaling }: WebServiceSpec,
  row: TierRow,
  { database, ...pods }: Pick<Blueprint, "web" | "services" | "workers" | "database">,
): Pooler | undefined {
  if (database === undefined || !(spec?.pooler?.enabled ?? row.pooler !== undefined)) return undefined;
  const { size, ...tier } = row.pooler ?? DEFAULT_POOLER;
  // Enough for every pod to have a connection, also with one of them lost.
  const min = Math.max(LEAST_POOLERS, tier.min, Math.ceil(podsAtMost(pods) / CLIENTS_PER_POOLER) + 1);
  const max = Math.max(min, Math.min(MAX_REPLICAS, tier.max * (scaling?.surge ?? 1)));
  const autoscale = { targetCPUPercent: DEFAULT_TARGET_CPU_PERCENT, scaleUpPercent: SCALE_UP_PERCENT };
  return { size, replicas: { min, max, autoscale } };
}
