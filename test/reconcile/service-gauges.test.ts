// The gauges of services: from statuses alone, and nothing is left of a service that is gone.
import { describe, expect, it } from "@jest/globals";
import type { WebService } from "../../domain/api/service.js";
import type { WebServiceStatus } from "../../domain/api/status.js";
import { serviceGauges } from "../../operator/reconcile/tell/service-gauges.js";
import { fakeMetrics } from "../fakes/fake-metrics.js";

function service(name: string, status: WebServiceStatus, budget?: number): WebService {
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebService",
    metadata: { name, namespace: "store", uid: name, resourceVersion: "1", generation: 1 },
    spec: { userTier: "1k", image: "a:1", ...(budget === undefined ? {} : { budget: { monthlyUSD: budget, action: "Warn" } }) },
    status,
  } as unknown as WebService;
}

const change = (state: "Waiting" | "Running") => ({
  ...{ id: "a", subject: "web", summary: "", reason: "", downtimeSeconds: 0 },
  ...{ disruption: "Failover" as const, state },
});

const shop = service(
  "shop",
  {
    conditions: [
      { type: "Ready", status: "False", reason: "WaitingForChildren", message: "m", lastTransitionTime: "t" },
      { type: "Suspended", status: "False", reason: "Active", message: "m", lastTransitionTime: "t" },
    ],
    tier: { current: "100", target: "1k" },
    plan: { id: "p", changes: [change("Waiting"), change("Waiting"), change("Running")] },
    retained: [{ kind: "DBInstance", name: "old", reason: "r" }],
    cost: { monthlyUSD: 146, currency: "USD", pricesOf: "2026-11-01" },
  },
  100,
);

describe("the gauges of services", () => {
  it("tell tier, conditions, plan, retained data, cost and budget", () => {
    const metrics = fakeMetrics();
    serviceGauges(metrics)([shop]);
    const own = { namespace: "store", name: "shop" };
    const value = (name: string, labels: object) => metrics.read(name, { ...labels });
    expect(value("tenfold_service_tier", { ...own, current: "100", target: "1k" })).toBe(1);
    const ready = { type: "Ready", status: "False", reason: "WaitingForChildren" };
    expect(value("tenfold_service_condition", { ...own, ...ready })).toBe(1);
    expect(value("tenfold_service_plan_changes", { ...own, disruption: "Failover", state: "Waiting" })).toBe(2);
    expect(value("tenfold_service_plan_changes", { ...own, disruption: "Failover", state: "Running" })).toBe(1);
    expect(value("tenfold_service_retained_objects", own)).toBe(1);
    expect(value("tenfold_service_monthly_cost_usd", own)).toBe(146);
    expect(value("tenfold_service_budget_usd", own)).toBe(100);
    expect(value("tenfold_services", { tier: "1k", ready: "False" })).toBe(1);
  });

  it("forget a service that is gone, and a condition that has changed", () => {
    const metrics = fakeMetrics();
    const show = serviceGauges(metrics);
    show([shop, service("blog", {})]);
    show([service("blog", {})]);
    expect([...metrics.values.keys()].filter((key) => key.includes("shop"))).toEqual([]);
    expect(metrics.read("tenfold_services", { tier: "", ready: "Unknown" })).toBe(1);
    show([]);
    expect([...metrics.values.keys()]).toEqual([]);
  });
});
