// What the demo shows of services: read from their status, laid out in tables and lines.
import { describe, expect, it } from "@jest/globals";
import { inLadderOrder, serviceView, type ListedService } from "../../../local/demo/service-view.js";
import { childrenTable, standingLine, standingTable } from "../../../local/demo/tables.js";

type Given = {
  readonly tier: unknown;
  readonly ready?: "True" | "False";
  readonly reason?: "Ready" | "WaitingForChildren" | "ApprovalNeeded";
  readonly message?: string;
  readonly observedGeneration?: number;
};

function listed({ tier, ready, reason = "Ready", message = "", observedGeneration = 2 }: Given): ListedService {
  const metadata = { name: `shop-${String(tier)}`, namespace: "demo", generation: 2 };
  if (ready === undefined) return { metadata, spec: { userTier: tier } };
  const condition = { type: "Ready", status: ready, reason, message, observedGeneration, lastTransitionTime: "" } as const;
  const child = { apiVersion: "v1", name: "x", part: "Workload" };
  return {
    metadata,
    spec: { userTier: tier },
    status: {
      conditions: [condition],
      replicas: 3,
      endpoints: { url: "https://shop.example.com" },
      resources: [
        { ...child, kind: "Service", ready: true },
        { ...child, kind: "Secret", ready: true },
        { ...child, kind: "Secret", ready: ready === "True" },
      ],
    },
  };
}

describe("the view of a service", () => {
  it("is not ready while the operator has not seen it", () => {
    expect(serviceView(listed({ tier: 10 }))).toMatchObject({
      isReady: false,
      children: 0,
      note: "not seen by the operator yet",
    });
  });

  it("is ready with its address, and counts its children by kind", () => {
    const view = serviceView(listed({ tier: "1k", ready: "True" }));
    expect(view).toMatchObject({
      isReady: true,
      childrenReady: 3,
      kinds: { Service: 1, Secret: 2 },
      note: "https://shop.example.com",
    });
  });

  it("is not ready by a condition of an older spec", () => {
    expect(serviceView(listed({ tier: "1k", ready: "True", observedGeneration: 1 })).isReady).toBe(false);
  });

  it("waits for the user when a decision is asked for, and only then", () => {
    expect(serviceView(listed({ tier: 10, ready: "False", reason: "ApprovalNeeded" })).waitsForUser).toBe(true);
    expect(serviceView(listed({ tier: 10, ready: "False", reason: "WaitingForChildren" })).waitsForUser).toBe(false);
    const stale = listed({ tier: 10, ready: "False", reason: "ApprovalNeeded", observedGeneration: 1 });
    expect(serviceView(stale).waitsForUser).toBe(false);
  });

  it("leaves the counts out of the note, since they have a column", () => {
    const message = "2 of 3 children are ready. Secret x: was just written";
    expect(serviceView(listed({ tier: 10, ready: "False", message })).note).toBe("Secret x: was just written");
  });

  it("stands in the order of the ladder, whatever way the tier is written", () => {
    const views = ["10M", 1000, "1", "100k"].map((tier) => serviceView(listed({ tier })));
    expect(inLadderOrder(views).map(({ tier }) => tier)).toEqual(["1", "1k", "100k", "10M"]);
  });
});

describe("tables and lines", () => {
  const ready = serviceView(listed({ tier: "1k", ready: "True" }));
  const waiting = serviceView(listed({ tier: "10M", ready: "False", message: "a long story ".repeat(20) }));

  it("fit into the terminal", () => {
    const standings = [ready, waiting].map((view) => ({ view, secondsToReady: undefined }));
    for (const line of standingTable(standings, 60)) expect(line.length).toBeLessThanOrEqual(60);
  });

  it("show who became ready when", () => {
    expect(standingTable([{ view: ready, secondsToReady: 12 }], 200)).toEqual([
      "TIER  SERVICE  READY  CHILDREN  PODS  AFTER  NOTE",
      "  1k  shop-1k  yes         3/3     3   12 s  https://shop.example.com",
    ]);
    expect(standingLine({ view: ready, secondsToReady: 12 })).toBe("shop-1k: Ready after 12 s, 3 of 3 children ready, 3 pods");
  });

  it("show a column for each tier and a dash for what a tier does not have", () => {
    expect(childrenTable([serviceView(listed({ tier: "1" })), ready])).toEqual([
      "CHILDREN OF TIER  1  1k",
      "Secret            -   2",
      "Service           -   1",
      "total             0   3",
    ]);
  });
});
