// The closing line of a test run.
import { describe, expect, it } from "@jest/globals";
import { closingLine, countsOf, isFailure, total, type StepResult } from "../../scripts/testing/counts.js";

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, numRuntimeErrorTestSuites: 0 };
const passed: StepResult = { kind: "tested", ok: true, counts: countsOf(report) };

const line = (...results: readonly StepResult[]): string => closingLine(total(results));

describe("the closing line", () => {
  it("sums tests and leaves out what passed without tests", () => {
    expect(line(passed, { kind: "checked", ok: true }, passed)).toBe("10 passed, 0 failed, 4 skipped");
  });

  it("counts a test file that could not be loaded as a failure", () => {
    expect(countsOf({ ...report, numRuntimeErrorTestSuites: 2 }).failed).toBe(2);
  });

  it.each<{ readonly name: string; readonly result: StepResult }>([
    { name: "a check", result: { kind: "checked", ok: false } },
    { name: "a test program that left no report", result: { kind: "tested", ok: false, counts: undefined } },
    { name: "a test program that failed after its last test", result: { kind: "tested", ok: false, counts: countsOf(report) } },
  ])("never says that nothing failed when $name failed", ({ result }) => {
    expect(total([result]).failed).toBe(1);
  });

  it("counts a step that could not run as skipped, and the run as failed", () => {
    const result: StepResult = { kind: "skipped", because: "there is no Go" };
    expect(line(result)).toBe("0 passed, 0 failed, 1 skipped");
    expect(isFailure(result)).toBe(true);
  });
});
