// What an estimate says beside its sum: paid whatever happens or by use, the largest sum, whose prices, what is kept, how old prices are.
import { describe, expect, it } from "@jest/globals";
import { TIERS } from "../../../domain/api/tier.js";
import type { WebServiceSpec } from "../../../domain/api/web-service.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import type { CostEstimate } from "../../../domain/cost/estimate.js";
import { estimateCost } from "../../../domain/cost/estimate.js";
import type { Kept } from "../../../domain/cost/kept.js";
import { nearest } from "../../../domain/cost/geography.js";
import { ageOfPrices, PRICED_REGIONS, STALE_AFTER_DAYS } from "../../../domain/cost/prices.js";
import { PRICE_LISTS } from "../../../domain/cost/prices/all.js";
import type { Usage } from "../../../domain/cost/traffic.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const HOURS = 730;
type Case = { readonly region?: string; readonly usage?: Usage; readonly volumeSnapshotClassName?: string };

function estimate(spec: Partial<WebServiceSpec>, { region = "us-east-1", usage, ...ofClass }: Case = {}): CostEstimate {
  const theBlueprint = blueprint(webService({ hosts: ["shop.example.com"], ...spec }), webServiceClass({ region, ...ofClass }));
  const result = estimateCost(theBlueprint, usage);
  if (result === undefined) throw new Error("no prices");
  return result;
}

function item({ items }: CostEstimate, words: string) {
  const found = items.find(({ what }) => what.includes(words));
  if (found === undefined) throw new Error(`no item about ${words}: ${items.map(({ what }) => what).join("; ")}`);
  return found;
}

describe("baseline and usage", () => {
  it.each(TIERS)("are the whole of tier %s", (tier) => {
    const { monthlyUSD, baselineUSD, usageUSD } = estimate({ userTier: tier });
    expect(baselineUSD + usageUSD).toBeCloseTo(monthlyUSD, 2);
  });

  it("tell what grows with the users from what does not", () => {
    const [few, many] = [1_000, 50_000].map((users) => estimate({ userTier: "10k" }, { usage: { users } }));
    expect(many?.baselineUSD).toBe(few?.baselineUSD);
    expect(many?.usageUSD).toBeGreaterThan(few?.usageUSD ?? Infinity);
  });

  it.each([
    ["RDS: db.m7g.large Multi-AZ", "baseline"],
    ["ElastiCache", "baseline"],
    ["web: 3 ×", "baseline"],
    ["public addresses", "baseline"],
    ["CloudFront: traffic", "usage"],
    ["load balancer: capacity units", "usage"],
    ["DynamoDB: reads", "usage"],
    ["logs: written", "usage"],
  ])("%s is %s", (words, basis) => {
    expect(item(estimate({ userTier: "10k" }), words).basis).toBe(basis);
  });
});

describe("the range", () => {
  it("goes up to the ceilings of web, services, workers, poolers and Aurora's readers", () => {
    const spec: Partial<WebServiceSpec> = {
      userTier: "5M",
      workers: [{ name: "mail", command: ["work"], min: 3, max: 9 }],
      services: [{ name: "search", image: "example.com/search:1", min: 2, max: 8 }],
    };
    const cost = estimate(spec);
    const times = (words: string) => item(cost, words).maximumUSD / item(cost, words).monthlyUSD;
    expect(times("web: 60")).toBeCloseTo(10, 3);
    expect(times("service search")).toBeCloseTo(4, 2);
    expect(times("worker mail")).toBeCloseTo(3, 2);
    expect(times("pooler: 7")).toBeCloseTo(40 / 7, 2);
    // A writer and five readers, up to twelve
    expect(times("writer and readers: 6")).toBeCloseTo(13 / 6, 3);
    expect(times("ElastiCache")).toBe(1);
    expect(cost.maximumUSD).toBeCloseTo(
      cost.items.reduce((sum, { maximumUSD }) => sum + maximumUSD, 0),
      2,
    );
  });

  it("begins at nothing for workers that may have no pod", () => {
    const cost = estimate({ userTier: "5M", workers: [{ name: "idle", min: 0, max: 4 }] });
    const one = estimate({ userTier: "5M", workers: [{ name: "idle", min: 1, max: 4 }] });
    expect(item(cost, "worker idle").monthlyUSD).toBe(0);
    expect(item(cost, "worker idle").maximumUSD).toBe(item(one, "worker idle").maximumUSD);
  });

  it("is none where nothing scales", () => {
    const { monthlyUSD, maximumUSD } = estimate({ userTier: "100" });
    expect(maximumUSD).toBe(monthlyUSD);
  });

  it("begins at the pods that are known to run, even above the ceiling", () => {
    const web = item(estimate({ userTier: "1k" }, { usage: { webReplicas: 6 } }), "web: 6 × 500m");
    expect(web.maximumUSD).toBe(web.monthlyUSD);
  });

  it("grows with the surge, and so does what is reserved", () => {
    const [plain, surge] = [1, 10].map((factor) => estimate({ userTier: "1M", scaling: { surge: factor } }));
    expect(surge?.maximumUSD).toBeGreaterThan((plain?.maximumUSD ?? Infinity) * 2);
    expect(surge?.baselineUSD).toBeGreaterThan(plain?.baselineUSD ?? Infinity);
  });
});

describe("a region without prices", () => {
  it.each([
    { region: "eu-west-1", as: "us-east-1" },
    { region: "ap-northeast-1", as: "ap-northeast-2" },
    { region: "ap-southeast-2", as: "ap-northeast-2" },
    { region: "sa-east-1", as: "us-east-1" },
  ])("$region has the prices of $as, and says so", ({ region, as }) => {
    const [foreign, home] = [estimate({ userTier: "1M" }, { region }), estimate({ userTier: "1M" }, { region: as })];
    expect(foreign).toMatchObject({ region, pricedAs: as, monthlyUSD: home.monthlyUSD });
    expect(foreign.assumptions.join("\n")).toContain(`no prices are known for ${region}: these are those of ${as}`);
    expect(home).not.toHaveProperty("pricedAs");
  });

  it.each(["cn-north-1", "us-gov-west-1", "mars-north-1", ""])("%j of which nothing is known has none", (region) => {
    expect(estimateCost(blueprint(webService({ userTier: "1" }), webServiceClass({ region })))).toBeUndefined();
    expect(nearest(region, PRICED_REGIONS)).toBeUndefined();
  });
});

describe("data that is kept", () => {
  const base = estimate({ userTier: "1k" });
  it.each<{ readonly kept: Kept; readonly usd: number }>([
    { kept: { name: "old", kind: "volume", storageGiB: 20 }, usd: 20 * 0.08 },
    { kept: { name: "old", kind: "snapshot", storageGiB: 20 }, usd: 20 * 0.05 },
    {
      kept: { name: "old", kind: "rds-instance", instanceClass: "db.t4g.small", multiAZ: false, storageGiB: 20 },
      usd: HOURS * 0.032 + 20 * 0.115,
    },
    { kept: { name: "old", kind: "aurora-instance", instanceClass: "db.r7g.large" }, usd: HOURS * 0.276 },
  ])("is in lines of its own: $kept.kind", ({ kept, usd }) => {
    const cost = estimate({ userTier: "1k" }, { usage: { kept: [kept] } });
    expect(cost.monthlyUSD - base.monthlyUSD).toBeCloseTo(usd, 2);
    expect(cost.items.filter(({ part }) => part === "Kept").every(({ what }) => what.startsWith("kept: old"))).toBe(true);
  });

  it("and cannot be measured is named", () => {
    const kept: Kept = { name: "shop-assets", kind: "unmeasured", what: "Bucket" };
    const cost = estimate({ userTier: "1k" }, { usage: { kept: [kept] } });
    expect(cost.monthlyUSD).toBe(base.monthlyUSD);
    expect(cost.notEstimated).toContain("what is kept in Bucket shop-assets: its amount is not known");
  });

  it("as nightly snapshots of a volume is billed where there is a class for them, and nowhere else", () => {
    const backed = estimate({ userTier: "10" }, { volumeSnapshotClassName: "csi" });
    // Seven of a volume of 20 GiB: one in full, and six times what changed
    expect(item(backed, "7 snapshots").monthlyUSD).toBeCloseTo(20 * (1 + 6 * 0.05) * 0.05, 2);
    expect(estimate({ userTier: "10" }).items.some(({ what }) => what.includes("snapshots"))).toBe(false);
  });
});

describe("the price lists", () => {
  it("name a known source and a day for every price, and no price twice", () => {
    for (const { region, sources, rows, collected } of PRICE_LISTS) {
      expect(collected).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(new Set(rows.map(([key]) => key)).size).toBe(rows.length);
      for (const [key, , usd, seen, source] of rows) {
        expect([region, key, usd > 0, /^\d{4}-\d\d-\d\d$/.test(seen)]).toEqual([region, key, true, true]);
        expect(Object.keys(sources)).toContain(source);
      }
    }
  });

  it.each([
    { days: 0, isStale: false },
    { days: STALE_AFTER_DAYS, isStale: false },
    { days: STALE_AFTER_DAYS + 1, isStale: true },
  ])("are stale after $days days: $isStale", ({ days, isStale }) => {
    expect(ageOfPrices("2026-01-01", Date.parse("2026-01-01T12:00:00Z") + days * 86_400_000)).toEqual({ days, isStale });
  });
});

it("says what is in no line: what has no price, e-mail, what all services share", () => {
  const { notEstimated } = estimate({ userTier: "5M", cache: { nodeType: "cache.x9z.large" } });
  expect(notEstimated[0]).toMatch(/^ElastiCache.*cache.x9z.large: it has no price in the list$/);
  expect(notEstimated.join("\n")).toMatch(/e-mail \(SES\)[\s\S]*NAT gateways/);
});
