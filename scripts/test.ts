// Runs all checks and tests of the project in order, on to the end even when one fails, and closes with one line of counts.
import { closingLine, isFailure, total, type StepResult } from "./testing/counts.js";
import { STEPS, type Run, type Step } from "./testing/steps.js";

const INTERRUPTED = 130;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runSteps(results: StepResult[]): Promise<void> {
  const run: Run = { root: process.cwd(), say, missing: new Map() };
  for (const [index, step] of STEPS.entries()) {
    const label = `[${index + 1}/${STEPS.length}] ${step.title}`;
    say(`${label} ...`);
    const started = Date.now();
    const result = await outcome(step, run);
    results.push(result);
    say(`${label}: ${verdict(result)}, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
}

async function outcome(step: Step, run: Run): Promise<StepResult> {
  const because = step.needs === undefined ? undefined : run.missing.get(step.needs);
  if (because !== undefined) return { kind: "skipped", because };
  try {
    return await step.act(run);
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return { kind: "checked", ok: false };
  }
}

function verdict(result: StepResult): string {
  if (result.kind === "skipped") return `skipped: ${result.because}`;
  return result.ok ? "ok" : "FAILED";
}

function close(results: readonly StepResult[]): void {
  const failed = STEPS.filter((_, index) => results[index] !== undefined && isFailure(results[index])).map(({ title }) => title);
  if (failed.length > 0) say(`not passed: ${failed.join(", ")}`);
  say(closingLine(total(results)));
}

const results: StepResult[] = [];
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    say("interrupted");
    close(results);
    process.exit(INTERRUPTED);
  });
}
await runSteps(results);
close(results);
process.exitCode = results.some(isFailure) ? 1 : 0;
