// What each part of a service costs a month, for as long as it adds up to what the operator says. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { Part } from "../../domain/api/status.js";
import { parseTier } from "../../domain/api/tier.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { standingBlueprint } from "./standing-blueprint.js";

export type PartCosts = ReadonlyMap<Part, number>;

/**
 * US dollars a month. Empty: no class, no prices, or a sum that is another than that of the status, as while fronts move: then nothing is
 * said of the parts, since something of the service is not seen here.
 */
export function partCosts(
  service: WebService,
  serviceClass: WebServiceClass | undefined,
  children: readonly KubeObject[],
): PartCosts {
  const said = service.status?.cost?.monthlyUSD;
  if (serviceClass === undefined || said === undefined || parseTier(service.spec.userTier) === undefined) return new Map();
  const estimate = estimateCost(standingBlueprint(service, serviceClass, children));
  if (estimate === undefined || Math.round(estimate.monthlyUSD) !== said) return new Map();
  const sums = new Map<Part, number>();
  for (const { part, monthlyUSD } of estimate.items) {
    // What is kept is in a list of its own.
    if (part !== "Kept") sums.set(part, (sums.get(part) ?? 0) + monthlyUSD);
  }
  return sums;
}
