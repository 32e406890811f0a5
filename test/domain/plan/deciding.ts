// A service that stands as one spec says and is asked for another: what the plan and the gate make of it.
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../../domain/blueprint/types.js";
import { dnsRole } from "../../../domain/blueprint/roles.js";
import type { FrontTargets } from "../../../domain/observed/front-targets.js";
import type { Standing } from "../../../domain/observed/standing.js";
import { gate } from "../../../domain/plan/gate.js";
import type { ReplicaAnswer } from "../../../domain/plan/move-cloud.js";
import { permission } from "../../../domain/plan/permission.js";
import { makePlan } from "../../../domain/plan/plan.js";
import { asStanding, membersOf } from "../../fixtures/members.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

export type Spec = Parameters<typeof webService>[0];
export const NOON = Date.parse("2026-01-07T12:00:00Z"); // a Wednesday
const cdnCertificateARN = "arn:aws:acm:us-east-1:123456789012:certificate/66666666-7777-8888-9999-000000000000";
export const target = (spec: Spec, place: Place = {}) =>
  blueprint(webService(spec), webServiceClass({ cdnCertificateARN, ...place }));
type Place = Parameters<typeof webServiceClass>[0];

/** A service that stands exactly as its blueprint says, settled. */
function standingOf(b: Blueprint, rest: Partial<Standing> = {}): Standing {
  return {
    tier: b.tier,
    bound: b.database?.kind ?? "none",
    others: [],
    restingOthers: new Set(),
    moveTargets: new Set(),
    moveJobs: new Map(),
    databaseUsable: b.database !== undefined,
    members: membersOf(rest.database ?? b.database),
    databaseRuns: b.database !== undefined,
    databaseBusy: false,
    cache: b.cache,
    fronts: b.fronts.map((front) => ({ kind: front.kind, ready: true, since: 0 })),
    cdn: b.cdn === undefined ? undefined : { paths: b.cdn.paths, ready: true },
    records: b.hosts.map((host) => ({ role: dnsRole(host), entry: b.entry, ready: true, since: 0 })),
    web: { image: b.web.image, fingerprint: "as it stands", ready: true, since: 0 },
    ...rest,
    database: asStanding("database" in rest ? rest.database : b.database),
  };
}

export type Case = {
  readonly from: Spec;
  readonly to: Spec;
  readonly standing?: Partial<Standing>;
  readonly annotations?: Record<string, string>;
  readonly now?: number;
  readonly volumeCannotGrow?: boolean;
  /** Default: both load balancers reach the pods. */
  readonly targets?: FrontTargets;
  /** Default: AWS was not asked yet. */
  readonly cloud?: ReplicaAnswer;
  /** Of the class. */
  readonly place?: Place;
};

export const REACHED: Required<FrontTargets> = {
  nlb: { state: "healthy", since: 0 },
  alb: { state: "healthy", since: 0 },
  internal: { state: "healthy", since: 0 },
};

export function decide({
  from,
  to,
  standing = {},
  annotations = {},
  now = NOON,
  volumeCannotGrow = false,
  targets = REACHED,
  cloud,
  place,
}: Case) {
  const stands = standingOf(target(from, place), standing);
  const wanted = target(to, place);
  const plan = makePlan(stands, wanted, "0.1.0");
  const service = webService(to, annotations);
  return {
    plan,
    wanted,
    stands,
    permission: permission(service, now),
    ...gate({
      ...{ plan, standing: stands, target: wanted, permission: permission(service, now) },
      ...{ now, drainSeconds: 300, volumeCannotGrow, targets, cloud },
    }),
  };
}
