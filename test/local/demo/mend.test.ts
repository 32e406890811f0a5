// What the demo does about something of it that has ended: says it, starts it again, and leaves the rest alone.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mend, type Mending } from "../../../local/demo/mend.js";
import { logFile, PLACES } from "../../../local/demo/places.js";
import { takeLog } from "../../../local/demo/program-log.js";
import type { ProgramName } from "../../../local/demo/program.js";

type Wish = { readonly components?: readonly string[]; readonly programs?: readonly ProgramName[]; readonly fails?: true };

function demo({ components = [], programs = [], fails }: Wish) {
  const told: string[] = [];
  const mending: Mending = {
    resumeComponents: () => Promise.resolve(components),
    endedPrograms: () => Promise.resolve(programs),
    startPrograms: () => {
      told.push("(starts)");
      return fails === true ? Promise.reject(new Error("no rights")) : Promise.resolve();
    },
    lastWords: (name) => Promise.resolve(`${name} lost the leadership`),
    tell: (line) => void told.push(line),
  };
  return { told, look: () => mend(mending) };
}

describe("a look after the demo", () => {
  it("says nothing and starts nothing while everything runs", async () => {
    const { told, look } = demo({});
    await look();
    expect(told).toEqual([]);
  });

  it("says which program has ended with its last words, and starts it again", async () => {
    const { told, look } = demo({ programs: ["operator"] });
    await look();
    expect(told).toEqual([
      "operator has ended; its last words: operator lost the leadership",
      "(starts)",
      "operator had ended, started again",
    ]);
  });

  it("brings the control plane back before the programs that need it", async () => {
    const { told, look } = demo({ components: ["etcd", "kube-apiserver"], programs: ["local-aws"] });
    await look();
    expect(told.slice(0, 2)).toEqual(["etcd had ended, started again", "kube-apiserver had ended, started again"]);
    expect(told.slice(2)).toContain("(starts)");
  });

  it("does not say that a program runs again when it does not start", async () => {
    const { told, look } = demo({ programs: ["operator"], fails: true });
    await expect(look()).rejects.toThrow("no rights");
    expect(told.at(-1)).toBe("(starts)");
  });
});

describe("what was said meanwhile", () => {
  const home = process.cwd();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenfold-demo-"));
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(home);
    await rm(folder, { recursive: true, force: true });
  });

  it("is shown once", async () => {
    await mkdir(PLACES.logs, { recursive: true });
    await writeFile(logFile("keeper"), "operator had ended, started again\n");
    expect(await takeLog("keeper")).toBe("operator had ended, started again");
    expect(await takeLog("keeper")).toBe("");
  });

  it("is nothing when nobody has run yet", async () => {
    expect(await takeLog("keeper")).toBe("");
  });
});
