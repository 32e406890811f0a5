// `tenfold diagram`, run as a user does: what is drawn, against what, in which form, and what is said where nothing can be.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { tenfold } from "./tenfold.js";

const EXAMPLE = "deploy/examples/tier-1k.yaml";
const folder = mkdtempSync(join(tmpdir(), "tenfold-diagram-"));

describe("tenfold diagram", () => {
  it("writes the SVG of a file's service to whoever is no terminal", async () => {
    const { code, out, err } = await tenfold(["diagram", "-f", EXAMPLE, "--class", "deploy/examples/class.yaml"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^<svg [^>]*role="img"/);
    expect(out).toContain("shop-1k.example.com");
    expect(out).not.toContain('class="tagbox"');
  });

  it("says that a sample class was taken where none is given", async () => {
    const { code, err } = await tenfold(["diagram", "-f", EXAMPLE]);
    expect({ code, err }).toEqual({ code: 0, err: "no class was given: drawn for a sample one in us-east-1\n" });
  });

  it.each([
    { title: "the sample service at a tier", args: ["--tier", "10k"], has: ["Valkey, 2 nodes"], hasNot: ["+ "] },
    { title: "another spelling of it", args: ["--tier", "10000"], has: ["Valkey, 2 nodes"], hasNot: ["+ "] },
    {
      title: "a file at another tier, against its own",
      args: ["-f", EXAMPLE, "--tier", "10k"],
      has: ["+ Valkey", "was 2–4 pods"],
      hasNot: [],
    },
    {
      title: "two tiers of the sample service",
      args: ["--compare", "10k", "1k"],
      has: ["- Valkey", "its data is kept"],
      hasNot: ["+ "],
    },
    {
      title: "two tiers of a file",
      args: ["-f", EXAMPLE, "--compare", "1", "10"],
      has: ["shop-1k", "on a node of its own"],
      hasNot: [],
    },
    {
      title: "two files",
      args: ["--compare", EXAMPLE, "deploy/examples/tier-10k.yaml"],
      has: ["shop-10k", "+ Valkey"],
      hasNot: [],
    },
    {
      title: "one of several in a folder",
      args: ["shop-1m", "-f", "deploy/examples"],
      has: ["shop-1m", "Aurora PostgreSQL"],
      hasNot: ["+ "],
    },
  ])("draws $title", async ({ args, has, hasNot }) => {
    const { code, out } = await tenfold(["diagram", ...args, "-o", "ascii"]);
    expect(code).toBe(0);
    for (const text of has) expect(out).toContain(text);
    for (const text of hasNot) expect(out).not.toContain(text);
  });

  it.each([
    { args: ["-o", "mermaid"], begins: "%% shop\nflowchart TB\n" },
    { args: ["-o", "dot"], begins: 'digraph "shop" {\n' },
    { args: ["-o", "ascii"], begins: "shop\n1 user · about $30 a month\n\n┌─ 1 user ─" },
    { args: ["--ascii-only"], begins: "shop\n1 user / about $30 a month\n\n+- 1 user -" },
  ])("writes $args as it is asked to", async ({ args, begins }) => {
    const { code, out } = await tenfold(["diagram", "--tier", "1", ...args]);
    expect({ code, begins: out.slice(0, begins.length) }).toEqual({ code: 0, begins });
  });

  it.each([
    { name: "p.svg", begins: "<svg " },
    { name: "p.mmd", begins: "%% shop" },
    { name: "p.dot", begins: "digraph" },
    { name: "p.txt", begins: "shop\n" },
  ])("writes $name in the form of its ending", async ({ name, begins }) => {
    const path = join(folder, name);
    const { code, out, err } = await tenfold(["diagram", "--tier", "100", "--out", path]);
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/p\.\w+: \d+ lines\n$/);
    expect(readFileSync(path, "utf8").startsWith(begins)).toBe(true);
  });

  it.each([
    { title: "nothing to draw", args: [], says: ["nothing to draw", "--tier 10k"] },
    { title: "a tier that is none", args: ["--tier", "7"], says: ["--tier 7", "1 10 100 1k"] },
    { title: "one side of a comparison", args: ["--compare", "1k"], says: ["--compare takes two"] },
    { title: "both flags", args: ["--compare", "1", "10", "--tier", "1"], says: ["exclude each other"] },
    { title: "several services", args: ["-f", "deploy/examples"], says: ["several WebServices", "shop-10k"] },
    { title: "a name that is not there", args: ["nobody", "-f", EXAMPLE], says: ["no WebService nobody", "shop-1k"] },
    { title: "an ending that says nothing", args: ["--tier", "1", "--out", "p.png"], says: ["p.png", ".svg"] },
    { title: "a folder that is not there", args: ["--tier", "1", "--out", "nowhere/p.svg"], says: ["its folder is not there"] },
    { title: "a name without a cluster", args: ["shop"], says: ["kubeconfig"] },
  ])("names what is wrong with $title, and the remedy", async ({ args, says }) => {
    const { code, out, err } = await tenfold(["diagram", ...args]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    for (const text of says) expect(err).toContain(text);
    expect(err).not.toContain("    at ");
  });

  it("draws nothing that the operator would not build", async () => {
    const stdin = "apiVersion: tenfold.dev/v1alpha1\nkind: WebService\nmetadata: {name: shop}\nspec: {userTier: 1k}\n";
    const { code, err } = await tenfold(["diagram", "-f", "-"], { stdin });
    expect(code).toBe(1);
    expect(err).toContain("spec.image");
  });
});
