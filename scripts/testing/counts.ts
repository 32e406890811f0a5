// What a run amounts to: counts of tests, and the one line in which they are told. Pure.

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

export type StepResult =
  /** A step that checks without tests of its own. */
  | { readonly kind: "checked"; readonly ok: boolean }
  /** `counts` undefined: the test program ended without saying what happened. */
  | { readonly kind: "tested"; readonly ok: boolean; readonly counts: Counts | undefined }
  | { readonly kind: "skipped"; readonly because: string };

const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };

/** The fields of jest's JSON report that count. */
export type JestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not even be loaded: none of their tests is counted above. */
  readonly numRuntimeErrorTestSuites: number;
};

export function countsOf(report: JestReport): Counts {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function isFailure(result: StepResult): boolean {
  return result.kind === "skipped" || !result.ok;
}

/** Tests only; but a step that failed without a failed test counts as one, so that a failed run never says "0 failed". */
export function total(results: readonly StepResult[]): Counts {
  return results.map(countsOfStep).reduce(sum, NOTHING);
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function countsOfStep(result: StepResult): Counts {
  switch (result.kind) {
    case "checked":
      return result.ok ? NOTHING : { ...NOTHING, failed: 1 };
    case "tested": {
      const counts = result.counts ?? NOTHING;
      return !result.ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    }
    case "skipped":
      return { ...NOTHING, skipped: 1 };
  }
}

function sum(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
