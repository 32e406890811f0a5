// The cost of each change: what a month costs with it, less what it costs without.
import { describe, expect, it } from "@jest/globals";
import { costDeltaUSD } from "../../../domain/admit/cost-deltas.js";
import { estimateCost } from "../../../domain/cost/estimate.js";
import { decide, type Case } from "../plan/deciding.js";

function deltas(given: Case): Readonly<Record<string, number | undefined>> {
  const { decisions, next, wanted, stands } = decide(given);
  return Object.fromEntries(
    decisions.map(({ change }) => [change.detail.kind, costDeltaUSD(change, { next, standing: stands, target: wanted })]),
  );
}
const month = (tier: string) =>
  estimateCost(decide({ from: { userTier: tier }, to: { userTier: tier } }).wanted)?.monthlyUSD ?? 0;

describe("the cost of a change", () => {
  it("of a move is that of the new database less the pod and volume of the old one", () => {
    const { "database-move": move } = deltas({ from: { userTier: "10" }, to: { userTier: "100" } });
    // Nothing else that costs is between the two tiers but alarms.
    expect(Math.abs((move ?? 0) - (month("100") - month("10")))).toBeLessThan(3);
  });

  it("of a standby, a class and a volume are each its own", () => {
    const all = deltas({ from: { userTier: "100" }, to: { userTier: "1k" } });
    expect(all["database-multi-az"]).toBeGreaterThan(20);
    expect(all["database-class"]).toBeGreaterThan(20);
    expect(all["database-storage"]).toBeGreaterThan(2);
  });

  it("is below nothing on the way down", () => {
    const all = deltas({ from: { userTier: "1k" }, to: { userTier: "100" } });
    expect(all["database-class"]).toBeLessThan(0);
    expect(all["database-multi-az"]).toBeLessThan(0);
  });

  it("is left out where a price is not known", () => {
    const all = deltas({ from: { userTier: "1k" }, to: { userTier: "1k", database: { instanceClass: "db.x2iedn.32xlarge" } } });
    expect(all["database-class"]).toBeUndefined();
  });
});
