// What each program says to an older Node. The age is pretended: the version, and one function whose lack makes undici crash.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";

const PROGRAMS = ["operator", "migrator", "pooler", "local/aws", "local/demo", "local/control-plane", "local/tools"];

function pretending(version: string): string {
  const source = `
    import zlib from "node:zlib";
    import { syncBuiltinESMExports } from "node:module";
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });
    delete zlib.createZstdDecompress;
    syncBuiltinESMExports();`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

type Ended = { readonly code: number; readonly said: string };

function start(program: string, version: string): Promise<Ended> {
  return new Promise((resolve) => {
    const args = ["--import", pretending(version), `dist/${program}/main.js`, "--help"];
    execFile(process.execPath, args, (error, out, err) => resolve({ code: Number(error?.code ?? 0), said: out + err }));
  });
}

describe("a Node that is too old", () => {
  it.each(PROGRAMS)("is told in one line by %s, before anything crashes", async (program) => {
    const { code, said } = await start(program, "20.11.1");
    expect(code).toBe(1);
    expect(said).toMatch(/^tenfold: this program needs Node 22\.19 or newer and was started with Node 20\.11\.1 at .*\n$/);
  });

  it.each(["18.20.0", "22.18.0", "9.0.0"])("is %s", async (version) => {
    expect((await start("migrator", version)).said).toContain(`was started with Node ${version}`);
  });

  it.each(["22.19.0", "24.0.0", "26.1.0-nightly"])("is not %s", async (version) => {
    expect((await start("migrator", version)).said).toContain("usage: migrator");
  });
});

type Package = { readonly dev?: boolean; readonly optional?: boolean; readonly engines?: { readonly node?: string } };

describe("package.json", () => {
  const text = readFileSync("package.json", "utf8");
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { readonly packages: Record<string, Package> };

  it("asks for the Node that the programs ask for", async () => {
    const { engines } = JSON.parse(text) as Package;
    expect(engines).toEqual({ node: ">=22.19" });
    expect((await start("migrator", "22.18.9")).said).toContain("needs Node 22.19 or newer");
  });

  it("asks for what the most demanding library does", () => {
    const highest = Object.entries(packages)
      .filter(([path, { dev, optional }]) => path !== "" && dev !== true && optional !== true)
      .map(([, { engines }]) => /^>=\s*([0-9]+)(?:\.([0-9]+))?[0-9.]*$/.exec(engines?.node ?? ""))
      .map((match) => Number(match?.[1] ?? 0) * 1000 + Number(match?.[2] ?? 0));
    expect(Math.max(...highest)).toBe(22_019);
  });
});
