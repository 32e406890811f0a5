// `tenfold tiers`: the ladder and its steps, from table, blueprint, prices and the operator's own steps.
import { describe, expect, it } from "@jest/globals";
import pc from "picocolors";
import { TIERS, type Tier } from "../../domain/api/tier.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { TIER_REASONS } from "../../domain/tiers/reasons.js";
import { explanation, type Explanation } from "../../cli/tiers/explanation.js";
import { explanationText } from "../../cli/tiers/explanation-text.js";
import { ladderRows, type TierSummary } from "../../cli/tiers/ladder-rows.js";
import { sampleBlueprint } from "../../cli/tiers/sample.js";
import { tenfold } from "./tenfold.js";

const NOW = Date.parse("2026-12-01T00:00:00Z");
const STEPS = TIERS.slice(1).map((to, index): { readonly from: Tier; readonly to: Tier } => ({ from: TIERS[index] ?? "1", to }));

describe("tenfold tiers", () => {
  it("has a row for each tier, and what appears at it", async () => {
    const { code, out, err } = await tenfold(["tiers"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^TIER +USERS +REQ\/S AVG \/ PEAK +WEB PODS +DATABASE +\$\/MONTH +UP TO$/m);
    expect(out).toMatch(
      /^100k +100,000 +384 \/ 1,537 +6–48 × 1000m\/1024Mi +RDS db\.r7g\.xlarge Multi-AZ \+ 4 +\$5,526 +\$\d,\d+$/m,
    );
    expect(out).toMatch(/^100k +firewall \(WAF\), connection pooler$/m);
    for (const line of out.split("\n")) expect(line).toBe(line.trimEnd());
  });

  it("says the same to programs", async () => {
    const { out } = await tenfold(["tiers", "-o", "json"]);
    const { tiers } = JSON.parse(out) as { readonly tiers: readonly TierSummary[] };
    expect(tiers).toEqual(JSON.parse(JSON.stringify(ladderRows())));
    expect(tiers.map(({ tier }) => tier)).toEqual([...TIERS]);
    expect(tiers.find(({ tier }) => tier === "5M")?.appears).toContain("queue and workers");
  });
});

describe("tenfold tiers explain", () => {
  it("tells what appears, why, what it costs and what the move does, against the tier below", async () => {
    const { code, out, err } = await tenfold(["tiers", "explain", "1M"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^From 100k to tier 1M: 1,000,000 users$/m);
    expect(out).toContain("+ Aurora PostgreSQL: db.r7g.2xlarge");
    expect(out).toContain("- RDS PostgreSQL: db.r7g.xlarge, 500 GiB");
    expect(out).toContain("~ web pods: 6–48 × 1000m/1024Mi → 24–240 × 1000m/2048Mi");
    expect(out).toContain("15,373 at the peak");
    expect(out).toContain("(the talk: commandment 3: every layer must be able to grow)");
    expect(out).toMatch(/\d\. move the data from RDS to Aurora\n {3}disruption DataMigration · downtime about \d+ min/);
  });

  it.each(["json", "yaml"])("answers in %s, whichever side of the tier the flag stands on", async (format) => {
    const [behind, before] = await Promise.all([
      tenfold(["tiers", "explain", "100k", "--from", "10k", "-o", format]),
      tenfold(["tiers", "-o", format, "explain", "100k"]),
    ]);
    expect(behind.out).toMatch(format === "json" ? /^\{\n {2}"explanation"/ : /^explanation:\n {2}from: 10k/);
    expect(before.out).toBe(behind.out);
  });

  it.each([
    { args: ["7"], says: ["7 is no tier", "100k"] },
    { args: ["1k", "--from", "lots"], says: ["lots is no tier"] },
    { args: ["1k", "--from", "1000"], says: ["nothing changes"] },
    { args: [], says: ["missing required argument", "tenfold --help"] },
  ])("refuses $args and says what to do", async ({ args, says }) => {
    const { code, out, err } = await tenfold(["tiers", "explain", ...args]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    for (const text of says) expect(err).toContain(text);
  });
});

describe("each step of the ladder", () => {
  const explained = new Map<Tier, Explanation>(STEPS.map(({ from, to }) => [to, explanation(to, from, NOW)]));
  const of = (tier: Tier) => explained.get(tier) ?? explanation(tier, undefined, NOW);

  it.each(STEPS)("from $from to $to has a reason, something new or larger, and the cost of both", ({ from, to }) => {
    const { reasons, appears, resizes, cost } = of(to);
    expect(reasons.map(({ tier }) => tier)).toEqual(TIER_REASONS[to].map(() => to));
    expect(reasons.length).toBeGreaterThan(0);
    expect(appears.length + resizes.length).toBeGreaterThan(0);
    expect(cost).toMatchObject({
      beforeUSD: estimateCost(sampleBlueprint(from))?.monthlyUSD,
      afterUSD: estimateCost(sampleBlueprint(to))?.monthlyUSD,
    });
  });

  it.each([
    { to: "100", kinds: ["DataMigration"] },
    { to: "1M", kinds: ["DataMigration"] },
    { to: "10k", kinds: ["Failover"] },
  ] as const)("to $to interrupts as the operator plans it: $kinds", ({ to, kinds }) => {
    const found = of(to).changes.map(({ disruption }) => disruption);
    for (const kind of kinds) expect(found).toContain(kind);
  });

  it("names the variables that the application gets", () => {
    expect(of("10k").variables.appear).toEqual(expect.arrayContaining(["ASSETS_BUCKET", "CACHE_URL", "SESSIONS_TABLE"]));
    expect(of("10k").variables.go).toEqual([]);
  });

  it("up over several tiers has the reasons of all of them", () => {
    const { reasons } = explanation("10k", "10", NOW);
    expect([...new Set(reasons.map(({ tier }) => tier))]).toEqual(["100", "1k", "10k"]);
  });

  it("down keeps what holds data, and its cost", () => {
    const down = explanation("10", "10k", NOW);
    expect(down.stays.map(({ key }) => key)).toEqual(expect.arrayContaining(["rds", "readers", "assets", "sessions"]));
    expect([...down.appears, ...down.goes].map(({ key }) => key)).not.toEqual(expect.arrayContaining(["in-cluster"]));
    expect(down.goes.map(({ key }) => key)).not.toContain("rds");
    expect(down.objects.filter(({ action }) => action === "retain").map(({ kind }) => kind)).toContain("Bucket");
    expect(down.cost.afterUSD).toBeGreaterThan((estimateCost(sampleBlueprint("10"))?.monthlyUSD ?? Infinity) + 300);
    expect(down.reasons).toEqual([]);
  });

  it.each(TIERS)("to %s reads without a hole", (tier) => {
    const text = explanationText(of(tier), pc.createColors(false));
    expect(text).not.toMatch(/undefined|NaN|\[object|null/);
  });
});
