import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { TIERS, usersOf } from "../../../domain/api/tier.js";
import type { WebServiceSpec } from "../../../domain/api/web-service.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { connections, podsAtMost, POOLER_SURGE } from "../../../domain/blueprint/connections.js";
import type { Blueprint, Database } from "../../../domain/blueprint/types.js";
import { CLIENTS_PER_POOLER } from "../../../domain/tiers/defaults.js";
import * as load from "../../../domain/tiers/load.js";
import { TIER_TABLE } from "../../../domain/tiers/table.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const of = (spec: Partial<WebServiceSpec>): Blueprint => blueprint(webService(spec), webServiceClass());

/** What a database takes, of its formula in the documentation of AWS. */
const LIMITS: Readonly<Record<string, number>> = {
  "db.t4g.micro": 112,
  "db.t4g.small": 225,
  "db.t4g.medium": 450,
  "db.m7g.large": 901,
  "db.r7g.xlarge": 3604,
  "db.r7g.8xlarge": 5000,
};

const odd = fc.record({
  userTier: fc.constantFrom(...TIERS),
  placement: fc.constantFrom("Auto", "InCluster", "RDS", "Aurora"),
  instanceClass: fc.constantFrom(undefined, ...Object.keys(LIMITS)),
  readReplicas: fc.integer({ min: 0, max: 15 }),
  pooler: fc.constantFrom(undefined, true, false),
  maxReplicas: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined }),
  surge: fc.constantFrom(undefined, 2, 10),
  services: fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 4 }),
  workers: fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 3 }),
  stands: fc.constantFrom(undefined, "in-cluster", "db.t4g.micro", "db.r7g.xlarge"),
});
type Odd = typeof odd extends fc.Arbitrary<infer T> ? T : never;

function specOf(one: Odd): Partial<WebServiceSpec> {
  const { userTier, placement, instanceClass, readReplicas, pooler, maxReplicas, surge } = one;
  return {
    userTier,
    scaling: { minReplicas: 1, maxReplicas, surge },
    database: { placement, instanceClass, readReplicas, pooler: { enabled: pooler } },
    services: one.services.map((max, at) => ({ name: `s${at}`, image: "i", max })),
    workers: one.workers.map((max, at) => ({ name: `w${at}`, max })),
  };
}

/** The gate keeps what stands: it may be smaller than what the tier wants. */
function withStanding(target: Blueprint, stands: string | undefined): Blueprint {
  if (stands === undefined || target.database === undefined) return target;
  const inCluster = TIER_TABLE["1"].database;
  if (stands === "in-cluster") return { ...target, database: { ...inCluster, version: "17" } };
  const rds = { ...TIER_TABLE["100"].database, version: "17", instanceClass: stands, members: [{ instanceClass: stands }] };
  return { ...target, database: rds };
}

function limitOf(database: Database | undefined): number {
  if (database === undefined || database.kind === "in-cluster") return 100;
  return LIMITS[database.instanceClass] ?? 5000;
}

describe("the connections of a database", () => {
  it("are never more than four fifths of what it takes, whatever runs at most", () => {
    fc.assert(
      fc.property(odd, (one) => {
        const target = withStanding(of(specOf(one)), one.stands);
        const shared = connections(target);
        if (shared === undefined) throw new Error("no database");
        expect(shared.usable).toBeLessThanOrEqual(limitOf(target.database) * 0.8);
        const { pooler, poolSize, pods, isOver } = shared;
        expect(poolSize).toBeGreaterThanOrEqual(1);
        if (pooler === undefined) {
          // One for each pod is the least; that it is too many is said.
          if (!isOver) expect(pods * poolSize).toBeLessThanOrEqual(shared.usable);
          return;
        }
        const poolers = pooler.replicas.max + POOLER_SURGE;
        const { writes, readsOfReplica, readsOfWriter } = pooler.pools;
        expect(poolers * (writes + readsOfWriter + 1)).toBeLessThanOrEqual(shared.usable);
        expect(poolers * (readsOfReplica + 1)).toBeLessThanOrEqual(shared.usable);
        expect(Math.min(writes, readsOfReplica, readsOfWriter)).toBeGreaterThanOrEqual(1);
        expect(pooler.replicas.min).toBeGreaterThanOrEqual(2);
        if (!isOver) expect(pods * poolSize).toBeLessThanOrEqual((pooler.replicas.min - 1) * CLIENTS_PER_POOLER);
      }),
      { numRuns: 500 },
    );
  });

  it("are counted by the smallest instance, since any of them may be the one that writes", () => {
    const target = of({ userTier: "1M" });
    const members = [{ instanceClass: "db.r7g.2xlarge" }, { instanceClass: "db.t4g.medium" }];
    expect(connections({ ...target, database: { ...target.database, members } as Database })?.usable).toBe(360);
  });

  it("are too few for a pod each where pods are many and no pooler is wanted", () => {
    const spec: Partial<WebServiceSpec> = { userTier: "100", scaling: { maxReplicas: 500 } };
    expect(connections(of(spec))).toMatchObject({ isOver: true, poolSize: 1 });
    const pooled = connections(of({ ...spec, database: { pooler: { enabled: true } } }));
    expect(pooled).toMatchObject({ isOver: false, poolSize: 8 });
  });

  it("let a few pods more or less leave the environment as it is", () => {
    const sizes = [8, 9].map((maxReplicas) => connections(of({ userTier: "1k", scaling: { maxReplicas } }))?.poolSize);
    expect(new Set(sizes).size).toBe(1);
  });

  it("count a rollout, which a pod that is stopped before has none of", () => {
    expect(podsAtMost(of({ userTier: "1" }))).toBe(1);
    expect(podsAtMost(of({ userTier: "1k" }))).toBe(5);
    expect(podsAtMost(of({ userTier: "1k", services: [{ name: "a", image: "i", max: 10 }] }))).toBe(18);
  });
});

describe("the pooler", () => {
  it("begins at 100k, comes at any tier by the spec, and goes by it", () => {
    expect(TIERS.filter((userTier) => of({ userTier }).pooler !== undefined)).toEqual(["100k", "1M", "5M", "10M"]);
    expect(of({ userTier: "10", database: { pooler: { enabled: true } } }).pooler?.replicas).toMatchObject({ min: 2, max: 2 });
    expect(of({ userTier: "1M", database: { pooler: { enabled: false } } }).pooler).toBeUndefined();
    expect(of({ userTier: "1M", database: { enabled: false } }).pooler).toBeUndefined();
  });

  it.each(TIERS.filter((tier) => TIER_TABLE[tier].pooler !== undefined))(
    "of tier %s carries the average's queries with one lost, and the peak's with all",
    (tier) => {
      const { size, min, max } = TIER_TABLE[tier].pooler ?? { size: { cpuMillicores: 0 }, min: 0, max: 0 };
      const queries = load.averageRequestsPerSecond(usersOf(tier)) * load.QUERIES_PER_REQUEST;
      const one = size.cpuMillicores * load.QUERIES_PER_SECOND_PER_MILLICORE;
      expect((min - 1) * one).toBeGreaterThan(queries);
      expect(max * one * 0.6).toBeGreaterThan(queries * load.PEAK_FACTOR);
    },
  );
});
