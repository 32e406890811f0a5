import { describe, expect, it } from "@jest/globals";
import { estimateCost } from "../../../domain/cost/estimate.js";
import { present } from "../../../domain/plan/present.js";
import { decide, NOON, REACHED, target } from "./deciding.js";

function presentOf(from: Parameters<typeof target>[0], to: Parameters<typeof target>[0]) {
  const { plan, stands, wanted } = decide({ from, to });
  const known = { now: NOON, drainSeconds: 300, volumeCannotGrow: false, targets: REACHED };
  return present({ plan, standing: stands, target: wanted, ...known });
}

describe("what stands, as a blueprint", () => {
  it("is the target when nothing differs", () => {
    const wanted = target({ userTier: "10k" });
    const { database, ...rest } = presentOf({ userTier: "10k" }, { userTier: "10k" });
    expect(rest).toEqual({ ...wanted, database: undefined });
    // What stands says the class of each instance by itself.
    expect(database).toMatchObject(wanted.database ?? {});
  });

  it("has the database as it is, also where a change would start by itself", () => {
    const { database } = presentOf({ userTier: "1k" }, { userTier: "1k", database: { storageGiB: 80 } });
    expect(database).toMatchObject({ storageGiB: 50 });
  });

  it("tells what a change costs more", () => {
    const [from, to] = [{ userTier: "1k" }, { userTier: "1k", database: { instanceClass: "db.r7g.large" } }] as const;
    const before = estimateCost(presentOf(from, to))?.monthlyUSD ?? 0;
    expect(estimateCost(target(to))?.monthlyUSD).toBeGreaterThan(before);
    expect(estimateCost(target(from))?.monthlyUSD).toBe(before);
  });
});
