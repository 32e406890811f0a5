// How the demo sees a service that it grows: what it approves, when a tier is served, and what it says of the plan.
import { describe, expect, it } from "@jest/globals";
import type { ChangeReport } from "../../../domain/api/status.js";
import { approvalLine, growthStep, planLines } from "../../../local/demo/growth.js";
import { tookLine } from "../../../local/demo/took.js";
import type { ListedService } from "../../../local/demo/service-view.js";

const MOVE: ChangeReport = {
  ...{
    id: "move",
    subject: "database",
    summary: "move the data from PostgreSQL in the cluster to RDS",
    disruption: "DataMigration",
  },
  ...{ reason: "the tier", downtimeSeconds: 3, basis: "measured by the rehearsal of today", monthlyCostDeltaUSD: 52.4 },
  ...{ state: "Waiting", waitingFor: "approval" },
};
const STORAGE: ChangeReport = {
  ...{
    id: "storage",
    subject: "database",
    summary: "grow the volume",
    disruption: "None",
    reason: "the tier",
    downtimeSeconds: 0,
  },
  ...{ state: "Waiting", waitingFor: "2026-06-01T10:00:00Z: AWS allows one change of storage in six hours" },
};

function service(changes: readonly ChangeReport[], isReady: boolean, generation = 2): ListedService {
  const [status, reason] = isReady ? (["True", "Ready"] as const) : (["False", "WaitingForChildren"] as const);
  const message = "3 of 4 children are ready";
  const condition = { type: "Ready", status, reason, message, observedGeneration: 2, lastTransitionTime: "" } as const;
  return {
    metadata: { name: "shop", namespace: "growing", generation },
    spec: { userTier: 100 },
    status: {
      conditions: [condition],
      tier: { current: "100", target: "100" },
      ...(changes.length === 0 ? {} : { plan: { id: "0123", changes: [...changes] } }),
    },
  };
}

describe("a service that grows", () => {
  it("has its plan approved when a change of it asks, and once", () => {
    expect(growthStep(service([MOVE, STORAGE], false), undefined, "100")).toEqual({
      kind: "approve",
      id: "0123",
      changes: [MOVE],
    });
    expect(growthStep(service([MOVE], false), "0123", "100")).toMatchObject({ kind: "wait" });
    expect(growthStep(service([{ ...MOVE, waitingFor: "the rehearsal" }], false), undefined, "100").kind).toBe("wait");
  });

  it("is served when it is ready at its tier, whatever AWS allows only every six hours", () => {
    expect(growthStep(service([STORAGE], true), undefined, "100")).toEqual({ kind: "served" });
    expect(growthStep(service([], true), undefined, "1k").kind).toBe("wait");
    expect(growthStep(service([], false), undefined, "100")).toEqual({ kind: "wait", note: "3 of 4 children are ready" });
    expect(growthStep(service([], true, 3), undefined, "100").kind).toBe("wait");
  });

  it("is told of by its plan with the costs, by what was approved with its downtime, and by how long it took", () => {
    expect(planLines("100", service([MOVE, STORAGE], false))).toEqual([
      "[100] plan: DataMigration: move the data from PostgreSQL in the cluster to RDS (+$52 a month)",
      "[100] plan: None: grow the volume",
    ]);
    expect(approvalLine("100", MOVE)).toBe(
      "[100] approved: DataMigration: move the data from PostgreSQL in the cluster to RDS: 3 s without the database, measured by the rehearsal of today",
    );
    const took = [
      { tier: "1", seconds: 4.4, acknowledged: 0 },
      { tier: "10", seconds: 6.4, acknowledged: 20 },
    ];
    expect(tookLine(took.slice(1))).toBe("[10] served after 6 s, 20 rows acknowledged so far");
    expect(tookLine(took)).toBe("1 to 10 users in 11 s");
    expect(tookLine([{ tier: "10", seconds: 6.4 }])).toBe("[10] served after 6 s");
  });
});
