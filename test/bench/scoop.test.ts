import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parseAllDocuments } from "yaml";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { kubelets, slowStarts } from "./scoop/kwok.js";
import { capacity, cpusUsed, needed, ORDINARY, STEP, TIER } from "./scoop/load.js";
import { CASES, nodePools, usage } from "./scoop/objects.js";
import { asText, figures, priceOf, type Sample, type ScoopResult } from "./scoop/result.js";

describe("the load of the scoop", () => {
  it("is the peak of the tier, and ten times of it", () => {
    expect(Math.round(ORDINARY)).toBe(1537);
    expect(needed(STEP * ORDINARY)).toEqual({ web: 77, pooler: 4 });
  });

  it("is carried by as much as the shorter of two fleets serves", () => {
    expect(capacity({ web: 10, pooler: 2 })).toBe(2000);
    expect(capacity({ web: 100, pooler: 2 })).toBe(10_000);
  });

  it("is shared evenly, and no pod uses more than it can", () => {
    expect(cpusUsed("web", 1000, 10)).toBe(0.5);
    expect(cpusUsed("web", 100_000, 10)).toBe(1);
    expect(cpusUsed("web", 1000, 0)).toBe(0);
  });
});

describe("the figures of the scoop", () => {
  const pods = (web: number) => ({ web, pooler: 4 });
  const sample = (at: number, load: number, [ordered, placed, ready]: readonly [number, number, number]): Sample => ({
    at,
    load,
    ordered: pods(ordered),
    placed: pods(placed),
    ready: pods(ready),
    nodes: { "m7g.xlarge": Math.ceil(placed / 3) },
  });
  const seen = [
    sample(-1, 1000, [6, 6, 6]),
    sample(0, 10_000, [6, 6, 6]),
    sample(20, 10_000, [50, 6, 6]),
    sample(60, 10_000, [50, 50, 6]),
    sample(70, 10_000, [50, 50, 50]),
    sample(100, 10_000, [51, 51, 51]),
  ];

  it("say when the last pod that is needed was ordered, placed and ready", () => {
    expect(figures(seen)).toMatchObject({ orderedAfter: 20, placedAfter: 60, carriedAfter: 70, pods: { before: 6, after: 51 } });
  });

  it("say that what was there at the first look was there at the step", () => {
    const ready = [sample(-0.5, 1000, [60, 60, 60]), sample(0.5, 10_000, [60, 60, 60]), sample(1.5, 10_000, [60, 60, 60])];
    expect(figures(ready)).toMatchObject({ orderedAfter: 0, placedAfter: 0, carriedAfter: 0, lost: 0 });
  });

  it("leave out what did not happen", () => {
    const found = figures(seen.slice(0, 3));
    expect([found.orderedAfter, found.placedAfter, found.carriedAfter]).toEqual([20, undefined, undefined]);
  });

  it("count the requests that came while pods could serve fewer", () => {
    expect(figures(seen)).toMatchObject({ lost: 70 * (10_000 - 1200), came: 1_000_000 });
  });

  it("cost nodes for as long as they are there, the last for the rest of the hour", () => {
    const hour = figures(seen).hourUSD;
    const each = priceOf("m7g.xlarge");
    expect(each).toBeCloseTo(0.1632, 3);
    expect(hour.before).toBeCloseTo(2 * each, 2);
    expect(hour.after).toBeCloseTo((60 * 2 * each + 3540 * 17 * each) / 3600, 2);
  });

  it("are kept as JSON in which each point of the picture is a line", () => {
    const { points, ...rest } = figures(seen);
    const result: ScoopResult = {
      day: "2026-11-30",
      versions: {},
      ordinary: 1,
      step: 10,
      watchedSeconds: 1,
      podStartSeconds: [1, 2],
      nodeStartSeconds: 1,
      prices: { region: "us-east-1", collected: "2026-11-25" },
      cases: [{ name: "surge-1", targetCPUPercent: 60, maxReplicas: 48, points, ...rest }],
    };
    expect(JSON.parse(asText(result))).toEqual(result);
    expect(
      asText(result)
        .split("\n")
        .filter((line) => line.includes('"capacity"')),
    ).toHaveLength(points.length);
  });

  it("need both sides of the step", () => {
    expect(() => figures(seen.slice(1))).toThrow("both sides");
  });
});

describe("what the scoop is played with", () => {
  it("lets pods take their time and leaves all other stages as they are", () => {
    const text = readFileSync("local/control-plane/readiness-stages.yaml", "utf8");
    const stages = (of: string) => parseAllDocuments(of).map((document) => document.toJS() as { spec: object });
    const [usual, slow] = [stages(text), stages(slowStarts(text, [10, 15]))];
    const delay = { durationMilliseconds: 10_000, jitterDurationMilliseconds: 15_000 };
    expect(slow).toEqual(usual.map((stage, index) => (index === 0 ? { ...stage, spec: { ...stage.spec, delay } } : stage)));
    expect(() => slowStarts("metadata: { name: other }", [10, 15])).toThrow("no stage pod-started");
  });

  it("has metrics-server find the path of each node where kwok serves it", () => {
    const [metric, stage] = parseAllDocuments(kubelets()).map((document) => JSON.stringify(document.toJS()));
    expect(metric).toContain("/metrics/nodes/{nodeName}/metrics/resource");
    expect(stage).toContain("/metrics/nodes/{{ .metadata.name }}/metrics/resource");
  });

  it("keeps the pods, nodes and usage of the cases apart", () => {
    expect(nodePools(35).map(({ metadata }) => metadata.name)).toEqual(["bench", ...CASES.map(({ name }) => name)]);
    expect(usage("surge-3", { web: 1.5, pooler: 2 })).toMatchObject({ spec: { selector: { matchNamespaces: ["surge-3"] } } });
  });

  it.each(CASES)("asks the operator for nothing that it would refuse: $name", ({ scaling }) => {
    const service = webService({ userTier: TIER, scaling });
    expect(blueprint(service, webServiceClass()).web.replicas.max).toBeGreaterThan(6);
  });
});
