// Limits of cost: what is above them, what has no price, and what runs already.
import { describe, expect, it } from "@jest/globals";
import type { WebService } from "../../../domain/api/service.js";
import type { WebServiceSpec } from "../../../domain/api/web-service.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { costOf, overBudget } from "../../../domain/admit/budget.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const UNPRICED: Partial<WebServiceSpec> = { userTier: "100", database: { instanceClass: "db.x2iedn.32xlarge" } };
const LIMIT = { limits: { maxMonthlyUSD: 200 } };

function judged(
  service: WebService,
  { limits = {}, region = "us-east-1" }: { limits?: { maxMonthlyUSD?: number }; region?: string } = {},
) {
  const theClass = webServiceClass({ limits, region });
  return overBudget(service, theClass, blueprint(service, theClass));
}

/** As the service is once it was built at this very spec. */
function built(spec: Partial<WebServiceSpec>, region = "us-east-1"): WebService {
  const service = webService(spec);
  const child = { kind: "Deployment", apiVersion: "apps/v1", name: "shop-web", part: "Workload", ready: true };
  return { ...service, status: { cost: costOf(blueprint(service, webServiceClass({ region }))), resources: [child] } };
}

describe("something without a price", () => {
  it("is above the limit of the class, however low the rest is, and the message says what it is", () => {
    const problem = judged(webService(UNPRICED), LIMIT);
    expect(problem).toMatchObject({ reason: "BudgetExceeded", stalls: true });
    expect(problem?.message).toBe(
      "there is no list price for RDS: db.x2iedn.32xlarge Single-AZ: with it the service counts as above 200 USD (limits.maxMonthlyUSD of WebServiceClass standard): choose sizes that have a price, or ask whoever runs the class to limit it by limits.maxTier instead. Nothing is changed until then.",
    );
  });

  it("is above a budget that holds", () => {
    const problem = judged(webService({ ...UNPRICED, budget: { monthlyUSD: 10_000, action: "Hold" } }));
    expect(problem).toMatchObject({ stalls: true });
    expect(problem?.message).toContain("set spec.budget.action to Warn");
  });

  it("is told and not held under a budget that warns", () => {
    expect(judged(webService({ ...UNPRICED, budget: { monthlyUSD: 10_000 } }))).toMatchObject({ stalls: false });
  });

  it("is nobody's business without a limit", () => {
    expect(judged(webService(UNPRICED))).toBeUndefined();
  });

  it("that runs already is not held when a limit comes later", () => {
    expect(judged(built(UNPRICED), LIMIT)).toMatchObject({ reason: "BudgetExceeded", stalls: false });
  });

  it("that comes beside what runs already is held", () => {
    const service = { ...built({ userTier: "100" }), spec: webService(UNPRICED).spec };
    expect(judged(service, LIMIT)?.stalls).toBe(true);
  });

  it("stands in the status", () => {
    expect(built(UNPRICED).status?.cost?.unpriced).toEqual(["RDS: db.x2iedn.32xlarge Single-AZ"]);
    expect(built({ userTier: "100" }).status?.cost).not.toHaveProperty("unpriced");
  });
});

describe("a region without prices", () => {
  const NOWHERE = { region: "eu-west-1" };

  it("lets nothing be built under a limit, and says how to limit it else", () => {
    const problem = judged(webService({ userTier: "1" }), { ...LIMIT, ...NOWHERE });
    expect(problem?.stalls).toBe(true);
    expect(problem?.message).toContain("not for eu-west-1");
    expect(problem?.message).toContain("limits.maxTier");
  });

  it("does not hold what was built before there was a limit", () => {
    expect(judged(built({ userTier: "1" }, "eu-west-1"), { ...LIMIT, ...NOWHERE })?.stalls).toBe(false);
  });

  it("is no matter without a limit", () => {
    expect(judged(webService({ userTier: "1" }), NOWHERE)).toBeUndefined();
  });

  it("has a figure in the status, which says whose prices it is made of", () => {
    expect(built({ userTier: "1" }, "eu-west-1").status?.cost).toMatchObject({ pricedAs: "us-east-1" });
    expect(built({ userTier: "1" }).status?.cost).not.toHaveProperty("pricedAs");
  });

  it("passes no hard limit by the figure of another region, however low it is", () => {
    const spec = { userTier: "1", budget: { monthlyUSD: 1_000_000, action: "Hold" } } as const;
    const problem = judged(webService(spec), NOWHERE);
    expect(problem?.stalls).toBe(true);
    expect(problem?.message).toMatch(/at those of us-east-1 it would be \d+ USD a month, but it cannot be said/);
  });

  it("holds what goes above a hard limit even by the nearest region's prices, although something was built before", () => {
    const service = { ...built({ userTier: "1" }, "eu-west-1"), spec: webService({ userTier: "1M" }).spec };
    const problem = judged(service, { ...LIMIT, ...NOWHERE });
    expect(problem?.stalls).toBe(true);
    expect(problem?.message).toMatch(/at the prices of us-east-1, is above 200 USD/);
  });

  it("holds nothing that runs when another list of prices begins to count", () => {
    const service = built({ userTier: "10k" }, "ap-northeast-2");
    const cost = service.status?.cost;
    const before = { ...service, status: { ...service.status, cost: cost && { ...cost, monthlyUSD: 1, pricedAs: "us-east-1" } } };
    expect(judged(before, { ...LIMIT, region: "ap-northeast-2" })?.stalls).toBe(false);
    const unknown = { ...service, status: { ...service.status, cost: undefined } };
    expect(judged(unknown, { ...LIMIT, ...NOWHERE })?.stalls).toBe(false);
  });

  it("is told under a budget that warns only when the figure is above it", () => {
    const under = (monthlyUSD: number) => judged(webService({ userTier: "10k", budget: { monthlyUSD } }), NOWHERE);
    expect(under(100)).toMatchObject({ stalls: false, message: expect.stringContaining("at the prices of us-east-1") });
    expect(under(1_000_000)).toBeUndefined();
  });
});

describe("a sum above a limit", () => {
  it("is held if it costs more than what runs, and else only told", () => {
    expect(judged(webService({ userTier: "10k" }), LIMIT)?.stalls).toBe(true);
    expect(judged(built({ userTier: "10k" }), LIMIT)?.stalls).toBe(false);
  });
});

it.each(["us-east-1", "ap-northeast-2"])(
  "every tier can be kept to a limit in %s: nothing that a tier names lacks a price",
  (region) => {
    for (const userTier of ["1", "10", "100", "1k", "10k", "100k", "1M", "5M", "10M"])
      expect(costOf(blueprint(webService({ userTier }), webServiceClass({ region })))?.unpriced ?? []).toEqual([]);
  },
);
