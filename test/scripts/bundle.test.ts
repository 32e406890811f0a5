// The bundles of the images: the same bytes wherever the checkout lies, and a bill of materials that names what is in them.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { billOfMaterials, licenseFile } from "../../scripts/image/bill-of-materials.js";

const run = promisify(execFile);
const PATIENCE_MS = 120_000;
const HERE = process.cwd();
const SOURCES = ["domain", "operator", "cdk8s", "migrator", "pooler", "package.json", "tsconfig.json"];
const FILES = ["main.mjs", "sbom.cdx.json", "THIRD-PARTY-LICENSES"];

let elsewhere: string;

beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), "tenfold-elsewhere-"));
  for (const path of SOURCES) await cp(path, join(elsewhere, path), { recursive: true });
  await symlink(join(HERE, "node_modules"), join(elsewhere, "node_modules"));
  for (const folder of [HERE, elsewhere]) {
    await run(process.execPath, [join(HERE, "dist/scripts/bundle.js"), "operator", "migrator", "pooler"], { cwd: folder });
  }
}, PATIENCE_MS);
afterAll(() => rm(elsewhere, { recursive: true, force: true }));

const pathIn = (folder: string, program: string, file: string): string => join(folder, ".build/image", program, file);
const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

describe.each(["operator", "migrator", "pooler"])("the bundle of the %s", (program) => {
  it.each(FILES)("has the same %s in another folder", (file) => {
    expect(digest(pathIn(HERE, program, file))).toBe(digest(pathIn(elsewhere, program, file)));
  });

  it("names no folder of the machine that it was made on", () => {
    for (const file of FILES) expect(readFileSync(pathIn(HERE, program, file), "utf8")).not.toContain(HERE);
  });

  it("runs by itself, without any package beside it", async () => {
    const alone = await mkdtemp(join(tmpdir(), "tenfold-alone-"));
    await cp(pathIn(HERE, program, "main.mjs"), join(alone, "main.mjs"));
    const { stdout } = await run(process.execPath, [join(alone, "main.mjs"), "--help"], { cwd: alone });
    await rm(alone, { recursive: true });
    expect(stdout).toContain("sage");
  });
});

describe("the bundle of the operator", () => {
  it("leaves the undici that is built into Node where it is: its own is enough", async () => {
    const told = 'process.on("exit", () => console.log(process.moduleLoadList.join("\\n")))';
    const probe = `data:text/javascript,${encodeURIComponent(told)}`;
    const { stdout } = await run(process.execPath, ["--import", probe, pathIn(HERE, "operator", "main.mjs"), "--help"]);
    const modules = stdout.split("\n");
    expect(modules).toContain("NativeModule http");
    expect(modules).not.toContain("NativeModule internal/deps/undici/undici");
  });

  it("has of undici and of the generated types of Kubernetes what is used, and not their stand-ins and constructs", () => {
    const text = readFileSync(pathIn(HERE, "operator", "main.mjs"), "utf8");
    for (const used of ["undici/lib/dispatcher/pool.js", "cdk8s-plus-27/lib/imports/k8s.js"])
      expect(text).toContain(`"node_modules/${used}"`);
    for (const unused of ["undici/index.js", "undici/lib/mock/mock-agent.js", "cdk8s-plus-27/lib/index.js"])
      expect(text).not.toContain(`"node_modules/${unused}"`);
  });
});

type Bill = { readonly components: readonly { readonly name: string; readonly version: string; readonly purl: string }[] };

describe("the bill of materials", () => {
  const bill = (program: string) => JSON.parse(readFileSync(pathIn(HERE, program, "sbom.cdx.json"), "utf8")) as Bill;

  it("names what is in the bundle, in its installed version, and nothing that is only used to build", () => {
    const names = bill("operator").components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["undici", "zod", "cdk8s", "@aws-sdk/client-rds", "pino"]));
    expect(names.filter((name) => ["typescript", "esbuild", "jest", "pg"].includes(name))).toEqual([]);
    const pg = bill("migrator").components.find(({ name }) => name === "pg");
    const installed = JSON.parse(readFileSync("node_modules/pg/package.json", "utf8")) as { readonly version: string };
    expect(pg).toMatchObject({ version: installed.version, purl: `pkg:npm/pg@${installed.version}` });
  });

  it("goes with the licence of each package", () => {
    const licenses = readFileSync(pathIn(HERE, "operator", "THIRD-PARTY-LICENSES"), "utf8");
    for (const { name, version } of bill("operator").components) expect(licenses).toContain(`${name} ${version} (`);
  });

  it("writes scoped names as package URLs do", () => {
    const found = { name: "@a/b", version: "1.0.0", license: "MIT", licenseText: undefined };
    expect(billOfMaterials({ name: "x", version: "1" }, [found])).toContain('"pkg:npm/%40a/b@1.0.0"');
    expect(licenseFile([found])).toContain("carries no licence text");
  });
});

describe("asked for a program that does not exist", () => {
  it("the bundler says which there are", async () => {
    const asked = run(process.execPath, ["dist/scripts/bundle.js", "nothing"]);
    await expect(asked).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there are operator, migrator, pooler"),
    });
    expect(existsSync(".build/image/nothing")).toBe(false);
  });
});
