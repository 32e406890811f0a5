import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { TIERS, usersOf } from "../../domain/api/tier.js";
import type { Tier } from "../../domain/api/tier.js";
import { maxConnections } from "../../domain/blueprint/alarms.js";
import * as load from "../../domain/tiers/load.js";
import { TIER_TABLE } from "../../domain/tiers/table.js";

const TEXT = readFileSync("docs/explanation/why-each-tier.md", "utf8");

function row(tier: Tier): string {
  const { web, database } = TIER_TABLE[tier];
  const average = load.averageRequestsPerSecond(usersOf(tier));
  const each = web.size.cpuMillicores * load.REQUESTS_PER_SECOND_PER_MILLICORE;
  const range = (factor: number) => [...new Set([web.min * factor, web.max * factor])].join("–");
  const connections = database.kind === "in-cluster" ? "-" : String(Math.floor(maxConnections(database.instanceClass) / web.max));
  const peak = (average * load.PEAK_FACTOR).toFixed(1);
  return `| ${[tier, average.toFixed(1), peak, range(1), each, range(each), connections].join(" | ")} |`;
}

describe("docs/explanation/why-each-tier.md", () => {
  it.each(TIERS)("has the arithmetic of tier %s as the tier table has it", (tier) => {
    expect(TEXT).toContain(row(tier));
  });

  it("names the reserved capacity of tier 1M and its limit", () => {
    expect(TEXT).toContain(`${load.capacityUnits(usersOf("1M"))} units`);
    expect(TEXT).toContain(`at most ${load.MAX_CAPACITY_UNITS}`);
  });
});
