// The gauges of services: sums of all, names of those in trouble and of no others, and nothing is left of a service that is gone.
import { describe, expect, it } from "@jest/globals";
import type { WebService } from "../../domain/api/service.js";
import type { Condition, WebServiceStatus } from "../../domain/api/status.js";
import { prometheusMetrics } from "../../operator/adapters/prometheus-metrics.js";
import { serviceGauges } from "../../operator/reconcile/tell/service-gauges.js";
import { ServiceSums } from "../../operator/reconcile/tell/service-sums.js";
import { NAMED } from "../../operator/reconcile/tell/troubled-services.js";
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

const SINCE = "2026-01-07T00:00:00Z";
const SINCE_SECONDS = Date.parse(SINCE) / 1000;

function condition(type: Condition["type"], status: Condition["status"], reason: Condition["reason"]): Condition {
  return { type, status, reason, message: "m", lastTransitionTime: SINCE };
}

function failedSince(lastTransitionTime: string): WebServiceStatus {
  return { conditions: [{ ...condition("Ready", "False", "ChildFailed"), lastTransitionTime }] };
}

const change = (state: "Waiting" | "Running") => ({
  ...{ id: "a", subject: "web", summary: "", reason: "", downtimeSeconds: 0 },
  ...{ disruption: "Failover" as const, state },
});
type NotReady = {
  readonly name: string;
  readonly given: readonly Condition[];
  readonly reason?: Condition["reason"];
  readonly troubles: readonly string[];
};
const cost = (monthlyUSD: number) => ({ monthlyUSD, currency: "USD", pricesOf: "2026-11-01" });

const shop = service(
  "shop",
  {
    conditions: [
      condition("Ready", "False", "WaitingForChildren"),
      condition("PlanPending", "True", "ApprovalNeeded"),
      condition("Suspended", "False", "Active"),
    ],
    tier: { current: "100", target: "1k" },
    plan: { id: "p", changes: [change("Waiting"), change("Waiting"), change("Running")] },
    retained: [{ kind: "DBInstance", name: "old", reason: "r" }],
    cost: cost(146),
  },
  100,
);
const blog = service("blog", { conditions: [condition("Ready", "True", "Ready")], tier: { target: "1k" }, cost: cost(54) });

function sumsOf(services: readonly WebService[]): ServiceSums {
  const sums = new ServiceSums();
  for (const one of services) sums.put(one);
  return sums;
}

function shown(...services: readonly WebService[]) {
  const metrics = fakeMetrics();
  serviceGauges(metrics)(sumsOf(services));
  const since = (name: string, trouble: string, reason: string) =>
    metrics.read("tenfold_service_in_trouble_since_seconds", { namespace: "store", name, trouble, reason });
  const count = (trouble: string, named: "true" | "false") => metrics.read("tenfold_services_in_trouble", { trouble, named });
  return { metrics, since, count, named: (name: string) => [...metrics.values.keys()].filter((key) => key.includes(`=${name}`)) };
}

describe("the gauges of services", () => {
  it("sum up tiers, conditions, plans, retained data and cost", () => {
    const { metrics } = shown(shop, blog);
    expect(metrics.read("tenfold_services", { tier: "1k", ready: "False" })).toBe(1);
    expect(metrics.read("tenfold_services", { tier: "1k", ready: "True" })).toBe(1);
    const unready = { type: "Ready", status: "False", reason: "WaitingForChildren" };
    expect(metrics.read("tenfold_services_by_condition", unready)).toBe(1);
    expect(metrics.read("tenfold_plan_changes", { disruption: "Failover", state: "Waiting" })).toBe(2);
    expect(metrics.read("tenfold_plan_changes", { disruption: "Failover", state: "Running" })).toBe(1);
    expect(metrics.read("tenfold_retained_objects", {})).toBe(1);
    expect(metrics.read("tenfold_monthly_cost_usd", { tier: "1k" })).toBe(200);
  });

  it("tell when the last good backup was taken, of the oldest and where there is to be one", () => {
    const old = "2026-01-06T00:00:00Z";
    const { metrics } = shown(
      service("kept", { conditions: [condition("BackedUp", "True", "Ready")], backup: { name: "a", time: old } }),
      service("first", { conditions: [condition("BackedUp", "Unknown", "Progressing")] }),
      service("none", { conditions: [condition("BackedUp", "False", "NotBackedUp")] }),
      service("rds", { conditions: [condition("Ready", "True", "Ready")] }),
    );
    const at = (name: string) => metrics.read("tenfold_service_last_backup_timestamp_seconds", { namespace: "store", name });
    expect(["kept", "first", "none", "rds"].map(at)).toEqual([Date.parse(old) / 1000, SINCE_SECONDS, undefined, undefined]);
  });

  it("name a service that is not ready, whose plan waits, or that is above its budget, and no other", () => {
    const { metrics, since, count, named } = shown(shop, blog);
    expect(since("shop", "NotReady", "WaitingForChildren")).toBe(SINCE_SECONDS);
    expect(since("shop", "PlanWaits", "ApprovalNeeded")).toBe(SINCE_SECONDS);
    expect(metrics.read("tenfold_service_over_budget_usd", { namespace: "store", name: "shop" })).toBe(46);
    expect([count("NotReady", "true"), count("NotReady", "false"), count("Stalled", "true")]).toEqual([1, 0, 0]);
    expect(named("blog")).toEqual([]);
  });

  it.each<NotReady>([
    { name: "stalled", given: [condition("Stalled", "True", "InvalidSpec")], troubles: ["Stalled"] },
    { name: "suspended", given: [condition("Suspended", "True", "SuspendRequested")], troubles: [] },
    { name: "waiting for an approval", given: [], reason: "ApprovalNeeded", troubles: [] },
    { name: "waiting for a window", given: [], reason: "WindowClosed", troubles: [] },
    { name: "waiting for a step", given: [], reason: "WaitingForStep", troubles: ["NotReady"] },
  ])("name one that is not ready and $name as $troubles", ({ given, reason = "ChildFailed", troubles }) => {
    const { metrics } = shown(service("shop", { conditions: [condition("Ready", "False", reason), ...given] }));
    const listed = [...metrics.values.keys()].filter((key) => key.startsWith("tenfold_service_in_trouble_since"));
    expect(listed.map((key) => /trouble=(\w+)/.exec(key)?.[1])).toEqual(troubles);
  });

  it.each([
    { state: "freezing", isNamed: true },
    { state: "promoting", isNamed: true },
    { state: "verifying", isNamed: true },
    { state: "undoing", isNamed: true },
    { state: "rehearsed", isNamed: false },
    { state: "kept", isNamed: false },
  ] as const)(
    "count a move that is $state, and name it only while the application is shut out: $isNamed",
    ({ state, isNamed }) => {
      const move = { from: "in-cluster", to: "rds", state, since: SINCE, phases: [] };
      const { metrics, since } = shown(service("shop", { move }));
      expect(metrics.read("tenfold_moves", { state })).toBe(1);
      expect(since("shop", "ShutOut", state)).toBe(isNamed ? SINCE_SECONDS : undefined);
    },
  );

  it("tell how far a move is, as far as its program says, of a bounded number of services", () => {
    const moving = (progress: object): WebServiceStatus => ({
      move: {
        ...{ from: "in-cluster", to: "rds", state: "freezing", since: SINCE, phases: [] },
        progress: { text: "", phase: "dump", seconds: 5, readAt: SINCE, ...progress },
      },
    });
    const known = { bytes: 25, ofBytes: 100, bytesPerSecond: 5, secondsLeft: 15, leftBy: "Rate" };
    const { metrics } = shown(service("known", moving(known)), service("unknown", moving({ ofBytes: 100 })));
    const at = { namespace: "store", name: "known", step: "dump" };
    expect(metrics.read("tenfold_move_step_done_ratio", at)).toBe(0.25);
    expect(metrics.read("tenfold_move_bytes_per_second", at)).toBe(5);
    expect(metrics.read("tenfold_move_seconds_left", { ...at, by: "Rate" })).toBe(15);
    const ofMoves = (of: typeof metrics) => [...of.values.keys()].filter((key) => key.startsWith("tenfold_move_"));
    expect(ofMoves(metrics)).toHaveLength(3);
    const many = Array.from({ length: NAMED + 5 }, (_, index) => service(`shop-${index}`, moving(known)));
    expect(ofMoves(shown(...many).metrics)).toHaveLength(3 * NAMED);
  });

  it("name those that are in trouble longest, count the others, and keep the names when another one joins them", () => {
    const many = Array.from({ length: NAMED + 5 }, (_, index) => {
      const time = new Date(Date.parse(SINCE) - index * 1000).toISOString();
      return service(`shop-${index}`, failedSince(time));
    });
    const { count, named, metrics } = shown(...many);
    expect([count("NotReady", "true"), count("NotReady", "false")]).toEqual([NAMED, 5]);
    expect([named("shop-4"), named("shop-5")]).toEqual([[], [expect.stringContaining("shop-5")]]);
    const names = (of: typeof metrics) => [...of.values.keys()].filter((key) => key.includes("in_trouble_since"));
    const late = service("late", failedSince("2026-01-08T00:00:00Z"));
    expect(names(shown(...many, late).metrics).sort()).toEqual(names(metrics).sort());
  });

  it("forget a service that is gone, and a condition that has changed", () => {
    const metrics = fakeMetrics();
    const show = serviceGauges(metrics);
    const sums = sumsOf([shop, blog]);
    show(sums);
    sums.put(service("blog", {}));
    sums.remove("store/shop");
    show(sums);
    expect([...metrics.values.keys()].filter((key) => key.includes("shop"))).toEqual([]);
    expect(metrics.read("tenfold_services", { tier: "", ready: "Unknown" })).toBe(1);
    sums.remove("store/blog");
    show(sums);
    expect([...metrics.values.keys()]).toEqual([]);
  });

  it("are those of the leader alone", () => {
    const metrics = fakeMetrics();
    const show = serviceGauges(metrics);
    show(sumsOf([shop]));
    show(undefined);
    expect([...metrics.values.keys()]).toEqual([]);
  });

  it("are as few for ten thousand services as for one in each state", async () => {
    const kinds = ["1", "10", "100", "1k", "10k"].flatMap((tier) => {
      const status = { ...shop.status, tier: { target: tier } };
      const stalled = [condition("Ready", "False", "InvalidSpec"), condition("Stalled", "True", "InvalidSpec")];
      return [{ ...blog.status, tier: { target: tier } }, status, { ...status, conditions: stalled }];
    });
    const services = Array.from({ length: 10_000 }, (_, index) =>
      service(`shop-${index}`, kinds[index % kinds.length] ?? {}, 100),
    );
    const metrics = prometheusMetrics();
    serviceGauges(metrics)(sumsOf(services));
    const series = (await metrics.scrape()).split("\n").filter((line) => line.startsWith("tenfold_"));
    expect(series.length).toBeLessThan(4 * NAMED + 60);
    expect(series.filter((line) => line.includes("name=")).length).toBe(4 * NAMED);
  });
});
