import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DOMParser } from "@xmldom/xmldom";
import { roundUp, scalePicture } from "../../scripts/scale-picture.js";
import type { Point, ScaleResult } from "../bench/scale/result.js";
import { asText, fit, fitOf, MEASURES, waited } from "../bench/scale/result.js";
import { answers, fits, growth, lines, RESULT_FILE } from "../bench/scale/table.js";

const point = (services: number, change: Partial<Point> = {}): Point => ({
  ...{
    services,
    children: 18 * services,
    wholeAfter: services / 200,
    inStepAfter: services / 100,
    cpuSeconds: 1 + services / 50,
  },
  ...{ awayMs: 123.4, writes: 0, gets: 0, lists: 0, residentMB: 100 + services / 20, restingMB: 50 + services / 40, heapMB: 50 },
  ...{ scrapeMs: 12, scrapeAwayMs: 11, series: 256, ...change },
});
const some = { count: 30, p50: 20, p99: 350 };
const RESULT: ScaleResult = {
  day: "2026-11-30",
  machine: { cores: 2, cpu: "some", memoryGiB: 24 },
  versions: { Tenfold: "1" },
  load: { seconds: 60, writes: 1000 },
  points: [point(1000), point(2500), point(10_000)],
  under: { edits: { inStep: some, beforeWhole: { count: 0, p50: 0, p99: 0 }, starting: some, resync: some }, drift: some },
};
const [TIME, CPU] = MEASURES;

describe("the line through what was measured", () => {
  it("is found where there is one, and leaves nothing", () => {
    const { base, each, residuals } = fitOf(RESULT.points, CPU);
    expect([base, each]).toEqual([expect.closeTo(1), expect.closeTo(0.02)]);
    expect(residuals).toEqual([expect.closeTo(0), expect.closeTo(0), expect.closeTo(0)]);
  });

  it("misses points that lie on none, by what is told", () => {
    const found = fit([
      [0, 0],
      [1, 3],
      [2, 0],
    ]);
    expect(found).toEqual({ base: 1, each: 0, residuals: [-1, 2, -1] });
  });

  it("tells of no growth where there is but one number", () => {
    expect(fit([[5, 7]])).toEqual({ base: 7, each: 0, residuals: [0] });
  });
});

describe("the tables of the scale run", () => {
  it("have a cell for each title", () => {
    for (const { titles, rows } of [growth(RESULT), answers(RESULT), fits(RESULT)])
      expect(rows.every((row) => row.length === titles.length)).toBe(true);
  });

  it("say beside each figure what is aimed at", () => {
    const { titles, rows } = growth(RESULT);
    expect(titles).toEqual(["services", "1,000", "2,500", "10,000", "aimed at"]);
    expect(rows).toContainEqual(["in step and at rest after", "10 s", "25 s", "100 s", "60 s"]);
    expect(rows).toContainEqual(["resident for a child, half a minute later", "4.2 KB", "2.5 KB", "1.7 KB", "3 KB"]);
  });

  it("say of each line what is fixed, what a thousand services add, and what is left", () => {
    expect(fits(RESULT).rows).toContainEqual(["CPU until in step", "1.0 s", "20.0 s", expect.stringMatching(/^[+−]0\.0, .* s$/)]);
  });

  it("show no waiting that nobody has measured", () => {
    expect(answers(RESULT).rows[1]?.slice(1)).toEqual(["0", "", "", "1000 ms"]);
    expect(waited([3, 1, 2])).toEqual({ count: 3, p50: 2, p99: 3 });
  });

  it("have columns that stand below each other", () => {
    const [titles = "", first = ""] = lines(RESULT);
    expect(first.indexOf("45,000")).toBe(titles.indexOf("2,500"));
  });
});

describe("the kept figures", () => {
  it("are JSON in which each point is a line", () => {
    expect(JSON.parse(asText(RESULT))).toEqual(RESULT);
    expect(
      asText(RESULT)
        .split("\n")
        .filter((line) => line.includes('"services"')),
    ).toHaveLength(3);
  });

  it("are what the run writes", () => {
    const text = readFileSync(RESULT_FILE, "utf8");
    const kept = JSON.parse(text) as ScaleResult;
    expect(asText(kept)).toBe(text);
    expect(Object.keys(kept.points[0] ?? {})).toEqual(Object.keys(point(1)));
  });
});

describe("the picture of the scale run", () => {
  const picture = scalePicture(RESULT);

  it("is well-formed, and the same for the same figures", () => {
    const complaints: string[] = [];
    new DOMParser({ onError: (_level, message) => complaints.push(message) }).parseFromString(picture, "image/svg+xml");
    expect(complaints).toEqual([]);
    expect(scalePicture(RESULT)).toBe(picture);
  });

  it("has a dot for each point, a line through them, and one for what is aimed at", () => {
    const count = (look: string) => picture.split(`class="${look}"`).length - 1;
    expect([count("seen"), count("fit"), count("aim")]).toEqual([3 * MEASURES.length, MEASURES.length, 2]);
  });

  it("says in words what each panel shows", () => {
    expect(picture).toContain(`${TIME.title}: 10 s with 1,000, 25 s with 2,500, 100 s with 10,000.`);
  });

  it("draws no number that is none, whatever was measured", () => {
    const nothing = { ...RESULT, points: [point(10, { residentMB: 0, heapMB: 0, inStepAfter: 0 })] };
    for (const one of [picture, scalePicture(nothing)]) expect(one).not.toMatch(/NaN|Infinity/);
    expect([0, 3, 57, 80, 81].map(roundUp)).toEqual([1, 4, 80, 80, 100]);
  });
});
