import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { CONDITION_TEXTS, REASON_TEXTS } from "../../domain/api/condition-texts.js";
import { CONDITION_TYPES, REASONS, type Reason } from "../../domain/api/status.js";
import type { Problem } from "../../domain/admit/problem.js";
import { DEFAULT_IMAGES } from "../../domain/api/release.js";
import { summarize } from "../../operator/reconcile/tell/report.js";
import { webService } from "../fixtures/services.js";

const CODE = ["operator/reconcile", "domain/admit", "domain/plan"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => posix.join(folder, name)))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

/** What a service reports that one problem keeps from being planned. */
function reportOf(problem: Problem) {
  return (
    summarize(
      { service: webService(), problems: [problem], suspended: false },
      { now: "2026-01-01T00:00:00Z", operator: { version: "0.1.0", ...DEFAULT_IMAGES } },
    ).conditions ?? []
  );
}

describe("the reasons", () => {
  it.each(REASONS)("%s is one that the operator gives", (reason) => {
    expect(CODE).toContain(`"${reason}"`);
  });

  it("have no two alike", () => {
    expect(new Set(REASONS).size).toBe(REASONS.length);
    const texts = Object.values(REASON_TEXTS).map(({ means }) => means);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("belong to conditions that exist", () => {
    expect(Object.keys(CONDITION_TEXTS)).toEqual([...CONDITION_TYPES]);
  });

  const STALLING: readonly Reason[] = REASONS.filter(
    (reason) => REASON_TEXTS[reason].isTrue.includes("Stalled") && reason !== "ChildFailed",
  );
  it.each(STALLING)("%s stalls as its text says", (reason) => {
    const given = reportOf({ reason, message: "m", stalls: true }).filter((condition) => condition.reason === reason);
    expect(given.filter(({ status }) => status === "True").map(({ type }) => type)).toEqual(REASON_TEXTS[reason].isTrue);
    expect(given.filter(({ status }) => status === "False").map(({ type }) => type)).toEqual(REASON_TEXTS[reason].isFalse);
  });
});
