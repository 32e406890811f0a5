// The cost estimate: main items of each tier by hand, growth over the tiers, and what happens where a price is missing.
import { describe, expect, it } from "@jest/globals";
import type { Tier } from "../../../domain/api/tier.js";
import { TIERS } from "../../../domain/api/tier.js";
import type { WebServiceSpec } from "../../../domain/api/web-service.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../../domain/blueprint/types.js";
import { WAF_RULES } from "../../../domain/cost/edge.js";
import type { CostEstimate } from "../../../domain/cost/estimate.js";
import { estimateCost } from "../../../domain/cost/estimate.js";
import { PRICED_REGIONS } from "../../../domain/cost/prices.js";
import { render } from "../../../cdk8s/render.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const HOURS = 730;

function blueprintOf(spec: Partial<WebServiceSpec>, region = "us-east-1"): Blueprint {
  return blueprint(webService({ hosts: ["shop.example.com"], ...spec }), webServiceClass({ region }));
}

function estimate(theBlueprint: Blueprint, usage?: Parameters<typeof estimateCost>[1]): CostEstimate {
  const result = estimateCost(theBlueprint, usage);
  if (result === undefined) throw new Error("no prices");
  return result;
}

const estimateOf = (spec: Partial<WebServiceSpec>, region?: string) => estimate(blueprintOf(spec, region));

/** The dollars of all items whose words contain the given ones. */
function usd({ items }: CostEstimate, words: string): number {
  const found = items.filter(({ what }) => what.includes(words));
  if (found.length === 0) throw new Error(`no item about ${words}: ${items.map(({ what }) => what).join("; ")}`);
  return found.reduce((sum, { monthlyUSD }) => sum + monthlyUSD, 0);
}

/** Pods: cores and GiB at 0.029313 and 0.002872 an hour in us-east-1. */
const pods = (count: number, cores: number, gib: number) => count * HOURS * (cores * 0.029313 + gib * 0.002872);

type Expected = { readonly tier: Tier; readonly items: Readonly<Record<string, number>> };

const EXPECTED: readonly Expected[] = [
  {
    tier: "1",
    items: {
      "web:": pods(1, 0.1, 0.25),
      "PostgreSQL: 1": pods(1, 0.25, 0.5),
      "volume gp3 10 GiB": 10 * 0.08,
      "network load balancer": HOURS * 0.0225, // its capacity units are below a cent
      "Elastic IP": HOURS * 0.005,
    },
  },
  { tier: "10", items: { "web:": pods(1, 0.25, 0.5), "PostgreSQL: 1": pods(1, 0.5, 1), "volume gp3 20 GiB": 20 * 0.08 } },
  {
    tier: "100",
    items: {
      "RDS: db.t4g.small Single-AZ": HOURS * 0.032,
      "RDS: 20 GiB gp3 Single-AZ": 20 * 0.115,
      // 100 users × 10 100 requests × 10 kB = 10.1 GB
      "traffic to the internet": 10.1 * 0.09,
      "3 alarms": 0.3,
    },
  },
  {
    tier: "1k",
    items: {
      "web:": pods(2, 0.5, 0.5),
      "RDS: db.t4g.medium Multi-AZ": HOURS * 0.129,
      "RDS: 50 GiB gp3 Multi-AZ": 50 * 0.23,
      // 1 000 × 10 100 × 10 kB = 101 GB, so 101 hours of a unit; an address in each of the three subnets of the class
      "application load balancer": HOURS * 0.0225 + 101 * 0.008 + 3 * HOURS * 0.005,
      // 10.1 million requests × 200 bytes = 2.02 GB
      "logs: written": 2.02 * 0.5,
    },
  },
  {
    tier: "10k",
    items: {
      "web:": pods(3, 0.5, 1),
      "RDS: db.m7g.large Multi-AZ": HOURS * 0.336,
      "RDS: 100 GiB gp3 Multi-AZ": 100 * 0.23,
      "read replicas: 1 × db.m7g.large": HOURS * 0.168,
      "read replicas: 1 × 100 GiB": 100 * 0.115,
      "ElastiCache for Valkey: 2 × cache.t4g.medium": 2 * HOURS * 0.052,
      // Half of 100 million reads, 10 kB each: 500 GB
      "CloudFront: traffic": 500 * 0.085,
      "CloudFront: HTTPS requests": (50e6 / 10_000) * 0.01,
      // The other half and a million writes: 51 million × 10 kB
      "traffic to the internet": 510 * 0.09,
      "S3: storage": 10 * 0.023,
      // Half a unit for each of 50 million reads
      "DynamoDB: reads": 25 * 0.125,
      "DynamoDB: writes": 1 * 0.625,
      dashboard: 3,
    },
  },
  {
    tier: "100k",
    items: {
      "web:": pods(6, 1, 1),
      "RDS: db.r7g.xlarge Multi-AZ": HOURS * 0.956,
      "RDS: 500 GiB gp3 Multi-AZ": 500 * 0.23,
      "read replicas: 4 × db.r7g.xlarge": 4 * HOURS * 0.478,
      "read replicas: 4 × 500 GiB": 4 * 500 * 0.115,
      "ElastiCache for Valkey: 2 × cache.r7g.large": 2 * HOURS * 0.1752,
      // 1 010 million requests × 10 kB = 10 100 GB, within the first 10 TB (10 240 GB)
      "CloudFront: traffic": 10_100 * 0.085,
      "CloudFront: HTTPS requests": (1010e6 / 10_000) * 0.01,
      WAF: 5 + WAF_RULES * 1 + 1010 * 0.6,
      // 510 million × 10 kB = 5 100 GB through an ALB in three zones
      "application load balancer": HOURS * 0.0225 + 5100 * 0.008 + 3 * HOURS * 0.005,
    },
  },
  {
    tier: "1M",
    items: {
      "web:": pods(24, 1, 2),
      "Aurora: writer and readers: 4 × db.r7g.2xlarge": 4 * HOURS * 1.106,
      // 1 million users × 1 MB
      "Aurora: storage": 1000 * 0.1,
      // 100 million writes × 4 and 5 000 million dynamic reads × 0.05
      "Aurora: I/O": (400 + 250) * 0.2,
      "ElastiCache for Valkey: 6 × cache.r7g.large": 6 * HOURS * 0.1752,
      // 101 000 GB: 10 TB, 40 TB, and 49 800 GB of the next 100 TB
      "CloudFront: traffic": 10_240 * 0.085 + 40_960 * 0.08 + 49_800 * 0.06,
      // 101 000 GB in 730 hours: 139 units reserved; the 51 000 GB that reach the ALB need fewer
      "application load balancer": HOURS * 0.0225 + 139 * HOURS * 0.008 + 3 * HOURS * 0.005,
    },
  },
  {
    tier: "5M",
    items: {
      "web:": pods(60, 2, 4),
      "Aurora: writer and readers: 6 × db.r7g.4xlarge": 6 * HOURS * 2.211,
      "ElastiCache for Valkey: 18 × cache.r7g.xlarge": 18 * HOURS * 0.3496,
      // 500 million writes, three requests each
      "SQS: requests": 1500 * 0.4,
      "7 alarms": 0.7,
    },
  },
  {
    tier: "10M",
    items: {
      "web:": pods(120, 2, 4),
      "Aurora: writer and readers: 9 × db.r7g.8xlarge": 9 * HOURS * 4.422,
      "ElastiCache for Valkey: 36 × cache.r7g.xlarge": 36 * HOURS * 0.3496,
      // 1 010 TB: what is above 150 TB at the last known step
      "CloudFront: traffic": 10_240 * 0.085 + 40_960 * 0.08 + 102_400 * 0.06 + (1_010_000 - 153_600) * 0.04,
      WAF: 5 + WAF_RULES * 1 + 101_000 * 0.6,
      "S3: storage": 10_000 * 0.023,
    },
  },
];

describe("estimateCost", () => {
  it("has an expectation for every tier", () => {
    expect(EXPECTED.map(({ tier }) => tier)).toEqual([...TIERS]);
  });

  it.each(EXPECTED)("bills the main items of tier $tier as computed by hand", ({ tier, items }) => {
    const result = estimateOf({ userTier: tier });
    // An item of several lines is rounded line by line.
    for (const [words, expected] of Object.entries(items)) expect(Math.abs(usd(result, words) - expected)).toBeLessThan(0.02);
  });

  it.each(TIERS)("the sum of tier %s is the sum of its items", (tier) => {
    const { monthlyUSD, items } = estimateOf({ userTier: tier });
    expect(monthlyUSD).toBeCloseTo(
      items.reduce((sum, item) => sum + item.monthlyUSD, 0),
      2,
    );
  });

  it.each(PRICED_REGIONS)("grows with every tier in %s", (region) => {
    const sums = TIERS.map((tier) => estimateOf({ userTier: tier }, region).monthlyUSD);
    for (const [index, sum] of sums.entries()) expect(sum).toBeGreaterThan(sums[index - 1] ?? 0);
  });

  it.each(PRICED_REGIONS)("knows a price for everything that a tier names in %s", (region) => {
    expect(TIERS.flatMap((tier) => estimateOf({ userTier: tier }, region).unpriced)).toEqual([]);
  });

  it("bills reserved capacity in Seoul, where its price is not known, like used capacity, and says so", () => {
    // 139 units reserved for the whole month are more than the 51 000 GB that reach the ALB use up
    const seoul = estimateOf({ userTier: "1M" }, "ap-northeast-2");
    expect(usd(seoul, "139 reserved capacity units")).toBeCloseTo(139 * HOURS * 0.008, 2);
    expect(seoul.items.some(({ what }) => what.endsWith("load balancer: capacity units"))).toBe(false);
    const about = (region: string) => estimateOf({ userTier: "1M" }, region).assumptions.join("\n");
    expect(about("ap-northeast-2")).toContain("no price of reserved capacity is known in ap-northeast-2");
    expect(about("us-east-1")).not.toContain("no price");
  });

  it("names an instance class without a price and leaves it out, with its replicas", () => {
    const known = estimateOf({ userTier: "10k" });
    const unknown = estimateOf({ userTier: "10k", database: { instanceClass: "db.x9z.large" } });
    expect(unknown.assumptions.slice(0, 2)).toEqual([
      'no price for rds.db.x9z.large.multi-az in us-east-1: "RDS: db.x9z.large Multi-AZ" is not in the sum',
      'no price for rds.db.x9z.large.single-az in us-east-1: "RDS: read replicas: 1 × db.x9z.large" is not in the sum',
    ]);
    expect(unknown.unpriced).toEqual(["RDS: db.x9z.large Multi-AZ", "RDS: read replicas: 1 × db.x9z.large"]);
    expect(unknown.items.some(({ what }) => what.includes("db.x9z.large"))).toBe(false);
    expect(known.monthlyUSD - unknown.monthlyUSD).toBeCloseTo(HOURS * (0.336 + 0.168), 2);
  });

  it("says nothing about a region whose prices it does not know", () => {
    expect(estimateCost(blueprintOf({ userTier: "1" }, "mars-north-1"))).toBeUndefined();
  });

  it("takes what is known about users and pods instead of what the tier says", () => {
    const theBlueprint = blueprintOf({ userTier: "1k" });
    const busy = estimate(theBlueprint, { users: 2000, webReplicas: 4 });
    expect(usd(busy, "web:")).toBeCloseTo(pods(4, 0.5, 0.5), 1);
    expect(usd(busy, "traffic to the internet")).toBeCloseTo(202 * 0.09, 2);
    expect(busy.assumptions[0]).toMatch(/^2,000 users make 20,000,000 reads and 200,000 writes a month/);
  });

  it("bills a database that is kept beside the one in use", () => {
    const theBlueprint = blueprintOf({ userTier: "100" });
    const kept = blueprintOf({ userTier: "10" }).database;
    if (kept === undefined) throw new Error("no database");
    const more = estimate({ ...theBlueprint, otherDatabases: [kept] });
    expect(more.monthlyUSD - estimate(theBlueprint).monthlyUSD).toBeCloseTo(pods(1, 0.5, 1) + 20 * 0.08, 1);
    expect(usd(more, "PostgreSQL (beside)")).toBeGreaterThan(0);
  });

  it("bills both ways in while traffic moves, and the traffic once", () => {
    const theBlueprint = blueprintOf({ userTier: "1k" });
    const moving = estimate({ ...theBlueprint, fronts: [{ kind: "nlb" }, ...theBlueprint.fronts] });
    expect(moving.monthlyUSD - estimate(theBlueprint).monthlyUSD).toBeCloseTo(HOURS * (0.0225 + 0.005), 1);
  });

  it("bills workers, internal services and functions", () => {
    const more = estimateOf({
      userTier: "10M",
      workers: [{ name: "mail", command: ["work"], min: 3 }],
      services: [{ name: "search", image: "example.com/search:1", min: 2 }],
      functions: [{ name: "thumbs", image: "example.com/thumbs:1", trigger: { uploadPrefix: "in/" }, memoryMiB: 1024 }],
    });
    expect(usd(more, "worker mail")).toBeCloseTo(pods(3, 0.5, 0.5), 1);
    expect(usd(more, "service search")).toBeCloseTo(pods(2, 0.5, 0.5), 1);
    // A billion writes, one in a hundred an upload: ten million calls of one second and one GB
    expect(usd(more, "Lambda thumbs")).toBeCloseTo(10 * 0.2 + 10e6 * 0.0000166667, 2);
  });

  it("states the day of its prices, the smallest number of pods, and what is shared and left out", () => {
    const { pricesOf, assumptions, notEstimated } = estimateOf({ userTier: "10k" });
    expect(pricesOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(assumptions).toContain("pods run at their smallest number; scaling up costs more while it lasts");
    expect(notEstimated.join("\n")).toContain("EKS cluster");
    expect(new Set(assumptions).size).toBe(assumptions.length);
  });

  it("bills as many firewall rules as are rendered", () => {
    const rendered = render(
      blueprintOf({ userTier: "100k" }),
      { uploadQueueARNs: {} },
      { migratorImage: "m:1", poolerImage: "m:1", postgresRepository: "p" },
    );
    const firewall = rendered.children.find(({ kind }) => kind.kind === "WebACL");
    expect(firewall?.object).toMatchObject({ spec: { rules: expect.any(Array) } });
    const { rules } = firewall?.object.spec as { rules: unknown[] };
    expect(rules).toHaveLength(WAF_RULES);
  });
});

describe("a database whose instances change their class one after the other", () => {
  const [small, large] = [{ instanceClass: "db.r7g.large" }, { instanceClass: "db.r7g.xlarge" }];

  it.each([
    {
      tier: "100k",
      old: "read replicas: 1 × db.r7g.large",
      fresh: "read replicas: 3 × db.r7g.xlarge",
      hourly: [0.239, 3 * 0.478],
    },
    { tier: "1M", old: "2 × db.r7g.large", fresh: "2 × db.r7g.xlarge", hourly: [2 * 0.276, 2 * 0.553] },
  ])("at tier $tier costs what each of them costs now", ({ tier, old, fresh, hourly }) => {
    const target = blueprintOf({ userTier: tier });
    const { database } = target;
    if (database === undefined || database.kind === "in-cluster") throw new Error("no instances");
    const members = database.kind === "rds" ? [small, small, large, large, large] : [small, small, large, large];
    const now = estimate({ ...target, database: { ...database, instanceClass: small.instanceClass, members } });
    expect(usd(now, old)).toBeCloseTo(HOURS * (hourly[0] ?? 0), 2);
    expect(usd(now, fresh)).toBeCloseTo(HOURS * (hourly[1] ?? 0), 2);
  });
});
