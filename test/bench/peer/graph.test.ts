import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { webServiceClass } from "../../fixtures/services.js";
import { STAND_IN, templated } from "./cel.js";
import { ALLOCATION, childrenOf, graphOf } from "./graph.js";

type Resource = { readonly id: string; readonly template: KubeObject; readonly readyWhen?: readonly string[] };

const TIERS = ["1", "10"] as const;

function resourcesOf(children: readonly KubeObject[]): readonly Resource[] {
  return (graphOf(children).spec as { readonly resources: readonly Resource[] }).resources;
}

/** What kro makes of a text of a template that has only what these templates have: texts and values of the instance, one behind the other. */
function evaluated(text: string, instance: typeof STAND_IN): string {
  if (!text.startsWith("${")) return text;
  const tokens =
    text.slice(2, -1).match(/"(?:[^"\\]|\\.)*"|schema\.metadata\.\w+|elasticIPAddress\d+\.status\.allocationID/g) ?? [];
  expect(`\${${tokens.join(" + ")}}`).toBe(text);
  return tokens.map((token) => valueOf(token, instance)).join("");
}

function valueOf(token: string, instance: typeof STAND_IN): string {
  if (token.startsWith('"')) return JSON.parse(token) as string;
  return token.startsWith("schema.") ? instance[token.slice("schema.metadata.".length) as "name"] : ALLOCATION;
}

function made(value: unknown, instance: typeof STAND_IN): unknown {
  if (typeof value === "string") return evaluated(value, instance);
  if (Array.isArray(value)) return value.map((item) => made(item, instance));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, made(inner, instance)]));
}

describe.each(TIERS)("the graph for kro of what Tenfold renders for tier %s", (tier) => {
  const children = childrenOf(tier, webServiceClass());
  const resources = resourcesOf(children);

  it("has every child, each under an id of its own", () => {
    expect(children.length).toBeGreaterThanOrEqual(14);
    expect(resources.map(({ template }) => template.kind)).toEqual(children.map(({ kind }) => kind));
    expect(new Set(resources.map(({ id }) => id)).size).toBe(children.length);
    expect(resources.filter(({ id }) => !/^[a-z][a-zA-Z0-9]*$/.test(id))).toEqual([]);
  });

  it("makes of the stand-ins the very children that were rendered", () => {
    expect(resources.map(({ template }) => made(template, STAND_IN))).toEqual(children);
  });

  it("has the name of the instance in every name, so that two instances share no child", () => {
    const names = (name: string) => resources.map(({ template }) => evaluated(template.metadata.name, { ...STAND_IN, name }));
    expect(names("shop-7").filter((name) => !name.startsWith("shop-7-"))).toEqual([]);
    expect(JSON.stringify(resources)).not.toMatch(new RegExp(`${STAND_IN.name}|${STAND_IN.namespace}|${STAND_IN.uid}`));
  });

  it("takes the address of its load balancer from the child that has it", () => {
    const address = resources.find(({ template }) => template.kind === "ElasticIPAddress")?.id;
    const balancer = resources.find(({ template, readyWhen }) => template.kind === "Service" && readyWhen !== undefined);
    expect(Object.values(balancer?.template.metadata.annotations ?? {})).toContain(`\${${address}.status.allocationID}`);
    expect(JSON.stringify(resources)).not.toContain(ALLOCATION);
  });

  it("leaves no password to be filled in, and names no owner", () => {
    expect(JSON.stringify(resources)).not.toMatch(/tenfold\.dev\/fill|stringData|ownerReferences/);
    expect(resources.filter(({ template }) => template.kind === "Secret").map(({ template }) => template.data)).toContainEqual({
      username: Buffer.from("tenfold").toString("base64"),
      password: Buffer.from("m").toString("base64"),
    });
  });

  it("waits for what Tenfold waits for", () => {
    const awaited = resources.filter(({ readyWhen }) => readyWhen !== undefined).map(({ template }) => template.kind);
    expect(awaited.sort()).toEqual([
      ...["Deployment", "ElasticIPAddress", "Job", "PersistentVolumeClaim", "Service", "StatefulSet"],
    ]);
  });
});

describe("a text of a template", () => {
  it("is left as it stands when kro would not read it", () => {
    expect(templated({ a: "$(PASSWORD) $HOME {}", b: [1, true, null] })).toEqual({
      a: "$(PASSWORD) $HOME {}",
      b: [1, true, null],
    });
  });

  it("is escaped where kro would take it for an expression", () => {
    expect(templated('echo "${HOME}"')).toBe(String.raw`${'${"echo \\"${HOME}\\""}'}`);
    const texts = ["${", 'a ${X:-"y"} }{ \\ \n', `${STAND_IN.name}: \${HOME} "of" ${STAND_IN.namespace}`];
    expect(texts.map((text) => evaluated(templated(text) as string, STAND_IN))).toEqual(texts);
  });

  it("is refused as a key when it has the name of the instance", () => {
    expect(() => templated({ [`of-${STAND_IN.name}`]: "x" })).toThrow("which no template of kro can say");
  });
});
