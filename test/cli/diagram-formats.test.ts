// Pictures in words: Mermaid, DOT and text keep to their languages whatever a service is called.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ascii } from "../../cli/diagram/ascii.js";
import { pictureOf } from "../../cli/diagram/diagram-svg.js";
import { dot } from "../../cli/diagram/dot.js";
import { mermaid } from "../../cli/diagram/mermaid.js";
import type { Model } from "../../cli/diagram/model.js";
import { sampleBlueprint } from "../../cli/tiers/sample.js";
import { TIERS } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { anyClass, anyService } from "../cdk8s/arbitrary.js";

const HOSTILE = `"]) --> end; subgraph <b>&amp;\\N {x} #quot; \`日本\``;
const TIERS_AND_STEPS: readonly Model[] = [
  ...TIERS.map((tier) => pictureOf(sampleBlueprint(tier))),
  ...TIERS.slice(1).map((tier, index) => pictureOf(sampleBlueprint(tier), sampleBlueprint(TIERS[index] ?? "1"))),
  pictureOf(sampleBlueprint("1"), sampleBlueprint("10M")),
];
const hostile = fc.constantFrom("shop", HOSTILE);

const anyModel: fc.Arbitrary<Model> = fc
  .tuple(anyService, anyClass, hostile, fc.constantFrom(undefined, ...TIERS))
  .map(([service, serviceClass, name, tier]) => {
    const plain = blueprint(service, serviceClass);
    const named = {
      ...plain,
      identity: { ...plain.identity, name },
      hosts: [name, ...plain.hosts],
      workers: plain.workers.map((worker) => ({ ...worker, name: `${worker.name} ${name}` })),
    };
    return pictureOf(named, tier === undefined ? undefined : sampleBlueprint(tier));
  });

function holds(complaintsAbout: (model: Model) => readonly string[]): void {
  for (const model of TIERS_AND_STEPS) expect(complaintsAbout(model)).toEqual([]);
  fc.assert(
    fc.property(anyModel, (model) => {
      expect(complaintsAbout(model)).toEqual([]);
    }),
    { numRuns: 300 },
  );
}

function twice(ids: readonly string[]): readonly string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`);
}

/** Texts taken out: what is left is the language's own. */
const LINES_OF_MERMAID = [
  /^ {2}subgraph row_[a-z]+\[""\]$/,
  /^ {4}subgraph n_\w+\[""\]$/,
  /^ {4,6}n_\w+(\[""\]|\[\(""\)\])$/,
  /^ {2,4}end$/,
  /^ {2}n_\w+ (-->|-\.->)\|""\| n_\w+$/,
  /^ {2}classDef [a-z]+ [\w:#,\- ]+$/,
  /^ {2}class n_\w+(,n_\w+)* [a-z]+$/,
];

function aboutMermaid(model: Model): readonly string[] {
  const [title = "", kind, ...lines] = mermaid(model).trimEnd().split("\n");
  const bare = lines.map((line) => line.replaceAll(/"[^"]*"/g, '""'));
  const declared = bare.flatMap((line) => /^ {2,6}(?:subgraph )?((?:n|row)_\w+)\[/.exec(line)?.[1] ?? []);
  const used = bare.flatMap((line) => [...line.matchAll(/\bn_\w+/g)].map(([id]) => id));
  const opened = bare.filter((line) => line.includes("subgraph ")).length;
  return [
    ...(title.startsWith("%% ") && kind === "flowchart TB" ? [] : ["it does not begin as a flowchart"]),
    ...bare.filter((line) => !LINES_OF_MERMAID.some((form) => form.test(line))).map((line) => `not Mermaid: ${line}`),
    ...twice(declared),
    ...used.filter((id) => !declared.includes(id)).map((id) => `${id} is not declared`),
    ...(bare.filter((line) => line.trim() === "end").length === opened ? [] : ["a subgraph is not closed"]),
    ...lines
      .flatMap((line) =>
        [...line.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text.replaceAll("<br/>", "").replaceAll(/#\d+;/g, "")),
      )
      .filter((text) => /[<>#&`]/.test(text)),
  ];
}

function aboutDot(model: Model): readonly string[] {
  const text = dot(model);
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const declared = [...bare.matchAll(/^ {4,6}(\w+) \[/gm), ...bare.matchAll(/subgraph (\w+) \{/g)].map(([, id = ""]) => id);
  const ends = [...bare.matchAll(/^ {2}(\w+) -> (\w+) \[/gm)].flatMap(([, from = "", to = ""]) => [from, to]);
  const clusters = [...bare.matchAll(/l(?:head|tail)=(\w+)/g)].map(([, id = ""]) => id);
  const count = (character: string) => bare.split(character).length;
  return [
    ...twice(declared),
    ...[...ends, ...clusters].filter((id) => !declared.includes(id)).map((id) => `${id} is not declared`),
    ...(count("{") === count("}") && count("[") === count("]") ? [] : ["a bracket is open"]),
    ...(bare.includes('"') && bare.replaceAll('""', "").includes('"') ? ["a quote is open"] : []),
    // Entities and escapes are Graphviz's own: only those that we wrote may be there.
    ...[...text.matchAll(/&(?!amp;)/g)].map(() => "an ampersand is not escaped"),
    ...[...text.matchAll(/(?<!\\)(?:\\\\)*\\[^n"\\]/g)].map(([escape]) => `the escape ${escape}`),
  ];
}

function aboutText(model: Model): readonly string[] {
  return [60, 80, 100].flatMap((width) => {
    const lines = ascii(model, { width }).split("\n");
    const all = lines.join("");
    const count = (character: string) => all.split(character).length;
    return [
      ...lines.filter((line) => Array.from(line).length > width).map((line) => `too long for ${width}: ${line}`),
      ...lines.filter((line) => line !== line.trimEnd()).map((line) => `blanks at the end: ${line}`),
      ...(new Set(["┌", "┐", "└", "┘"].map(count)).size === 1 ? [] : ["a box is open"]),
      ...openBoxes(lines),
    ];
  });
}

/** From each upper left corner along all four sides. */
function openBoxes(lines: readonly string[]): readonly string[] {
  const at = (x: number, y: number) => Array.from(lines[y] ?? "")[x] ?? " ";
  return lines.flatMap((line, y) =>
    Array.from(line).flatMap((character, x) => {
      if (character !== "┌") return [];
      let [right, down] = [x, y];
      while (at(right, y) !== "┐" && right < 120) right += 1;
      while (at(x, down) !== "└" && down < lines.length) {
        down += 1;
        if (!"│└".includes(at(x, down)) || !"│┘┐".includes(at(right, down)))
          return [`the box at ${x} ${y} has a hole in line ${down}`];
      }
      return at(right, down) === "┘" ? [] : [`the box at ${x} ${y} is open`];
    }),
  );
}

describe("Mermaid", () => {
  it("is made of its own lines, declares each id once and escapes what it is told", () => {
    holds(aboutMermaid);
  });

  it("escapes quotes and angles in names", () => {
    const plain = sampleBlueprint("1k");
    expect(mermaid(pictureOf({ ...plain, hosts: [HOSTILE] }))).toContain(
      "#34;]) --#62; end; subgraph #60;b#62;#38;amp;#92;N {x} #35;quot; #96;日本#96;",
    );
  });
});

describe("DOT", () => {
  it("closes what it opens, declares each id once and escapes what it is told", () => {
    holds(aboutDot);
  });
});

describe("text", () => {
  it("keeps to its width and closes its boxes", () => {
    holds(aboutText);
  });

  it("is ASCII alone when asked to be", () => {
    for (const model of TIERS_AND_STEPS) expect(ascii(model, { width: 100, plain: true })).toMatch(/^[\n -~]*$/);
  });

  it("names the arrows that it cannot draw in the box that they leave", () => {
    const text = ascii(pictureOf(sampleBlueprint("10k")), { width: 80 });
    expect(text).toContain("writes, reads → RDS for PostgreSQL");
    expect(text).toContain("sessions → Sessions");
  });
});
