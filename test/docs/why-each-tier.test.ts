import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { TIERS, usersOf } from "../../domain/api/tier.js";
import type { Tier } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { connections, POOLER_SURGE } from "../../domain/blueprint/connections.js";
import * as load from "../../domain/tiers/load.js";
import { TIER_TABLE } from "../../domain/tiers/table.js";
import { webService, webServiceClass } from "../fixtures/services.js";

const TEXT = readFileSync("docs/explanation/why-each-tier.md", "utf8");

function row(tier: Tier): string {
  const { web } = TIER_TABLE[tier];
  const average = load.averageRequestsPerSecond(usersOf(tier));
  const each = web.size.cpuMillicores * load.REQUESTS_PER_SECOND_PER_MILLICORE;
  const range = (factor: number) => [...new Set([web.min * factor, web.max * factor])].join("–");
  const peak = (average * load.PEAK_FACTOR).toFixed(1);
  return `| ${[tier, average.toFixed(1), peak, range(1), each, range(each)].join(" | ")} |`;
}

function connectionsRow(tier: Tier): string {
  const service = webService({ userTier: tier });
  const shared = connections(blueprint(service, webServiceClass()));
  if (shared === undefined) throw new Error("a tier without a database");
  const { usable, pods, poolSize, pooler } = shared;
  const sharers =
    pooler === undefined ? `${pods} ${pods === 1 ? "pod" : "pods"}` : `${pooler.replicas.max + POOLER_SURGE} poolers`;
  const each = pooler === undefined ? "-" : `${pooler.pools.writes} and ${pooler.pools.readsOfWriter}`;
  return `| ${[tier, usable, sharers, each, poolSize].join(" | ")} |`;
}

describe("docs/explanation/why-each-tier.md", () => {
  it.each(TIERS)("has the arithmetic of tier %s as the tier table has it", (tier) => {
    expect(TEXT).toContain(row(tier));
  });

  it.each(TIERS)("shares the connections of tier %s as the code does", (tier) => {
    expect(TEXT).toContain(connectionsRow(tier));
  });

  it("names the reserved capacity of tier 1M and its limit", () => {
    expect(TEXT).toContain(`${load.capacityUnits(usersOf("1M"))} units`);
    expect(TEXT).toContain(`at most ${load.MAX_CAPACITY_UNITS}`);
  });
});
