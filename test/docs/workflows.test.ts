import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { commandsIn } from "./command.js";

type Step = { readonly uses?: string; readonly run?: string };
type Job = { readonly uses?: string; readonly steps?: readonly Step[]; readonly "timeout-minutes"?: number };
type Workflow = { readonly permissions?: unknown; readonly jobs: Readonly<Record<string, Job>> };

const FOLDER = ".github/workflows";
const FILES = readdirSync(FOLDER);
const MAKEFILE = readFileSync("Makefile", "utf8");

describe.each(FILES)("the workflow %s", (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, "utf8");
  const workflow = parse(text) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps ?? []);

  it("pins every action to a commit, with its version beside it", () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map(([, value = ""]) => value);
    const loose = used.filter((value) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(value) && !value.startsWith("./"));
    expect(loose).toEqual([]);
    expect(used.length).toBeGreaterThan(0);
  });

  it("says what its token may do, and ends by itself", () => {
    expect(workflow.permissions).toBeDefined();
    const endless = jobs.filter((job) => job.uses === undefined && job["timeout-minutes"] === undefined);
    expect(endless).toEqual([]);
  });

  it("calls make targets, folders and workflows that exist", () => {
    const commands = steps.flatMap(({ run }) => (run === undefined ? [] : commandsIn(run, file)));
    const targets = commands.filter(({ words }) => words[0] === "make").flatMap(({ words }) => words.slice(1));
    const isKnown = (word: string) => {
      const [name = "", value] = word.split("=");
      return value === undefined ? new RegExp(`^${name}:`, "m").test(MAKEFILE) : MAKEFILE.includes(`$(${name})`);
    };
    expect(targets.filter((word) => !isKnown(word))).toEqual([]);
    const named = [...text.matchAll(/(?:^|[\s"(])((?:deploy|charts|crds|\.\/\.github)\/[\w./-]+)/gm)].map(
      ([, path = ""]) => path,
    );
    expect(named.filter((path) => !existsSync(path.replace(/\/$/, "")))).toEqual([]);
  });

  it("puts nothing that others write into a script", () => {
    // Only what the repository itself sets may be filled in before the shell reads it.
    expect(steps.filter(({ run }) => run?.includes("${{") === true)).toEqual([]);
  });
});

it("there are workflows for tests, e2e and releases", () => {
  expect([...FILES].sort()).toEqual(["e2e.yaml", "release.yaml", "test.yaml"]);
});
