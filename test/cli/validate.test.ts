// `tenfold validate` through the real program: what it says of a file, in which line, in which form, with which exit code.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import type { Report } from "../../cli/validate/report.js";
import { tenfold } from "./tenfold.js";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "tenfold-validate-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HEAD =
  "apiVersion: tenfold.dev/v1alpha1\nkind: WebService\nmetadata:\n  name: shop\nspec:\n  userTier: 10k\n  image: a/b:1\n";
const CLASS = "apiVersion: tenfold.dev/v1alpha1\nkind: WebServiceClass\nmetadata:\n  name: team\nspec:\n  region: eu-west-1\n";
const FROM_STDIN = "(standard input)";

async function said(text: string, ...flags: readonly string[]) {
  const { code, out, err } = await tenfold(["validate", "-f", "-", ...flags], { stdin: text });
  return { code, lines: out.trimEnd().split("\n"), err };
}

describe("tenfold validate", () => {
  it("says of a good file that it is valid", async () => {
    const { code, lines, err } = await said(HEAD);
    expect({ code, lines }).toEqual({ code: 0, lines: [`${FROM_STDIN}:1: WebService shop is valid`] });
    expect(err).toContain("1 object, nothing wrong.");
    expect(err).toContain("--class FILE names the class");
  });

  it("takes all examples and golden services", async () => {
    const ran = await Promise.all(
      ["deploy/examples", "test/golden/everything-overridden", "test/golden/tier-10M"].map((path) =>
        tenfold(["validate", "-f", path]),
      ),
    );
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  it("says everything at once, each with its line, field and remedy", async () => {
    const { code, lines } = await said(
      `${HEAD}  port: "8080"\n  hostz: [a.example.com]\n  minReplicas: 3\n  hosts:\n    - Shop.example.com\n    - a.example.com\n    - a.example.com\n  database: {placement: Rds}\n  env:\n    - name: 1A\n      value: yes\n`,
    );
    expect(code).toBe(1);
    expect(lines).toEqual([
      `${FROM_STDIN}:8: spec.port: is text and has to be a whole number; write 8080 without quotes`,
      `${FROM_STDIN}:9: spec.hostz: is an unknown field; did you mean hosts?`,
      `${FROM_STDIN}:10: spec.minReplicas: is an unknown field; did you mean spec.scaling.minReplicas or spec.scaling.schedules[].minReplicas?`,
      `${FROM_STDIN}:12: spec.hosts[0]: is not a host name; write it in full and in lower case, without wildcard, port or path, for example shop.example.com`,
      `${FROM_STDIN}:14: spec.hosts[2]: is in the list already; remove one of the two`,
      `${FROM_STDIN}:15: spec.database.placement: is not a known value; use one of Auto, InCluster, RDS, Aurora, did you mean RDS?`,
      `${FROM_STDIN}:17: spec.env[0].name: is not the name of an environment variable; use letters, digits and underscores, not a digit first, for example LOG_LEVEL`,
      `${FROM_STDIN}:18: spec.env[0].value: is true and has to be text; put it in quotes`,
    ]);
  });

  it.each([
    {
      title: "a field that is missing",
      text: HEAD.replace("  image: a/b:1\n", ""),
      line: 5,
      says: "spec.image: is missing; set it: Container image of the web application",
    },
    {
      title: "a field that is written twice",
      text: `${HEAD}  image: c\n`,
      line: 8,
      says: "spec.image: is written twice; remove one",
    },
    { title: "a text that is no YAML", text: `${HEAD}  hosts: [a\n`, line: 9, says: "this is not YAML" },
    { title: "another version", text: HEAD.replace("v1alpha1", "v1"), line: 1, says: "write tenfold.dev/v1alpha1" },
    {
      title: "a kind in other letters",
      text: HEAD.replace("WebService", "Webservice"),
      line: 2,
      says: "did you mean WebService?",
    },
    { title: "a document that is no object", text: "- a\n", line: 1, says: "is no object; write apiVersion" },
    {
      title: "a name that no service may have",
      text: HEAD.replace("name: shop", "name: Shop"),
      line: 4,
      says: "metadata.name: is not a legal name for a WebService",
    },
    {
      title: "a label that is a number",
      text: HEAD.replace("name: shop", "name: shop\n  labels:\n    version: 2"),
      line: 6,
      says: "metadata.labels.version: is a whole number and has to be text; put it in quotes",
    },
    {
      title: "what only the operator knows",
      text: `${HEAD}  changes: {window: {schedule: 0 0 31 2 *, minutes: 60}}\n`,
      line: 8,
      says: "spec.changes.window.schedule: is a cron expression that cannot be read or never comes true",
    },
    {
      title: "a pattern, in the words of the API",
      text: `${HEAD}  workers:\n    - name: mail\n      command: ["a\\x7F"]\n`,
      line: 10,
      says: "spec.workers[0].command[0]: contains a control character; remove it (tabs and line breaks may stay)",
    },
    {
      title: "an entry of a List",
      text: `apiVersion: v1\nkind: List\nitems:\n  - ${HEAD.trimEnd().replaceAll("\n", "\n    ")}\n      port: 0\n`,
      line: 11,
      says: "spec.port: is too small; use at least 1",
    },
  ])("names the line of $title", async ({ text, line, says }) => {
    const { code, lines } = await said(text);
    expect(code).toBe(1);
    expect(lines.find((one) => one.startsWith(`${FROM_STDIN}:${line}: `))).toContain(says);
  });

  it("reads YAML as kubectl does", async () => {
    const { code } = await said(`${HEAD}  cache: {enabled: yes}\n  port: 0x1F90\n`);
    expect(code).toBe(0);
  });

  it("passes over what is not Tenfold's, and says so", async () => {
    const { code, err } = await said(`${HEAD}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\na: 1\n`);
    expect(code).toBe(0);
    expect(err).toContain(`${FROM_STDIN}:9: passed over: ConfigMap x`);
    expect(err).toContain(`${FROM_STDIN}:13: passed over: no Kubernetes object`);
  });

  it.each([
    {
      title: "nothing that is Tenfold's",
      flags: ["-f", "-"],
      says: ["neither a WebService nor a WebServiceClass", "tenfold init"],
    },
    { title: "no file", flags: [], says: ["nothing to validate", "-f"] },
  ])("fails for $title", async ({ flags, says }) => {
    const { code, out, err } = await tenfold(["validate", ...flags], { stdin: "kind: Pod" });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    for (const text of says) expect(err).toContain(text);
  });
});

describe("with a class", () => {
  it.each([
    {
      title: "its highest tier",
      spec: "  limits: {maxTier: 1k}\n",
      says: "spec.userTier: 10k is above 1k, the highest tier that WebServiceClass team allows; use 1k or less",
    },
    { title: "its domain", spec: "  domain: example.org\n", says: "spec.hosts[0]: shop.example.com is outside of example.org" },
    { title: "its costs", spec: "  limits: {maxMonthlyUSD: 10}\n", says: "limits.maxMonthlyUSD of WebServiceClass team" },
  ])("says what the operator refuses for $title", async ({ spec, says }) => {
    const path = file("class.yaml", CLASS + spec);
    const { code, lines } = await said(`${HEAD}  hosts: [shop.example.com]\n`, "--class", path);
    expect(code).toBe(1);
    expect(lines.join("\n")).toContain(says);
    expect(lines.join("\n")).toContain("so says the operator");
  });

  it("warns of what has no effect, and leaves the object valid", async () => {
    const text = `${CLASS}---\n${HEAD.replace("10k", "1")}  cache: {shards: 2}\n`;
    const { code, lines } = await said(text);
    expect(code).toBe(0);
    expect(lines).toContainEqual(
      `${FROM_STDIN}:15: warning: spec.cache.shards: has no effect: there is no cache. It begins at tier 10k, or with spec.cache.enabled: true at any tier.`,
    );
  });

  it("holds the class itself to its rules, and against what it was", async () => {
    const { lines } = await said(`${CLASS}  hostedZoneID: Z0123456789ABCDEFGHIJ\n`);
    expect(lines.join("\n")).toContain(
      "spec.domain: hostedZoneID is set without domain; set domain to the name of the hosted zone",
    );
    const before = file("before.yaml", CLASS);
    const moved = await said(CLASS.replace("eu-west-1", "eu-west-2"), "--against", before);
    expect(moved.code).toBe(1);
    expect(moved.lines[0]).toContain(":6: spec.region: region cannot be changed or removed");
  });
});

describe("in other forms", () => {
  it.each(["json", "yaml"])("tells programs all of it in %s", async (form) => {
    const { code, out } = await tenfold(["validate", "-f", "-", "-o", form], {
      stdin: `${HEAD}  port: 0\n---\nkind: Pod\napiVersion: v1\n`,
    });
    const report: Report = {
      valid: false,
      objects: [{ file: FROM_STDIN, line: 1, kind: "WebService", name: "shop", valid: false }],
      problems: [
        {
          ...{ file: FROM_STDIN, line: 8, object: "WebService shop", field: "spec.port" },
          ...{ message: "is too small", remedy: "use at least 1", severity: "error", source: "schema" },
        },
      ],
      passedOver: [{ file: FROM_STDIN, line: 10, kind: "Pod" }],
    };
    expect(code).toBe(1);
    expect(form === "json" ? JSON.parse(out) : parse(out)).toEqual(report);
  });

  it("warns of objects and hosts that stand in several files", async () => {
    const one = file("one.yaml", `${HEAD}  hosts: [shop.example.com]\n`);
    const two = file("two.yaml", `${HEAD.replace("name: shop", "name: other")}  hosts: [shop.example.com]\n`);
    const { code, out } = await tenfold(["validate", "-f", one, "-f", two, "-f", one]);
    expect(code).toBe(0);
    expect(out).toContain(`${two}:8: warning: spec.hosts[0]: WebService shop (${one}:1) names shop.example.com as well`);
    expect(out).toContain(`${one}:4: warning: metadata.name: WebService shop stands in ${one}:1 already`);
  });
});
