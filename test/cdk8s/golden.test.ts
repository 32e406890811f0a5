// The golden files, and what holds for every one of them. A new case is a new folder; `make generate` writes the rest.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ACK_KINDS } from "../../domain/api/kinds.js";
import { TIERS } from "../../domain/api/tier.js";
import type { WaitingChild } from "../../domain/blueprint/children.js";
import { goldenCases, goldenFiles, goldenRender } from "../../scripts/generate-goldens.js";
import { withoutSeal } from "./rendering.js";

const ROOT = process.cwd();
const cases = goldenCases(ROOT);

describe("golden files", () => {
  it("exist for every tier", () => {
    expect(cases).toEqual(expect.arrayContaining(TIERS.map((tier) => `tier-${tier}`)));
  });

  it.each(goldenFiles(ROOT))("$path is what is rendered", ({ path, text }) => {
    expect(text).toBe(readFileSync(join(ROOT, path), "utf8"));
  });
});

/** Names of what a child waits for where it does not name the other child. */
const SPOKEN_OF: Readonly<Record<string, string>> = {
  "the host name of the load balancer": "Ingress",
  "the endpoint of the database's readers": "DBCluster",
};

/** Those that wait for something that the class lacks, or for one of those, and so on. */
function waitForTheClass(waiting: readonly WaitingChild[]): readonly WaitingChild[] {
  const found = new Set<WaitingChild>();
  const isAwaited = (what: string) =>
    what.endsWith(" of the WebServiceClass") ||
    [...found].some(({ kind: { kind }, name }) => ` ${what}`.endsWith(` ${kind} ${name}`) || SPOKEN_OF[what] === kind);
  let before = -1;
  while (found.size > before) {
    before = found.size;
    for (const child of waiting) if (child.waitsFor.split(", ").some(isAwaited)) found.add(child);
  }
  return waiting.filter((child) => found.has(child));
}

describe.each(cases)("the golden case %s", (name) => {
  const { atFirst, settled } = goldenRender(ROOT, name);

  it("sets in ACK objects only fields that our types have, with values that they allow", () => {
    for (const { kind, object } of settled.children) {
      const ack = ACK_KINDS.find(({ ref }) => ref === kind);
      // Parsing drops what the schema does not know, so a difference is an unknown field.
      if (ack !== undefined) expect(ack.spec.parse(object.spec)).toEqual(object.spec);
    }
  });

  it("never changes a child that was rendered before AWS answered, so each is written once; but the binding, which tells of it, and seals", () => {
    for (const { kind, object, mode } of atFirst.children) {
      if (mode === "commit") continue;
      const later = settled.children.find((child) => child.kind === kind && child.object.metadata.name === object.metadata.name);
      expect(later && withoutSeal(later.object)).toEqual(withoutSeal(object));
    }
  });

  it("renders in the end what waited at first, unless the class lacks something", () => {
    expect(settled.waiting).toEqual(waitForTheClass(settled.waiting));
    expect(settled.children.length + settled.waiting.length).toBeGreaterThanOrEqual(
      atFirst.children.length + atFirst.waiting.length,
    );
  });
});
