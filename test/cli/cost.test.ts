// `tenfold cost`: files, regions, all tiers, wrong usage; and what a service of a cluster costs with what it keeps.
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { TIERS } from "../../domain/api/tier.js";
import { VERSION, DEFAULT_IMAGES } from "../../domain/api/release.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { STALE_AFTER_DAYS } from "../../domain/cost/prices.js";
import { settle } from "../../cdk8s/settle.js";
import { walk } from "../../cdk8s/walk.js";
import { ladder, type Ladder } from "../../cli/cost/ladder.js";
import type { CostReport } from "../../cli/cost/report.js";
import { costReport, staleWarning } from "../../cli/cost/report.js";
import { standing } from "../../cli/cost/standing.js";
import { wanted } from "../../cli/cost/wanted.js";
import { SAMPLE_CLASS } from "../../cli/input/sample-class.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { tenfold } from "./tenfold.js";

const NOW = Date.parse("2026-12-01T00:00:00Z");
const EXAMPLE = "deploy/examples/tier-10k.yaml";

async function costs(...arguments_: readonly string[]): Promise<readonly CostReport[]> {
  const { code, out, err } = await tenfold(["cost", ...arguments_, "-o", "json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return (JSON.parse(out) as { readonly costs: readonly CostReport[] }).costs;
}

function service(spec: object): string {
  const metadata = { name: "shop", namespace: "store" };
  return JSON.stringify({ apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata, spec: { image: "x:1", ...spec } });
}

describe("tenfold cost -f", () => {
  it("shows every line by part, what is largest, cheaper, assumed, and not estimated", async () => {
    const { code, out, err } = await tenfold(["cost", "-f", EXAMPLE]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^demo\/shop-10k {2}tier 10k, class sample, us-east-1, 10,000 users$/m);
    expect(out).toMatch(/^ +BASELINE +USAGE +TOTAL +UP TO$/m);
    expect(out).toMatch(/^Database +402\.42 +402\.42 +402\.42$/m);
    expect(out).toMatch(/^ {2}RDS: db\.m7g\.large Multi-AZ +245\.28 +245\.28$/m);
    expect(out).toMatch(/^Total +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d$/m);
    for (const title of ["Largest lines", "What would make it cheaper", "Assumed", "Not estimated"])
      expect(out).toContain(`\n\n${title}\n- `);
    expect(out).toContain("savings plans are not included");
    expect(out).toContain("No class is named, so a sample stands for it");
    expect(out).toMatch(/Prices collected \d{4}-\d\d-\d\d, \d+ days? ago/);
  });

  it("answers programs with the same figures, which add up", async () => {
    const [cost] = await costs("-f", EXAMPLE);
    if (cost === undefined) throw new Error("no cost");
    const { parts, monthlyUSD, baselineUSD, usageUSD, maximumUSD } = cost;
    const sum = (of: (part: CostReport["parts"][number]) => number) => parts.reduce((all, part) => all + of(part), 0);
    expect(sum((part) => part.monthlyUSD)).toBeCloseTo(monthlyUSD, 2);
    expect(sum((part) => part.maximumUSD)).toBeCloseTo(maximumUSD, 2);
    expect(baselineUSD + usageUSD).toBeCloseTo(monthlyUSD, 2);
    expect(cost).toMatchObject({ service: "shop-10k", namespace: "demo", tier: "10k", region: "us-east-1", isSampleClass: true });
    expect(cost.largest[0]).toMatchObject({ what: "RDS: db.m7g.large Multi-AZ" });
  });

  it("takes users and pods that are known, and each region that is named", async () => {
    const all = await costs(
      "-f",
      EXAMPLE,
      "--users",
      "20k",
      "--replicas",
      "5",
      "--region",
      "ap-northeast-2",
      "--region",
      "eu-west-1",
    );
    expect(all.map(({ region, pricedAs, users }) => ({ region, pricedAs, users }))).toEqual([
      { region: "ap-northeast-2", pricedAs: undefined, users: 20_000 },
      { region: "eu-west-1", pricedAs: "us-east-1", users: 20_000 },
    ]);
    expect(all[0]?.items.map(({ what }) => what)).toContain("web: 5 × 500m CPU");
  });

  it("says in the first line whose prices they are", async () => {
    const { out } = await tenfold(["cost", "-f", EXAMPLE, "--region", "eu-west-1"]);
    expect(out).toContain("eu-west-1 at the prices of us-east-1");
    expect(out).toContain("- no prices are known for eu-west-1");
  });

  it("costs all services of a folder, as YAML too", async () => {
    const { code, out } = await tenfold(["cost", "-f", "deploy/examples", "-o", "yaml"]);
    expect(code).toBe(0);
    expect((parse(out) as { readonly costs: readonly CostReport[] }).costs.map(({ tier }) => tier).sort()).toEqual(
      [...TIERS].sort(),
    );
  });

  it("says of a service above a limit what it costs, and that it is above", async () => {
    const stdin = service({ userTier: "100k", budget: { monthlyUSD: 1000, action: "Hold" } });
    const { code, out } = await tenfold(["cost", "-f", "-"], { stdin });
    expect(code).toBe(0);
    expect(out).toMatch(/is above 1000 USD \(spec\.budget\.monthlyUSD\)/);
  });

  it.each([
    { title: "nothing", args: [], says: ["nothing is named", "--all-tiers"] },
    { title: "two things", args: ["shop", "-f", EXAMPLE], says: ["several things", "exactly one"] },
    {
      title: "a region that AWS does not have",
      args: ["--all-tiers", "--region", "mars-north-1"],
      says: ["mars-north-1", "--region"],
    },
    { title: "a partition of its own", args: ["-f", EXAMPLE, "--region", "cn-north-1"], says: ["cn-north-1", "nearest"] },
    { title: "no number", args: ["-f", EXAMPLE, "--users", "many"], says: ["--users", "whole number"] },
    { title: "no pods", args: ["-f", EXAMPLE, "--replicas", "0"], says: ["--replicas", "whole number"] },
    { title: "users of all tiers", args: ["--all-tiers", "--users", "5"], says: ["--users", "-f FILE"] },
    { title: "an invalid service", args: ["-f", "-"], says: ["spec.userTier", "tenfold validate"] },
  ])("refuses $title and says what to do", async ({ args, says }) => {
    const { code, out, err } = await tenfold(["cost", ...args], { stdin: service({ userTier: 17 }) });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    for (const text of says) expect(err).toContain(text);
  });
});

describe("tenfold cost --all-tiers", () => {
  it("is a table of tiers and regions, with a range", async () => {
    const { code, out } = await tenfold(["cost", "--all-tiers", "--region", "us-east-1", "--region", "eu-west-1"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^TIER +USERS +us-east-1 +UP TO +eu-west-1 +UP TO$/m);
    expect(out).toMatch(/^10M +10,000,000 +\$\d+,\d+ +\$\d+,\d+ +\$\d+,\d+ +\$\d+,\d+$/m);
    expect(out).toContain("No prices are known for eu-west-1");
  });

  it("has a ladder for each region for programs", async () => {
    const { out } = await tenfold(["cost", "--all-tiers", "-o", "json"]);
    const { ladders } = JSON.parse(out) as { readonly ladders: readonly Ladder[] };
    expect(ladders.map(({ region, tiers }) => [region, tiers.map(({ tier }) => tier)])).toEqual([["us-east-1", [...TIERS]]]);
    for (const { monthlyUSD, maximumUSD } of ladders[0]?.tiers ?? []) expect(maximumUSD).toBeGreaterThanOrEqual(monthlyUSD);
  });
});

describe("old prices", () => {
  it("are told after so many days, and used all the same", () => {
    const sample = wanted(JSON.parse(service({ userTier: "1" })) as Parameters<typeof wanted>[0], SAMPLE_CLASS);
    const at = (now: number) => costReport({ ...sample, usage: {}, isSampleClass: true, now });
    const fresh = at(NOW);
    const collected = Date.parse(fresh?.pricesOf ?? "");
    const old = at(collected + (STALE_AFTER_DAYS + 1) * 86_400_000);
    expect([fresh?.stale, old?.stale]).toEqual([false, true]);
    expect(old?.monthlyUSD).toBe(fresh?.monthlyUSD);
    expect(old && staleWarning(old)).toMatch(/^warning: .* 181 days ago/);
    expect(ladder("us-east-1", collected + 400 * 86_400_000)?.stale).toBe(true);
  });
});

describe("a service of a cluster", () => {
  const serviceClass = webServiceClass();
  const question = { serviceClass, now: NOW, render: DEFAULT_IMAGES, operatorVersion: VERSION };
  const small = settle({ ...question, service: webService({ userTier: "10" }) });
  const measured = { seconds: 10, bytes: 1e6, tables: 3, rows: 10 };
  const moved = walk({ ...question, service: webService({ userTier: "100" }), standing: [...small.objects.values()], measured });

  it("costs what is there, with the volume that a move has left", () => {
    const children = [...moved.end.objects.values()];
    const there = standing({ service: webService({ userTier: "100" }), serviceClass, children, now: NOW });
    const report = costReport({ ...there, isSampleClass: false, now: NOW });
    const kept = report?.items.filter(({ part }) => part === "Kept");
    expect(kept?.map(({ what }) => what)).toEqual([expect.stringMatching(/^kept: .*: volume gp3 20 GiB$/)]);
    expect(report?.items.map(({ what }) => what)).toContain("RDS: db.t4g.small Single-AZ");
    expect(report?.savings.map(({ what }) => what).join()).not.toContain("undefined");
  });

  it("costs the database that stands, not the one that is asked for and waits", () => {
    const children: readonly KubeObject[] = [...small.objects.values()];
    const there = standing({ service: webService({ userTier: "100" }), serviceClass, children, now: NOW });
    const words = costReport({ ...there, isSampleClass: false, now: NOW })?.items.map(({ what }) => what) ?? [];
    expect(words.some((what) => what.startsWith("PostgreSQL: volume"))).toBe(true);
  });

  it("counts the pods that run", () => {
    const service = { ...webService({ userTier: "1k" }), status: { replicas: 4 } };
    const { usage } = standing({ service, serviceClass, children: [], now: NOW });
    expect(usage).toMatchObject({ webReplicas: 4 });
  });

  it("that stalls costs what it asks for, and that is said", () => {
    const service = webService({ userTier: "100k" });
    const ofClass = webServiceClass({ limits: { maxTier: "10k" } });
    const { blueprint, problems } = standing({ service, serviceClass: ofClass, children: [], now: NOW });
    expect(blueprint.tier).toBe("100k");
    expect(problems.join()).toContain("not what is there");
  });
});
