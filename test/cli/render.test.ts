// `tenfold render` through the real program: what the operator writes, byte for byte the same each time, without secrets.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseAllDocuments } from "yaml";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { tenfold } from "./tenfold.js";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "tenfold-render-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GOLDEN = "test/golden";
const golden = (name: string) => ["-f", `${GOLDEN}/${name}/web-service.yaml`, "--class", `${GOLDEN}/class.yaml`];

function objectsIn(text: string): readonly KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as KubeObject | null;
    return object === null ? [] : [object];
  });
}

/** As golden files are: hashes change with every field, and values of Secrets are nobody's to see. */
function bare(object: KubeObject): KubeObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const own = Object.entries(annotations).filter(([key]) => key !== ANNOTATION.hash && key !== ANNOTATION.fingerprint);
  const kept = own.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(own) };
  const { stringData, ...rest } = object;
  const keys = stringData === undefined ? {} : { stringData: Object.keys(stringData as object) };
  return { ...rest, ...keys, metadata: kept };
}

function byName(objects: readonly KubeObject[]) {
  const named = objects.map((object): [string, KubeObject] => [`${object.kind}/${object.metadata.name}`, bare(object)]);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("tenfold render", () => {
  it.each(["tier-1", "tier-1k", "tier-10M", "everything-overridden"])("renders %s as its golden file", async (name) => {
    const { code, out, err } = await tenfold(["render", ...golden(name)]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(byName(objectsIn(out))).toEqual(byName(objectsIn(readFileSync(`${GOLDEN}/${name}/expected.yaml`, "utf8"))));
  });

  it("gives the same bytes again, and as a list the same objects", async () => {
    const [once, again, list] = await Promise.all([
      tenfold(["render", ...golden("tier-100k")]),
      tenfold(["render", ...golden("tier-100k")]),
      tenfold(["render", ...golden("tier-100k"), "-o", "json"]),
    ]);
    expect(again.out).toBe(once.out);
    const { kind, items } = JSON.parse(list.out) as { readonly kind: string; readonly items: readonly KubeObject[] };
    expect(kind).toBe("List");
    expect(items).toEqual(objectsIn(once.out));
  });

  it("has Secrets without values, and says which values are made up", async () => {
    const { out } = await tenfold(["render", ...golden("tier-1k")]);
    const secrets = objectsIn(out).filter(({ kind }) => kind === "Secret");
    expect(secrets.length).toBeGreaterThan(0);
    for (const { stringData } of secrets)
      expect([...new Set(Object.values(stringData as Readonly<Record<string, string>>))]).toEqual([""]);
    expect(out).toContain("# Secrets are without their values");
    expect(out).toMatch(
      /# Workload, goes with the service\n# Holds a made-up value; written when this is known: .*\napiVersion: apps\/v1\nkind: Deployment/,
    );
    expect(out).toMatch(/\n# Database, is kept when the service goes\napiVersion: rds/);
  });

  it("says that class and names are nobody's where no file has them", async () => {
    const { out } = await tenfold(["render", "-f", "-"], {
      stdin: "apiVersion: tenfold.dev/v1alpha1\nkind: WebService\nmetadata: {name: shop}\nspec: {userTier: 10, image: a}\n",
    });
    expect(out).toContain("of WebService default/shop at tier 10, class sample,");
    expect(out).toContain("# The class is a sample");
    expect(out).toContain("# No cluster has given the service a UID yet");
  });

  it("writes one file for each object, and takes away its own of before and nothing else", async () => {
    const out = join(folder, "objects");
    const render = (name: string) => tenfold(["render", ...golden(name), "-o", "dir", "--out", out]);
    const first = await render("tier-1k");
    expect({ code: first.code, out: first.out }).toEqual({ code: 0, out: "" });
    expect(first.err).toContain(`of 1 service in ${out}.`);
    const before = readdirSync(out);
    expect(before.some((name) => name.startsWith("dbinstance-shop-"))).toBe(true);
    writeFileSync(join(out, "mine.yaml"), "a: 1\n");
    await render("tier-10");
    const after = readdirSync(out);
    expect(after.some((name) => name.startsWith("dbinstance-"))).toBe(false);
    expect(after).toContain("mine.yaml");
    const objects = after
      .filter((name) => name !== "mine.yaml")
      .flatMap((name) => objectsIn(readFileSync(join(out, name), "utf8")));
    expect(byName(objects)).toEqual(byName(objectsIn(readFileSync(`${GOLDEN}/tier-10/expected.yaml`, "utf8"))));
  });

  it.each([
    { title: "without a file", args: [], says: ["nothing to render"] },
    { title: "into a folder that nobody named", args: [...golden("tier-1"), "-o", "dir"], says: ["--out DIR"] },
    {
      title: "into a file",
      args: [...golden("tier-1"), "-o", "dir", "--out", "package.json"],
      says: ["cannot write package.json"],
    },
    {
      title: "what the operator refuses",
      args: ["-f", "-"],
      says: ["WebService default/shop would be refused", "spec.image", "tenfold validate"],
    },
  ])("fails $title", async ({ args, says }) => {
    const stdin = "apiVersion: tenfold.dev/v1alpha1\nkind: WebService\nmetadata: {name: shop}\nspec: {userTier: 10, image: A}\n";
    const { code, out, err } = await tenfold(["render", ...args], { stdin });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    for (const text of says) expect(err).toContain(text);
    expect(err).not.toContain("    at ");
    expect(existsSync(join(folder, "package.json"))).toBe(false);
  });
});
