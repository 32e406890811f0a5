import { describe, expect, it } from "@jest/globals";
import { TIERS, usersOf } from "../../../domain/api/tier.js";
import { averageRequestsPerSecond, PEAK_FACTOR, REQUESTS_PER_SECOND_PER_MILLICORE } from "../../../domain/tiers/load.js";
import { TIER_TABLE } from "../../../domain/tiers/table.js";

describe("the tier table", () => {
  it.each(TIERS)("serves the average load of %s with the fewest pods and the peak with the most", (tier) => {
    const { web } = TIER_TABLE[tier];
    const perPod = web.size.cpuMillicores * REQUESTS_PER_SECOND_PER_MILLICORE;
    const average = averageRequestsPerSecond(usersOf(tier));
    expect(web.min * perPod).toBeGreaterThanOrEqual(average);
    expect(web.max * perPod).toBeGreaterThanOrEqual(average * PEAK_FACTOR);
  });

  it("never gives a larger tier less of anything that computes", () => {
    const capacity = TIERS.map((tier) => TIER_TABLE[tier].web.max * TIER_TABLE[tier].web.size.cpuMillicores);
    expect(capacity).toEqual([...capacity].sort((a, b) => a - b));
  });

  it("moves the database upwards only", () => {
    const kinds = TIERS.map((tier) => ["in-cluster", "rds", "aurora"].indexOf(TIER_TABLE[tier].database.kind));
    expect(kinds).toEqual([0, 0, 1, 1, 1, 1, 2, 2, 2]);
  });
});
