// Every picture, measured: the nine tiers, the examples, all comparisons, and services by chance.
import { describe, expect, it } from "@jest/globals";
import { DOMParser } from "@xmldom/xmldom";
import fc from "fast-check";
import { diagramSvg, pictureOf } from "../../cli/diagram/diagram-svg.js";
import { layoutOf } from "../../cli/diagram/layout.js";
import { modelOf } from "../../cli/diagram/model-of.js";
import { servicesFrom } from "../../cli/input/services.js";
import { systemFiles } from "../../cli/input/system-files.js";
import { sampleBlueprint } from "../../cli/tiers/sample.js";
import { PLACEHOLDER_UID } from "../../domain/api/service.js";
import { TIERS } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { anyClass, anyService } from "../cdk8s/arbitrary.js";
import { complaintsAbout } from "./diagram-complaints.js";

const EXAMPLES: readonly Blueprint[] = servicesFrom(systemFiles, { file: ["deploy/examples"] }).map(
  ({ service, serviceClass }) => {
    const stored = { uid: PLACEHOLDER_UID, resourceVersion: "1", generation: 1 };
    return blueprint(
      { ...service, metadata: { namespace: "default", ...service.metadata, ...stored } },
      { ...serviceClass, metadata: { ...serviceClass.metadata, ...stored } },
    );
  },
);
const COMPARISONS = TIERS.flatMap((from) => TIERS.filter((to) => to !== from).map((to) => ({ from, to })));
const hostile = fc.string({ unit: "binary", maxLength: 40 });

/** What measuring and reading as XML have to say against it. */
function complaints(after: Blueprint, before?: Blueprint): readonly string[] {
  return [...complaintsAbout(layoutOf(pictureOf(after, before))), ...xmlComplaints(diagramSvg(after, { before }))];
}

function xmlComplaints(text: string): readonly string[] {
  const found: string[] = [];
  const onError = (level: string, message: string) => found.push(`${level}: ${message}`);
  const document = new DOMParser({ onError }).parseFromString(text, "image/svg+xml");
  const ids = [...document.getElementsByTagName("*")].flatMap((element) => element.getAttribute("id") ?? []);
  return [
    ...found,
    ...(document.documentElement?.tagName === "svg" ? [] : ["the root is no svg"]),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the id ${id} is there twice`),
    ...(/NaN|undefined|Infinity/.test(text.replaceAll(/<(title|desc|text)[^<]*/g, "")) ? ["a number is none"] : []),
  ];
}

describe("pictures", () => {
  it.each(TIERS)("of tier %s are in order", (tier) => {
    expect(complaints(sampleBlueprint(tier))).toEqual([]);
  });

  it("of all examples are in order", () => {
    expect(EXAMPLES.length).toBeGreaterThan(8);
    expect(EXAMPLES.map((example) => complaints(example))).toEqual(EXAMPLES.map(() => []));
  });

  it.each(COMPARISONS)("of $to against $from are in order", ({ from, to }) => {
    expect(complaints(sampleBlueprint(to), sampleBlueprint(from))).toEqual([]);
  });

  it("of services whose way in or database is being changed are in order", () => {
    for (const tier of TIERS) {
      const plain = sampleBlueprint(tier);
      const others = TIERS.map((other) => sampleBlueprint(other).database).filter((database) => database !== undefined);
      const both: Blueprint["fronts"] = [{ kind: "nlb" }, { kind: "alb", reservedCapacityUnits: 0 }];
      const moving: Blueprint = { ...plain, fronts: both, heldHosts: { a: "nlb", b: "alb" }, otherDatabases: others.slice(0, 3) };
      expect(complaints(moving)).toEqual([]);
      expect(complaints(plain, moving)).toEqual([]);
    }
  });

  it("of services by chance are in order", () => {
    fc.assert(
      fc.property(anyService, anyClass, fc.constantFrom(undefined, ...TIERS), (service, serviceClass, tier) => {
        const before = tier === undefined ? undefined : sampleBlueprint(tier);
        expect(complaints(blueprint(service, serviceClass), before)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("take any name, also one that no cluster would", () => {
    fc.assert(
      fc.property(anyService, hostile, hostile, (service, name, other) => {
        const plain = blueprint(service, { ...CLASS });
        const named: Blueprint = {
          ...plain,
          identity: { ...plain.identity, name },
          hosts: [other, ...plain.hosts],
          services: [...plain.services, ...plain.services.map((each) => ({ ...each, name: `${each.name} ${other}` }))],
        };
        expect(complaints(named)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("are the same bytes for the same service", () => {
    for (const tier of TIERS) expect(diagramSvg(sampleBlueprint(tier))).toBe(diagramSvg(sampleBlueprint(tier)));
  });

  it("put every dollar of the estimate at a box that is there", () => {
    const all = [...TIERS.map((tier) => sampleBlueprint(tier)), ...EXAMPLES];
    for (const each of all) {
      const atBoxes = modelOf(each).nodes.reduce((sum, { monthlyUSD = 0 }) => sum + monthlyUSD, 0);
      expect(atBoxes).toBeCloseTo(estimateCost(each)?.monthlyUSD ?? 0, 1);
    }
  });
});

const CLASS = {
  apiVersion: "tenfold.dev/v1alpha1",
  kind: "WebServiceClass",
  metadata: { name: "c", uid: "u", resourceVersion: "1", generation: 1 },
  spec: {},
} as const;
