// What `validate` judges by is the very definition that is installed, and nothing in it is beyond what is judged here.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { ruleOf } from "../../cli/validate/cel.js";
import type { Schema } from "../../cli/validate/definitions.js";
import { DEFINITIONS } from "../../cli/validate/definitions.js";
import { fieldOf } from "../../cli/validate/finding.js";
import { judged } from "../../cli/validate/judge.js";
import { compareQuantities, parseQuantity } from "../../cli/validate/quantity.js";
import { re2 } from "../../cli/validate/re2.js";
import { isTimeZone } from "../../cli/validate/time-zone.js";
import { BAD_SERVICES, badSpec, GOOD_SPEC } from "../fixtures/bad-services.js";

type Crd = { readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[] } };

const JUDGED = new Set([
  ...[
    "description",
    "type",
    "default",
    "nullable",
    "enum",
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
  ],
  ...["minItems", "maxItems", "minProperties", "maxProperties", "items", "properties", "additionalProperties", "required"],
  ...["allOf", "anyOf", "not", "x-kubernetes-int-or-string", "x-kubernetes-list-type", "x-kubernetes-list-map-keys"],
  "x-kubernetes-validations",
]);

/** All schemas within one, itself included. */
function schemasIn(schema: Schema): readonly Schema[] {
  const { items, properties = {}, additionalProperties, allOf = [], anyOf = [], not } = schema;
  const below = [items, additionalProperties, not, ...Object.values(properties), ...allOf, ...anyOf];
  return [schema, ...below.flatMap((one) => (one === undefined ? [] : schemasIn(one)))];
}

const ALL = DEFINITIONS.flatMap(({ schema }) => schemasIn(schema));
const RULES = ALL.flatMap((schema) => schema["x-kubernetes-validations"] ?? []);

describe("the definitions", () => {
  it.each([
    ["WebService", "crds/tenfold.dev_webservices.yaml"],
    ["WebServiceClass", "crds/tenfold.dev_webserviceclasses.yaml"],
  ])("of %s are those of %s", (kind, path) => {
    const crd = parse(readFileSync(path, "utf8")) as Crd;
    const [version] = crd.spec.versions;
    expect(DEFINITIONS.find((definition) => definition.kind === kind)?.schema).toEqual(version?.schema.openAPIV3Schema);
  });

  it("say nothing that is not judged", () => {
    expect([...new Set(ALL.flatMap((schema) => Object.keys(schema)))].filter((key) => !JUDGED.has(key))).toEqual([]);
    expect([...new Set(RULES.flatMap((rule) => Object.keys(rule)))].sort()).toEqual(["fieldPath", "message", "rule"]);
  });

  it("have rules that can all be asked here", () => {
    for (const { rule } of RULES) expect(() => ruleOf(rule)).not.toThrow();
  });

  it("have messages of what is wrong and what to do, in this order", () => {
    expect(RULES.filter(({ message }) => !/^[^;]+; [^;]/.test(message))).toEqual([]);
  });

  it("have expressions that RE2 and JavaScript read the same", () => {
    const sources = [
      ...ALL.flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern])),
      ...RULES.flatMap(({ rule }) => [...rule.matchAll(/\.matches\(r?'([^']*)'\)/g)].map(([, source = ""]) => source)),
    ];
    for (const source of sources) {
      expect(() => re2(source)).not.toThrow();
      // Look-around and references back are not of RE2; these escapes and an open dot are of both and mean different characters.
      expect(source).not.toMatch(/\(\?[=!<]|\\[1-9bBwWdDS]|(?<![\\[])\.(?![^[]*\])/);
    }
  });
});

describe("a bad service", () => {
  it.each(BAD_SERVICES.map((bad) => [bad.name, bad] as const))("with %s is refused, naming the field", (_name, bad) => {
    const [service] = DEFINITIONS;
    const spec: unknown = JSON.parse(JSON.stringify(badSpec(bad)));
    const findings = service === undefined ? [] : judged(service, { metadata: { name: "shop" }, spec });
    // Of what comes twice the entry is named, as API servers do.
    expect(findings.some(({ path }) => fieldOf(path).replace(/\[1\]$/, "") === bad.field.replace(/\[1\]$/, ""))).toBe(true);
    expect(findings.every(({ message, remedy }) => message !== "" && remedy !== "")).toBe(true);
  });
});

describe("what is asked of rules", () => {
  it.each([
    ["4096", "4096000m", 0n],
    ["64.5Ti", "64Ti", 1n],
    ["1Ki", "1k", 1n],
    ["0.1", "100m", 0n],
    ["1e3", "1k", 0n],
    ["9E", "64Ti", 1n],
    ["-1", "0", -1n],
  ])("%s against %s", (a, b, expected) => {
    const [left, right] = [parseQuantity(a), parseQuantity(b)];
    expect(left && right && compareQuantities(left, right)).toBe(expected);
  });

  it.each(["", "1 Gi", "1GiB", "Mi", "0x10", "NaN", ".", "1,5"])("%p is no quantity", (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it.each([
    ["UTC", true],
    ["Europe/Berlin", true],
    ["US/Pacific", true],
    ["europe/berlin", false],
    ["us/pacific", false],
    ["Mars/Phobos", false],
    ["+02:00", true],
    ["2:30", true],
  ])("the time zone %s: %p", (zone, expected) => {
    expect(isTimeZone(zone)).toBe(expected);
  });

  it("writes defaults as the API server does before it asks rules", () => {
    const [service] = DEFINITIONS;
    const spec = { ...GOOD_SPEC, health: { path: null }, changes: null, hosts: null };
    expect(service && judged(service, { metadata: { name: "shop" }, spec })).toEqual([]);
  });
});
