// What a month costs now, while changes wait, and in the end. Pure.
import type { Desire } from "../../cdk8s/desire.js";
import type { WebServiceStatus } from "../../domain/api/status.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import type { Course } from "./object-changes.js";
import type { CostOutlook } from "./types.js";

export function costOutlook({ observed, rest, end }: Course, said: WebServiceStatus["cost"]): CostOutlook {
  const { first, last } = rest;
  // What the operator says of what runs knows the spec before; else it is the present one with what holds data as it stands.
  const beforeUSD = observed.size === 0 ? 0 : (said?.monthlyUSD ?? monthly(standingIn(first)));
  const after = estimateCost((end ?? rest).last.gated.next);
  const afterUSD = after?.monthlyUSD;
  const meanwhileUSD = end === undefined ? undefined : monthly(last.gated.next);
  const targetUSD = monthly(first.target);
  return {
    beforeUSD,
    afterUSD,
    unpriced: after?.unpriced ?? [],
    ...(beforeUSD === undefined || afterUSD === undefined ? {} : { deltaUSD: cents(afterUSD - beforeUSD) }),
    ...(meanwhileUSD === undefined ? {} : { meanwhileUSD }),
    ...(targetUSD === undefined ? {} : { targetUSD }),
  };
}

function monthly(blueprint: Blueprint): number | undefined {
  return estimateCost(blueprint)?.monthlyUSD;
}

/** What may exist now, without what is only being made. How many pods there were nothing tells. */
function standingIn({ gated: { next }, standing }: Desire): Blueprint {
  const { database, cache, others, fronts, cdn } = standing;
  return {
    ...next,
    ...{ database, cache, otherDatabases: others },
    fronts: next.fronts.filter(({ kind }) => fronts.some((front) => front.kind === kind)),
    cdn: cdn === undefined ? undefined : next.cdn,
  };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
