import { describe, expect, it } from "@jest/globals";
import { DOMParser } from "@xmldom/xmldom";
import { scoopPicture } from "../../scripts/scoop-picture.js";
import type { CaseResult, ScoopResult } from "../bench/scoop/result.js";
import { lines, rows, TITLES } from "../bench/scoop/table.js";

const never: CaseResult = {
  name: "surge-1",
  targetCPUPercent: 30,
  maxReplicas: 87,
  lost: 123_456,
  came: 1_000_000,
  pods: { before: 26, after: 87 },
  nodes: { before: 10, after: 31 },
  hourUSD: { before: 1.5, after: 4.256 },
  points: [
    { at: -5, load: 1537, capacity: 5200, pods: 26, nodes: 10 },
    { at: 0, load: 15_370, capacity: 5200, pods: 87, nodes: 10 },
    { at: 85, load: 15_370, capacity: 17_400, pods: 87, nodes: 31 },
  ],
};
const carried: CaseResult = {
  ...never,
  name: "surge-10",
  maxReplicas: 480,
  orderedAfter: 30,
  placedAfter: 70,
  carriedAfter: 84,
};
const RESULT: ScoopResult = {
  day: "2026-11-30",
  versions: { Karpenter: "v1" },
  ordinary: 1537,
  step: 10,
  watchedSeconds: 300,
  podStartSeconds: [10, 15],
  nodeStartSeconds: 35,
  prices: { region: "us-east-1", collected: "2026-11-25" },
  cases: [carried, never, { ...carried, name: "schedule", carriedAfter: 0, lost: 0 }],
};

describe("the table of the scoop", () => {
  it("says what happened, when, and what it cost", () => {
    const [first, second, third] = rows(RESULT);
    expect(first).toEqual([
      "surge 10",
      "30 % CPU",
      "26 → 87",
      "30 s",
      "70 s",
      "84 s",
      "123,456 (12 %)",
      "10 → 31",
      "1.50 USD",
      "4.26 USD",
    ]);
    expect(second?.slice(2, 6)).toEqual(["26 → 87 (all it may have)", "not in 300 s", "not in 300 s", "not in 300 s"]);
    expect(third?.[0]).toBe("schedule");
    expect(third?.[6]).toBe("none");
  });

  it("has a cell for each title, and columns that stand below each other", () => {
    expect(rows(RESULT).every((row) => row.length === TITLES.length)).toBe(true);
    const [titles = "", first = ""] = lines(RESULT);
    expect(first.indexOf("30 % CPU")).toBe(titles.indexOf("aims at"));
  });
});

describe("the picture of the scoop", () => {
  const picture = scoopPicture(RESULT);

  it("is well-formed, and the same for the same figures", () => {
    const complaints: string[] = [];
    new DOMParser({ onError: (_level, message) => complaints.push(message) }).parseFromString(picture, "image/svg+xml");
    expect(complaints).toEqual([]);
    expect(scoopPicture(RESULT)).toBe(picture);
  });

  it("says in words what each panel shows", () => {
    expect(picture).toContain("surge 10: carried after 84 s, 26 → 87 pods, 10 → 31 nodes.");
    expect(picture).toContain("surge 1: not carried");
    expect(picture).toContain("schedule: carried at once");
  });

  it("ends above the load, whatever the pods could serve then", () => {
    const many = carried.points.map((point) => ({ ...point, capacity: point.capacity * 10 }));
    const heights = [...scoopPicture({ ...RESULT, cases: [{ ...carried, points: many }] }).matchAll(/V([\d.]+)/g)].map(([, y]) =>
      Number(y),
    );
    expect(picture).toContain(">25,000<");
    expect(Math.min(...heights)).toBe(96);
  });

  it("draws no number that is none", () => {
    expect(picture).not.toMatch(/NaN|Infinity/);
  });
});
