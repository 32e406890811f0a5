// The sums that are kept as services come, change and go: always what a reckoning of all of them gives, without reading them again, and
// without holding what they came from.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { WebService } from "../../domain/api/service.js";
import { CONDITION_TYPES, type ConditionType, type WebServiceStatus } from "../../domain/api/status.js";
import { MOVE_STATES } from "../../domain/api/status-move.js";
import { DISRUPTIONS } from "../../domain/api/web-service.js";
import { serviceGauges } from "../../operator/reconcile/tell/service-gauges.js";
import { ServiceSums } from "../../operator/reconcile/tell/service-sums.js";
import { fakeMetrics } from "../fakes/fake-metrics.js";
import { reckoned } from "./reckoned-metrics.js";

function service(name: string, status: WebServiceStatus | undefined, budget?: number): WebService {
  const metadata = { name, namespace: "store", uid: name, resourceVersion: "1", generation: 1 };
  const spec = {
    userTier: "1k",
    image: "a:1",
    ...(budget === undefined ? {} : { budget: { monthlyUSD: budget, action: "Warn" } }),
  };
  return { apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata, spec, status } as unknown as WebService;
}

function failed(lastTransitionTime: string): WebServiceStatus {
  return { conditions: [{ type: "Ready", status: "False", reason: "ChildFailed", message: "m", lastTransitionTime }] };
}

/** Few different times, so that many are equally long in trouble. */
const aTime = fc.integer({ min: 0, max: 3 }).map((day) => `2026-01-0${day + 1}T00:00:00Z`);
const REASONS = ["Ready", "ChildFailed", "ApprovalNeeded", "NotBackedUp", "Progressing"] as const;
const aCondition = (type: ConditionType) =>
  fc.record({
    type: fc.constant(type),
    status: fc.constantFrom("True", "False", "Unknown"),
    reason: fc.constantFrom(...REASONS),
    message: fc.constant("m"),
    lastTransitionTime: aTime,
  });
const someConditions = fc
  .tuple(...CONDITION_TYPES.map((type) => fc.option(aCondition(type), { nil: undefined, freq: 2 })))
  .map((all) => all.filter((one) => one !== undefined));
const aChange = fc.record({ disruption: fc.constantFrom(...DISRUPTIONS), state: fc.constantFrom("Running", "Waiting", "Held") });
const someProgress = fc.record(
  {
    phase: fc.constantFrom("dump", "compare"),
    bytes: fc.nat(9),
    ofBytes: fc.nat(9),
    rows: fc.nat(9),
    ofRows: fc.nat(9),
    bytesPerSecond: fc.nat(9),
    secondsLeft: fc.nat(9),
    leftBy: fc.constantFrom("Rate", "Rehearsal"),
  },
  { requiredKeys: ["phase"] },
);
const aMove = fc.record(
  { state: fc.constantFrom(...MOVE_STATES), since: aTime, progress: someProgress },
  { requiredKeys: ["state"] },
);
const aStatus = fc.record(
  {
    conditions: someConditions,
    tier: fc.record({ target: fc.constantFrom("1", "10", "1k") }),
    plan: fc.record({ changes: fc.array(aChange, { maxLength: 4 }) }),
    move: aMove,
    retained: fc.array(fc.constant({ kind: "DBInstance", name: "old", reason: "r" }), { maxLength: 3 }),
    backup: fc.record({ time: aTime }),
    cost: fc.record({ monthlyUSD: fc.integer({ min: 0, max: 99_999 }).map((cents) => cents / 100) }),
  },
  { requiredKeys: [] },
);
const aService = fc
  .tuple(fc.nat(25), fc.option(aStatus, { nil: undefined }), fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }))
  .map(([index, status, budget]) => service(`shop-${index}`, status as WebServiceStatus | undefined, budget));
const aStep = fc.oneof(
  { weight: 4, arbitrary: aService.map((put) => ({ put })) },
  { weight: 1, arbitrary: fc.nat(25).map((index) => ({ remove: `store/shop-${index}` })) },
);

describe("the sums of services", () => {
  it("are what a reckoning of all of them gives, whatever came, changed and went before", () => {
    fc.assert(
      fc.property(fc.array(aStep, { minLength: 1, maxLength: 150 }), (steps) => {
        const [sums, present, metrics] = [new ServiceSums(), new Map<string, WebService>(), fakeMetrics()];
        const show = serviceGauges(metrics);
        for (const [index, step] of steps.entries()) {
          if ("put" in step) {
            sums.put(step.put);
            present.set(`store/${step.put.metadata.name}`, step.put);
          } else {
            sums.remove(step.remove);
            present.delete(step.remove);
          }
          if (index % 10 !== 0 && index !== steps.length - 1) continue;
          show(sums);
          expect(new Map([...metrics.values].sort())).toEqual(reckoned([...present.values()]));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("read a status once, when it comes, and never for a scrape", () => {
    let reads = 0;
    const status = failed("2026-01-01T00:00:00Z");
    const sums = new ServiceSums();
    for (let index = 0; index < 100; index += 1) {
      const counted = { ...service(`shop-${index}`, undefined) };
      Object.defineProperty(counted, "status", {
        get: () => {
          reads += 1;
          return status;
        },
      });
      sums.put(counted);
    }
    const show = serviceGauges(fakeMetrics());
    const before = reads;
    expect(before).toBeGreaterThan(0);
    for (let scrape = 0; scrape < 3; scrape += 1) show(sums);
    expect(reads).toBe(before);
  });

  it("hold less than two kilobytes of a service, however long its status is", () => {
    const SERVICES = 2000;
    const sums = new ServiceSums();
    const before = heapUsed();
    for (let index = 0; index < SERVICES; index += 1) sums.put(JSON.parse(JSON.stringify(longest(index))) as WebService);
    expect((heapUsed() - before) / SERVICES).toBeLessThan(2000);
    expect([...sums.troubles()].reduce((all, { named, others }) => all + named.length + others, 0)).toBe(4 * SERVICES);
  });
});

/** In all troubles that go together, moving and backed up, with texts that nobody else has. */
function longest(index: number): WebService {
  const text = `${index} `.repeat(1000);
  const at = { message: text, lastTransitionTime: "2026-01-01T00:00:00Z" };
  const status = {
    conditions: CONDITION_TYPES.map((type) => ({
      type,
      status: type === "Suspended" ? "False" : "True",
      reason: "Progressing",
      ...at,
    })),
    tier: { target: "1k" },
    plan: { changes: Array.from({ length: 8 }, () => ({ disruption: "Failover", state: "Waiting", summary: text })) },
    move: {
      state: "freezing",
      since: at.lastTransitionTime,
      progress: { phase: "dump", text, bytes: 1, ofBytes: 2, bytesPerSecond: 3, secondsLeft: 4 },
    },
    cost: { monthlyUSD: 100 },
  };
  return service(`shop-${index}`, status as unknown as WebServiceStatus, 10);
}

function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
