// Our ACK types against the real CRDs, where a checkout of them lies beside this project: names, fields, types, rules.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { ACK_KINDS, CHILD_KINDS } from "../../../domain/api/kinds.js";

type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly "x-kubernetes-validations"?: readonly unknown[];
};
type Definition = {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly singular: string };
    readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: Schema } }];
  };
};

const REAL_CRDS = "../shared/crds";
const hasRealCrds = existsSync(REAL_CRDS);

function realDefinitions(): ReadonlyMap<string, Definition> {
  const folders = hasRealCrds ? readdirSync(REAL_CRDS, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
  const files = folders.flatMap(({ name }) => readdirSync(join(REAL_CRDS, name)).map((file) => join(REAL_CRDS, name, file)));
  const definitions = files.map((file) => parse(readFileSync(file, "utf8")) as Definition);
  return new Map(definitions.map((definition) => [`${definition.spec.group}/${definition.spec.names.kind}`, definition]));
}

/** What ours says and the real one does not: one line for each. */
function differences(ours: Schema, real: Schema | undefined, path: string): readonly string[] {
  if (real === undefined) return [`${path} does not exist`];
  const rules = (schema: Schema) => (schema["x-kubernetes-validations"] ?? []).length > 0;
  const inner = Object.entries(ours.properties ?? {}).flatMap(([name, schema]) =>
    differences(schema, real.properties?.[name], `${path}.${name}`),
  );
  const missing = (real.required ?? []).filter((name) => !(ours.required ?? []).includes(name));
  return [
    ...(ours.type === real.type ? [] : [`${path} is ${String(ours.type)}, really ${String(real.type)}`]),
    ...(rules(ours) === rules(real) ? [] : [`${path} differs in being immutable`]),
    ...missing.map((name) => `${path}.${name} is required`),
    ...inner,
    ...(ours.items === undefined ? [] : differences(ours.items, real.items, `${path}[]`)),
    ...(typeof ours.additionalProperties === "object" && ours.properties === undefined
      ? differences(ours.additionalProperties, real.additionalProperties, `${path}{}`)
      : []),
  ];
}

describe("the kinds of children", () => {
  it("are listed once each, under a resource name in lower case", () => {
    expect(new Set(CHILD_KINDS.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`)).size).toBe(CHILD_KINDS.length);
    for (const { plural, kind } of CHILD_KINDS) {
      expect(plural).toMatch(/^[a-z]+$/);
      expect(plural.startsWith(kind.toLowerCase().replace(/y$/, ""))).toBe(true);
    }
  });
});

const unless = hasRealCrds ? "" : ` (skipped: there is no ${REAL_CRDS})`;
(hasRealCrds ? describe : describe.skip)(`our ACK types${unless}`, () => {
  const real = realDefinitions();

  it.each(ACK_KINDS.map((kind) => ({ name: kind.ref.kind, kind })))("of $name name what the real CRD has", ({ kind }) => {
    const definition = real.get(`${kind.ref.apiVersion.replace("/v1alpha1", "")}/${kind.ref.kind}`);
    expect(definition?.spec.names).toMatchObject({ plural: kind.ref.plural, singular: kind.singular });
    const { properties = {} } = definition?.spec.versions[0].schema.openAPIV3Schema ?? {};
    const ours = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" }) as Schema;
    expect(differences(ours(kind.spec), properties.spec, "spec")).toEqual([]);
    expect(differences(ours(kind.status), properties.status, "status")).toEqual([]);
  });
});
