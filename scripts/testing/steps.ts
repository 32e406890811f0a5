// The steps of a test run, in order: what each runs, and what it cannot do without.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile } from "../compile.js";
import { countsOf, isFailure, total, type JestReport, type StepResult } from "./counts.js";
import { runProgram, type Ran } from "../run-program.js";
import { missingTools, type Tool } from "./tools.js";

export type Run = { readonly root: string; readonly say: (line: string) => void; readonly missing: Map<Tool, string> };
export type Step = { readonly title: string; readonly needs?: Tool; readonly act: (run: Run) => Promise<StepResult> };

export const STEPS: readonly Step[] = [
  { title: "tools", act: findTools },
  { title: "format", act: check("node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", ".") },
  { title: "lint", act: check("node_modules/eslint/bin/eslint.js", ".") },
  { title: "types", act: compileAll },
  { title: "generated files", act: check("dist/scripts/generate.js", "--check") },
  { title: "unit tests", act: test("unit", "--maxWorkers=100%") },
  {
    title: "migration and pooler tests",
    needs: "postgres",
    act: sideBySide(test("migration", "--maxWorkers=100%"), test("pooled", "--runInBand")),
  },
  { title: "control plane programs", needs: "go", act: show("dist/local/control-plane/main.js", "build") },
  { title: "helm, GitOps tools and Krew", needs: "go", act: show("dist/local/tools/main.js", "helm", "gitops", "krew") },
  {
    title: "cluster tests",
    needs: "go",
    // Each of the four takes about as long as the others.
    act: sideBySide(
      onServer("ladder"),
      onServer("moving"),
      onServer("cluster"),
      oneAfterTheOther(onServer("server"), onServer("dashboard")),
    ),
  },
  { title: "permissions afterwards", needs: "go", act: test("afterwards") },
];

/**
 * Of whatever tests start. Half of the CPU of the cluster tests is that of API servers, which collect garbage less often where they may
 * take more memory; programs that start again and again need not be compiled again and again.
 */
const thrifty = (root: string) => ({
  GOGC: "400",
  GOMEMLIMIT: "1GiB",
  NODE_COMPILE_CACHE: join(root, ".build", "compile-cache"),
});

async function findTools({ root, say, missing }: Run): Promise<StepResult> {
  for (const [tool, remedy] of await missingTools(root, say)) {
    missing.set(tool, remedy);
    say(`${tool}: ${remedy}`);
  }
  return { kind: "checked", ok: missing.size === 0 };
}

/** Shows its output only when it fails. */
function check(...program: readonly string[]): Step["act"] {
  return async (run) => judged(await runProgram(program, "kept"), run);
}

async function compileAll(run: Run): Promise<StepResult> {
  return judged(await compile(run.root), run);
}

function judged({ ok, output }: Ran, { say }: Run): StepResult {
  if (!ok) say(output.trimEnd());
  return { kind: "checked", ok };
}

function show(...program: readonly string[]): Step["act"] {
  return async () => ({ kind: "checked", ok: (await runProgram(program, "shown")).ok });
}

function test(project: string, ...flags: readonly string[]): Step["act"] {
  return async ({ root }) => {
    const report = join(root, ".build", "test", `${project}.json`);
    mkdirSync(dirname(report), { recursive: true });
    rmSync(report, { force: true });
    const program = [...jest(project), "--json", `--outputFile=${report}`, ...flags];
    const { ok } = await runProgram(program, "shown", thrifty(root));
    const counts = existsSync(report) ? countsOf(JSON.parse(readFileSync(report, "utf8")) as JestReport) : undefined;
    return { kind: "tested", ok, counts };
  };
}

function onServer(project: string): Step["act"] {
  return test(project, "--runInBand");
}

/** All of them wait for API servers most of the time. */
function sideBySide(...acts: readonly Step["act"][]): Step["act"] {
  return async (run) => together(await Promise.all(acts.map((act) => act(run))));
}

function oneAfterTheOther(...acts: readonly Step["act"][]): Step["act"] {
  return async (run) => {
    const results: StepResult[] = [];
    for (const act of acts) results.push(await act(run));
    return together(results);
  };
}

function together(results: readonly StepResult[]): StepResult {
  return { kind: "tested", ok: !results.some(isFailure), counts: total(results) };
}

function jest(project: string): readonly string[] {
  const node = ["--disable-warning=ExperimentalWarning", "--experimental-vm-modules"];
  return [...node, "node_modules/jest/bin/jest.js", "--selectProjects", project];
}
