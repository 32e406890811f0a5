// From one tier to another: what appears, changes and goes, why, what it costs, and what the move does, by the operator's own steps. Pure.
import { desireOffline } from "../../cdk8s/desire-offline.js";
import { LABEL } from "../../domain/api/keys.js";
import type { Tier } from "../../domain/api/tier.js";
import { compareTiers, TIERS, usersOf } from "../../domain/api/tier.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { ChangeReport } from "../../domain/api/status.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { at, isRecord } from "../../domain/observed/reading.js";
import { averageRequestsPerSecond, PEAK_FACTOR, REQUESTS_PER_SECOND_PER_MILLICORE } from "../../domain/tiers/load.js";
import type { Reason } from "../../domain/tiers/reasons.js";
import { TIER_REASONS } from "../../domain/tiers/reasons.js";
import { SAMPLE_CLASS } from "../input/sample-class.js";
import type { ObjectAction } from "../planning/outlook.js";
import { outlookOf } from "../planning/outlook.js";
import type { Differences, Feature } from "./features.js";
import { differences, features, holdsData } from "./features.js";
import { rounded } from "./ladder-rows.js";
import { sampleBlueprint, sampleService } from "./sample.js";

export type Load = {
  readonly averageRequests: number;
  readonly peakRequests: number;
  /** Requests a second that the fewest and the most web pods serve. */
  readonly carriedByFewest: number;
  readonly carriedByMost: number;
};

/** Of `tenfold tiers explain TIER -o json`. For a service with one host and nothing overridden, in us-east-1. */
export type Explanation = Differences & {
  readonly from: Tier | "nothing";
  /** Going down: what the tier does not name and stays all the same, since data only moves up. It is billed as before. */
  readonly stays: readonly Feature[];
  readonly to: Tier;
  readonly users: number;
  /** Of every tier on the way, the lowest first. Going down has none. */
  readonly reasons: readonly (Reason & { readonly tier: Tier })[];
  readonly load: Load;
  /** Environment variables that the web pods get, and lose. */
  readonly variables: { readonly appear: readonly string[]; readonly go: readonly string[] };
  readonly objects: readonly { readonly action: ObjectAction; readonly kind: string; readonly count: number }[];
  readonly cost: Cost;
  /** What the plan says once `userTier` is edited. */
  readonly changes: readonly ChangeReport[];
};

/** Going down, the database that stays is in it. */
type Cost = {
  readonly beforeUSD: number;
  readonly afterUSD: number;
  readonly beforeMaximumUSD: number;
  readonly afterMaximumUSD: number;
};

/** `from`: undefined: nothing is there yet. `now`: milliseconds since the epoch. */
export function explanation(to: Tier, from: Tier | undefined, now: number): Explanation {
  const before = from === undefined ? undefined : sampleBlueprint(from);
  const after = sampleBlueprint(to);
  const standing = from === undefined ? [] : objectsAt(from, now);
  const { outlook } = outlookOf({ service: sampleService(to), serviceClass: SAMPLE_CLASS, standing, now });
  if (!outlook.ok) throw new Error(outlook.problem.message);
  return {
    from: from ?? "nothing",
    to,
    users: usersOf(to),
    ...differencesOf(before, after),
    reasons: tiersBetween(from, to).flatMap((tier) => TIER_REASONS[tier].map((reason) => ({ ...reason, tier }))),
    load: loadOf(to),
    variables: variables(standing, objectsAt(to, now)),
    objects: counted(outlook.objects),
    cost: costs(before, isDown(before, after) ? { ...after, database: before?.database } : after),
    changes: outlook.changes,
  };
}

function isDown(before: Blueprint | undefined, after: Blueprint): boolean {
  return before !== undefined && compareTiers(after.tier, before.tier) < 0;
}

function differencesOf(before: Blueprint | undefined, after: Blueprint): Differences & Pick<Explanation, "stays"> {
  const found = differences(before === undefined ? [] : features(before), features(after));
  if (!isDown(before, after)) return { ...found, stays: [] };
  return {
    appears: found.appears.filter((feature) => !holdsData(feature)),
    resizes: found.resizes.filter((feature) => !holdsData(feature)),
    goes: found.goes.filter((feature) => !holdsData(feature)),
    stays: found.goes.filter(holdsData),
  };
}

function tiersBetween(from: Tier | undefined, to: Tier): readonly Tier[] {
  return TIERS.filter((tier) => (from === undefined ? tier === to : compareTiers(tier, from) > 0) && compareTiers(tier, to) <= 0);
}

/** All that is there once such a service has come to rest. */
function objectsAt(tier: Tier, now: number): readonly KubeObject[] {
  const answer = desireOffline({
    service: sampleService(tier),
    serviceClass: SAMPLE_CLASS,
    now,
    render: DEFAULT_IMAGES,
    operatorVersion: VERSION,
  });
  if (!answer.ok) throw new Error(answer.problem.message);
  return [...answer.objects.values()];
}

function loadOf(tier: Tier): Load {
  const { replicas, size } = sampleBlueprint(tier).web;
  const average = averageRequestsPerSecond(usersOf(tier));
  const carried = (pods: number) => Math.round(pods * size.cpuMillicores * REQUESTS_PER_SECOND_PER_MILLICORE);
  return {
    averageRequests: rounded(average),
    peakRequests: rounded(average * PEAK_FACTOR),
    carriedByFewest: carried(replicas.min),
    carriedByMost: carried(replicas.max),
  };
}

function variables(before: readonly KubeObject[], after: readonly KubeObject[]): Explanation["variables"] {
  const [earlier, later] = [variablesOf(before), variablesOf(after)];
  return {
    appear: later.filter((name) => !earlier.includes(name)),
    go: earlier.filter((name) => !later.includes(name)),
  };
}

function variablesOf(objects: readonly KubeObject[]): readonly string[] {
  const web = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.labels?.[LABEL.component] === ROLE.web);
  const containers = web === undefined ? undefined : at(web, "spec", "template", "spec", "containers");
  const env: unknown = Array.isArray(containers) ? at(containers[0], "env") : undefined;
  return Array.isArray(env) ? env.flatMap((entry: unknown) => (isRecord(entry) ? [String(entry.name)] : [])).sort() : [];
}

function counted(objects: readonly { readonly action: ObjectAction; readonly kind: string }[]): Explanation["objects"] {
  const keys = [...new Set(objects.map(({ action, kind }) => `${action} ${kind}`))];
  return keys.flatMap((key) => {
    const same = objects.filter(({ action, kind }) => `${action} ${kind}` === key);
    const [first] = same;
    return first === undefined ? [] : [{ action: first.action, kind: first.kind, count: same.length }];
  });
}

function costs(before: Blueprint | undefined, after: Blueprint): Cost {
  const [earlier, later] = [before === undefined ? undefined : estimateCost(before), estimateCost(after)];
  return {
    beforeUSD: earlier?.monthlyUSD ?? 0,
    afterUSD: later?.monthlyUSD ?? 0,
    beforeMaximumUSD: earlier?.maximumUSD ?? 0,
    afterMaximumUSD: later?.maximumUSD ?? 0,
  };
}
