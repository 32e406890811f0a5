// What a shell is told while somebody types.
import { describe, expect, it } from "@jest/globals";
import { withFlagsInReach } from "../../cli/completion/flags-in-reach.js";
import { TIERS } from "../../domain/api/tier.js";
import { tenfold } from "./tenfold.js";

const NO_FILES = ":4";

async function completed(...words: readonly string[]) {
  const { code, out, err } = await tenfold(["complete", "--", ...words]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.trimEnd().split("\n");
  return { values: lines.slice(0, -1).map((line) => line.split("\t")[0]), directive: lines.at(-1) };
}

describe("completing a line", () => {
  it("offers all commands, and none that nobody types", async () => {
    const { values, directive } = await completed("");
    expect(values).toEqual(expect.arrayContaining(["plan", "tiers", "completion"]));
    expect(values).not.toContain("complete");
    expect(directive).toBe(NO_FILES);
  });

  it.each([
    { title: "a command that was begun", words: ["pl"], offers: ["plan"] },
    { title: "a flag of the command", words: ["plan", "--outp"], offers: ["--output"] },
    { title: "a flag of every command", words: ["plan", "--conte"], offers: ["--context"] },
    { title: "the choices of a flag", words: ["plan", "-o", ""], offers: ["text", "json", "yaml"] },
    { title: "the choices of an argument", words: ["completion", ""], offers: ["bash", "zsh", "fish"] },
  ])("offers $title", async ({ words, offers }) => {
    expect((await completed(...words)).values).toEqual(offers);
  });

  it("leaves paths to the shell", async () => {
    expect(await completed("plan", "-f", "")).toEqual({ values: [], directive: ":0" });
  });

  it("offers nothing, and complains of nothing, where there is no cluster", async () => {
    expect(await completed("plan", "")).toEqual({ values: [], directive: NO_FILES });
  });

  it.each(["bash", "zsh", "fish"])("has a script for %s that calls the program", async (shell) => {
    const { code, out } = await tenfold(["completion", shell]);
    expect(code).toBe(0);
    expect(out).toContain("tenfold complete --");
  });
});

describe("the cluster that a half-typed line means", () => {
  it.each([
    { words: ["plan", "-n", "store", ""], flags: ["-n", "store"] },
    { words: ["plan", "--namespace=store", "sh"], flags: ["--namespace=store"] },
    { words: ["plan", "-A", ""], flags: ["-A"] },
    { words: ["plan", "-n"], flags: [] },
    { words: ["plan", "--context"], flags: [] },
  ])("is that of $words", ({ words, flags }) => {
    expect(withFlagsInReach(["complete", "--", ...words])).toEqual([...flags, "complete", "--", ...words]);
  });

  it("of no other command is touched", () => {
    expect(withFlagsInReach(["plan", "-n", "store", ...TIERS])).toEqual(["plan", "-n", "store", ...TIERS]);
  });
});
